import { enumerations, metaTemplates, organisations } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { network, organisationOf, organisationRow, statistics, templates } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const circl = organisationOf(1, 'CIRCL', {
  country: 'LU',
  sector: 'Government',
  version: 3,
  metaFields: [network(1, '192.0.2.0/24')],
});

let api: FakeApi;

beforeEach(() => {
  api = fakeApi();
  signedIn();
  api.on(metaTemplates.forms, () => [...templates]);
  api.on(enumerations.options, () => ({ values: null }));
  api.on(organisations.get, () => circl);
  api.on(organisations.history, () => ({ entries: [], next: null }));
  api.on(organisations.statistics, () => statistics);
  api.on(organisations.list, ({ query }) => ({
    items: [organisationRow(1, 'CIRCL', { version: 3 })],
    total: 1,
    page: query.page,
    limit: query.limit,
  }));
});

const open = (address: string) => renderRoute(address, [feature]);
const type = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const sent = () => api.heard(organisations.update);

describe('adding an organisation', () => {
  beforeEach(() => {
    api.on(organisations.create, ({ body }) => organisationOf(9, body.name));
  });

  it('sends what was filled in, finds the country by its code, and shows the new record', async () => {
    const page = open('/organisations/add');
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: '  Harbour CERT ' } });
    type('Country', 'lux');
    fireEvent.click(await screen.findByRole('option', { name: /Luxembourg/ }));
    type('Website', 'https://harbour.example');
    press('Create organisation');
    await waitFor(() => expect(page.address()).toBe('/organisations/view/9'));
    expect(api.heard(organisations.create)[0]?.body).toMatchObject({
      name: 'Harbour CERT',
      country: 'LU',
      url: 'https://harbour.example',
      sector: null,
      type: null,
      contacts: null,
      tags: [],
      metaFields: [],
    });
    expect(await screen.findByText('Harbour CERT created.')).toBeDefined();
  });

  it('names the field that needs a change and goes there', async () => {
    open('/organisations/add');
    await screen.findByLabelText(/^Name/);
    press('Create organisation');
    expect(await screen.findByText('1 field needs a change')).toBeDefined();
    expect(document.activeElement).toBe(screen.getByLabelText(/^Name/));
    expect(api.heard(organisations.create)).toHaveLength(0);
  });

  it('puts the server’s objection at its field', async () => {
    api.on(organisations.create, () => {
      throw new Refused(409, 'refused', [{ path: ['body', 'uuid'], message: 'is taken by another organisation' }]);
    });
    open('/organisations/add');
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Harbour' } });
    press('Create organisation');
    expect((await screen.findAllByText(/UUID is taken by another organisation/)).length).toBeGreaterThan(0);
  });

  it('offers only the allowed values where a collection governs the field', async () => {
    api.on(enumerations.options, ({ params }) => ({
      values: params.field === 'sector' ? ['Energy', 'Finance'] : null,
    }));
    open('/organisations/add');
    const sector = await screen.findByLabelText('Sector');
    expect([...sector.querySelectorAll('option')].map((option) => option.textContent)).toEqual([
      'Choose…',
      'Energy',
      'Finance',
    ]);
    expect(screen.getByLabelText('Type').tagName).toBe('INPUT');
  });

  it('makes a uuid for community administrators, who alone may choose one', async () => {
    open('/organisations/add');
    fireEvent.click(await screen.findByRole('button', { name: 'Generate' }));
    expect(screen.getByLabelText<HTMLInputElement>('UUID').value).toMatch(/^[0-9a-f-]{36}$/);
    signedIn({ flags: ['perm_org_admin'] });
    const other = open('/organisations/edit/1');
    await other.findByText('Edit CIRCL', { selector: 'h1' });
    expect(within(other.container).queryByLabelText('UUID')).toBeNull();
  });
});

