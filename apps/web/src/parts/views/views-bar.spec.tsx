import { type NewSavedView, type SavedView, savedViews } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderPage } from '../../ui/in-router.fixture.js';
import { type ListShape, useListState } from '../../ui/index.js';
import { ViewsBar } from './views-bar.js';

const shape: ListShape = { searched: [], sort: 'name', fields: [{ name: 'sector', label: 'Sector', kind: 'text' }] };

function Page() {
  return <ViewsBar name="organisations" list={useListState(shape)} presets={[{ label: 'All', search: '' }]} />;
}

describe('the views of a list', () => {
  let api: FakeApi;
  let kept: SavedView[];
  const view = (id: number, rest: Partial<SavedView> = {}): SavedView => ({
    id,
    list: 'organisations',
    name: `View ${id}`,
    search: 'sector=Energy',
    audience: 'private',
    owner: 'ada',
    isMine: true,
    mayChange: true,
    modified: '2026-01-01T00:00:00.000Z',
    version: 1,
    ...rest,
  });
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    kept = [];
    api.on(savedViews.list, () => kept);
    api.on(savedViews.create, ({ body }) => {
      const made = view(kept.length + 1, body as NewSavedView);
      kept = [...kept, made];
      return made;
    });
    api.on(savedViews.update, ({ params, body }) => {
      kept = kept.map((one) => (one.id === params.id ? { ...one, ...(body as Partial<SavedView>) } : one));
      return kept.find(({ id }) => id === params.id) as SavedView;
    });
    api.on(savedViews.remove, ({ params }) => {
      kept = kept.filter(({ id }) => id !== params.id);
      return { done: true as const };
    });
  });
  const open = (search = '') => renderPage(<Page />, `/organisations/index${search}`);
  const popup = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Saved views' }));
    return within(await screen.findByRole('dialog', { name: 'Saved views' }));
  };

  it('keep search, filters and order under a name, and bring them back', async () => {
    const page = open('?sector=Government&page=3&limit=20');
    const saved = await popup();
    fireEvent.change(saved.getByLabelText('Name of the view'), { target: { value: 'Government' } });
    fireEvent.click(saved.getByRole('button', { name: 'Save view' }));
    fireEvent.click(await screen.findByRole('button', { name: 'All' }));
    await waitFor(() => expect(page.search()).not.toContain('sector'));
    fireEvent.click(await screen.findByRole('button', { name: 'Government' }));
    await waitFor(() => expect(page.search()).toContain('sector=Government'));
    expect(api.heard(savedViews.create)[0]?.body).toMatchObject({ search: 'sector=Government', audience: 'private' });
  });

  it('are shared by whoever may, with whom they may', async () => {
    open('?sector=Government');
    const saved = await popup();
    fireEvent.change(saved.getByLabelText('Name of the view'), { target: { value: 'For all' } });
    fireEvent.change(saved.getByLabelText('Seen by'), { target: { value: 'everyone' } });
    fireEvent.click(saved.getByRole('button', { name: 'Save view' }));
    await waitFor(() => expect(api.heard(savedViews.create)[0]?.body).toMatchObject({ audience: 'everyone' }));
  });

  it('are kept for oneself by others', async () => {
    signedIn({ flags: [] });
    open('?sector=Government');
    expect((await popup()).queryByLabelText('Seen by')).toBeNull();
  });

  it('of others are used, not changed', async () => {
    kept = [view(1, { name: 'Shared', isMine: false, mayChange: false, audience: 'everyone', owner: 'bob' })];
    open();
    expect(await screen.findByRole('button', { name: 'Shared' })).toBeDefined();
    expect((await popup()).queryByRole('button', { name: 'Delete the view Shared' })).toBeNull();
  });

  it('are deleted, and brought back by undo', async () => {
    kept = [view(1, { name: 'Energy' })];
    open();
    fireEvent.click((await popup()).getByRole('button', { name: 'Delete the view Energy' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Energy' })).toBeNull());
  });

  it('say that a name is taken before it is sent', async () => {
    kept = [view(1, { name: 'Energy' })];
    open('?sector=Government');
    await screen.findByRole('button', { name: 'Energy' });
    const saved = await popup();
    fireEvent.change(saved.getByLabelText('Name of the view'), { target: { value: 'energy' } });
    expect(saved.getByText('You keep a view of that name already.')).toBeDefined();
  });
});
