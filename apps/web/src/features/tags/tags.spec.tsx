import { type Tag, tags } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const green: Tag = {
  id: 4,
  name: 'tlp:green',
  namespace: 'tlp',
  predicate: 'green',
  value: null,
  colour: '#33aa33',
  aliases: [],
  counter: 12,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 3,
};

describe('the tag pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(tags.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [green],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(tags.get, () => green);
  });

  it('list the tags as chips with how often they are used', async () => {
    renderRoute('/tags/index', [feature]);
    expect((await screen.findByRole('link', { name: 'tlp:green' })).getAttribute('href')).toBe('/tags/view/4');
    expect(screen.getByText('12')).toBeDefined();
  });

  it('offer nothing to change to whoever may only read', async () => {
    signedIn({ flags: [] });
    renderRoute('/tags/index', [feature]);
    await screen.findByRole('link', { name: 'tlp:green' });
    expect(screen.queryByRole('link', { name: 'Add tag' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull();
  });

  it('add a tag; without a colour none is sent', async () => {
    api.on(tags.create, ({ body }) => ({ ...green, id: 5, name: body.name }));
    const page = renderRoute('/tags/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: ' new tag ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create tag' }));
    await waitFor(() => expect(page.address()).toBe('/tags/view/5'));
    expect(api.heard(tags.create)[0]?.body).toEqual({ name: 'new tag' });
  });

  it('show at the field that the name is taken', async () => {
    api.on(tags.create, () => {
      throw new Refused(409, 'this tag exists already', [{ path: ['name'], message: 'is taken by another record' }]);
    });
    renderRoute('/tags/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'tlp:green' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create tag' }));
    expect((await screen.findAllByText('Name is taken by another record')).length).toBeGreaterThan(0);
  });

  it('rename a tag, sending what changed and the version it was read at', async () => {
    api.on(tags.update, ({ body }) => ({ ...green, ...(body.name === undefined ? {} : { name: body.name }) }));
    const page = renderRoute('/tags/edit/4', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'tlp:clear' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(page.address()).toBe('/tags/view/4'));
    expect(api.heard(tags.update)[0]).toMatchObject({ body: { name: 'tlp:clear' }, ifMatch: 3 });
  });

  it('show who changed the tag', async () => {
    const entry = {
      seq: 9,
      at: '2026-11-22T10:00:00.000Z',
      actor: { id: 1, name: 'ada' },
      channel: 'browser' as const,
      action: 'edit',
      kind: 'tag',
      entityId: 4,
      title: 'tlp:green',
      message: null,
      changes: [{ field: 'name', before: 'tlp:gren', after: 'tlp:green' }],
    };
    api.on(tags.history, () => ({ entries: [entry], next: null }));
    renderRoute('/tags/view/4?tab=history', [feature]);
    expect(await screen.findByText('tlp:gren')).toBeDefined();
  });

  it('delete a tag after saying off how many records it is taken', async () => {
    api.on(tags.remove, () => ({ done: true as const }));
    const page = renderRoute('/tags/view/4', [feature]);
    await screen.findByRole('heading', { name: /tlp:green/ });
    fireEvent.click(screen.getByRole('button', { name: 'More actions' }));
    fireEvent.click(await screen.findByText('Delete…'));
    expect(await screen.findByText('It is taken off 12 records. This cannot be undone.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Delete tag' }));
    await waitFor(() => expect(page.address()).toBe('/tags/index'));
    expect(api.heard(tags.remove)[0]?.ifMatch).toBe(3);
  });

  it('merge another tag into one after showing what would change', async () => {
    api.on(tags.suggest, () => [
      { id: 4, name: 'tlp:green', colour: '#33aa33', counter: 12 },
      { id: 9, name: 'TLP green', colour: '#222222', counter: 3 },
    ]);
    api.on(tags.mergePreview, () => ({
      here: { id: 4, name: 'tlp:green', colour: '#33aa33' },
      there: { id: 9, name: 'TLP green', colour: '#222222' },
      records: [
        { kind: 'organisation' as const, carrying: 3, both: 1 },
        { kind: 'individual' as const, carrying: 0, both: 0 },
      ],
    }));
    api.on(tags.merge, () => ({ ...green, aliases: ['tlp green'] }));
    const page = renderRoute('/tags/merge/4?other=9', [feature]);
    expect(await screen.findByText('3 organisations, of which 1 carry both')).toBeDefined();
    expect(screen.queryByText(/person|people/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Merge TLP green into tlp:green' }));
    await waitFor(() => expect(page.address()).toBe('/tags/view/4'));
    expect(api.heard(tags.merge)[0]).toMatchObject({ body: { other: 9 } });
  });
});
