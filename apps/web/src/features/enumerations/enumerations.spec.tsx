import { type EnumerationCollectionRecord, enumerations } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const sectors: EnumerationCollectionRecord = {
  id: 7,
  uuid: '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c',
  name: 'Sectors',
  description: '',
  targetModel: 'Organisations',
  targetField: 'sector',
  enabled: true,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 2,
  valueCount: 2,
  values: [
    { id: 1, value: 'Energy' },
    { id: 2, value: 'Finance' },
  ],
};

describe('the collection pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    const { values: _values, ...row } = sectors;
    api.on(enumerations.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [row],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(enumerations.get, () => sectors);
    api.on(enumerations.create, () => sectors);
    api.on(enumerations.update, () => sectors);
  });

  it('list what each collection governs and how many values it has', async () => {
    renderRoute('/enumerationCollections/index', [feature]);
    expect(await screen.findByRole('link', { name: 'Sectors' })).toBeDefined();
    expect(screen.getByText('Organisations: Sector')).toBeDefined();
  });

  it('show the values in order, each leading to the organisations that have it', async () => {
    renderRoute('/enumerationCollections/view/7', [feature]);
    expect((await screen.findByRole('link', { name: 'Finance' })).getAttribute('href')).toBe(
      '/organisations/index?sector=Finance',
    );
  });

  it('add a collection with its values, one a line, blanks left out', async () => {
    const page = renderRoute('/enumerationCollections/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Sectors' } });
    fireEvent.change(screen.getByLabelText(/^Governs/), { target: { value: 'Organisations.sector' } });
    fireEvent.change(screen.getByLabelText(/^Values/), { target: { value: 'Energy\n\n Finance \r\n' } });
    expect(screen.getByText('2 values')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Create collection' }));
    await waitFor(() => expect(page.address()).toBe('/enumerationCollections/view/7'));
    expect(api.heard(enumerations.create)[0]?.body).toEqual({
      name: 'Sectors',
      description: '',
      enabled: true,
      targetModel: 'Organisations',
      targetField: 'sector',
      values: ['Energy', 'Finance'],
    });
  });

  it('name the line of a value that is listed twice, without asking the server', async () => {
    renderRoute('/enumerationCollections/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Sectors' } });
    fireEvent.change(screen.getByLabelText(/^Governs/), { target: { value: 'Organisations.sector' } });
    fireEvent.change(screen.getByLabelText(/^Values/), { target: { value: 'Energy\nFinance\nenergy' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create collection' }));
    expect(await screen.findByText("Line 3: 'energy' is in the list twice")).toBeDefined();
    expect(api.heard(enumerations.create)).toEqual([]);
  });

  it('change a collection with the version it was read at', async () => {
    const page = renderRoute('/enumerationCollections/edit/7', [feature]);
    const values = await screen.findByLabelText<HTMLTextAreaElement>(/^Values/);
    expect(values.value).toBe('Energy\nFinance');
    fireEvent.change(values, { target: { value: 'Finance\nEnergy\nHealth' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(page.address()).toBe('/enumerationCollections/view/7'));
    expect(api.heard(enumerations.update)[0]).toMatchObject({
      body: { values: ['Finance', 'Energy', 'Health'] },
      ifMatch: 2,
    });
  });
});