describe('editing an organisation', () => {
  beforeEach(() => {
    api.on(
      organisations.update,
      ({ body }) => ({ ...circl, ...body, metaFields: circl.metaFields, version: 4 }) as typeof circl,
    );
  });

  it('sends only what was changed, on the version that was read', async () => {
    const page = open('/organisations/edit/1');
    fireEvent.change(await screen.findByLabelText('Sector'), { target: { value: 'Research' } });
    press('Save changes');
    await waitFor(() => expect(page.address()).toBe('/organisations/view/1'));
    expect(sent()[0]?.body).toEqual({ sector: 'Research' });
    expect(sent()[0]?.ifMatch).toBe(3);
  });

  it('sends the networks that were changed, by field', async () => {
    open('/organisations/edit/1');
    await screen.findByLabelText('Sector');
    fireEvent.change(screen.getByDisplayValue('192.0.2.0/24'), { target: { value: '198.51.100.0/24' } });
    press('Save changes');
    await waitFor(() =>
      expect(sent()[0]?.body).toEqual({ metaFields: [{ fieldId: 11, values: ['198.51.100.0/24'] }] }),
    );
  });

  it('is refused to those who may only look', async () => {
    api.on(organisations.get, () => ({ ...circl, mayChange: false }));
    open('/organisations/edit/1');
    expect(await screen.findByText('You may look at this organisation but not change it.')).toBeDefined();
  });

  it('opens as a dialog over the list, which stays as it is', async () => {
    const page = open('/organisations/index?sector=Government');
    fireEvent.click(await screen.findByRole('link', { name: 'Edit: CIRCL' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit CIRCL' });
    expect(within(dialog).getByLabelText('Sector', { selector: 'input' })).toBeDefined();
    expect(page.address()).toBe('/organisations/edit/1');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(page.address()).toBe('/organisations/index?sector=Government'));
  });
});

describe('when somebody else was faster', () => {
  const theirs = { ...circl, version: 5, sector: 'Energy', type: 'National CSIRT' };

  const collide = async () => {
    api.on(organisations.update, ({ ifMatch, body }) => {
      if (ifMatch !== 5) throw new Refused(412, 'it was changed meanwhile');
      return { ...theirs, ...body, metaFields: [], version: 6 } as typeof circl;
    });
    const page = open('/organisations/edit/1');
    fireEvent.change(await screen.findByLabelText('Sector'), { target: { value: 'Research' } });
    type('Website', 'https://circl.example');
    api.on(organisations.get, () => theirs);
    press('Save changes');
    return { page, dialog: within(await screen.findByRole('dialog', { name: 'CIRCL was changed meanwhile' })) };
  };

  it('both values are shown, and what only the other changed is named', async () => {
    const { dialog } = await collide();
    expect(dialog.getByText('Research')).toBeDefined();
    expect(dialog.getByText('Energy')).toBeDefined();
    expect(dialog.getByText('They also changed Type; that stays as they left it.')).toBeDefined();
  });

  it('one’s own values can be saved over theirs', async () => {
    const { page } = await collide();
    press('Overwrite with the chosen values');
    await waitFor(() => expect(page.address()).toBe('/organisations/view/1'));
    expect(sent().at(-1)?.body).toEqual({ sector: 'Research', url: 'https://circl.example' });
    expect(sent().at(-1)?.ifMatch).toBe(5);
  });

  it('theirs can be kept field by field', async () => {
    const { page, dialog } = await collide();
    fireEvent.click(dialog.getByRole('radio', { name: 'Sector: take the value from there' }));
    press('Overwrite with the chosen values');
    await waitFor(() => expect(page.address()).toBe('/organisations/view/1'));
    expect(sent().at(-1)?.body).toEqual({ url: 'https://circl.example' });
  });

  it('theirs can be loaded', async () => {
    await collide();
    press('Load theirs');
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Sector').value).toBe('Energy'));
    expect(screen.queryByRole('dialog', { name: /was changed meanwhile/ })).toBeNull();
  });

  it('nothing is lost when one goes on editing', async () => {
    const { dialog } = await collide();
    fireEvent.click(dialog.getByRole('button', { name: 'Keep editing' }));
    expect(await screen.findByText('It was not saved.')).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>('Sector').value).toBe('Research');
  });
});

describe('changing many organisations', () => {
  beforeEach(() => {
    api.on(organisations.bulkUpdate, ({ body }) => ({ done: body.ids.length, refused: [] }));
  });
  const sentChanges = () => api.heard(organisations.bulkUpdate)[0]?.body;

  it('sends only what was set or emptied', async () => {
    open('/organisations/bulk-edit?ids=1,2');
    fireEvent.change(await screen.findByLabelText('Sector'), { target: { value: 'set' } });
    type('New value of Sector', 'Energy');
    fireEvent.change(screen.getByLabelText('Contacts'), { target: { value: 'empty' } });
    press('Change 2 organisations');
    await waitFor(() =>
      expect(sentChanges()).toEqual({ ids: [1, 2], changes: { sector: 'Energy', contacts: null, metaFields: [] } }),
    );
  });

  it('asks for the value of a field that is to be set', async () => {
    open('/organisations/bulk-edit?ids=1');
    fireEvent.change(await screen.findByLabelText('Sector'), { target: { value: 'set' } });
    press('Change 1 organisation');
    expect((await screen.findByRole('alert')).textContent).toContain('Sector');
    expect(sentChanges()).toBeUndefined();
  });
});
