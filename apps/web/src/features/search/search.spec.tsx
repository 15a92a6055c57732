import { type SearchHit, type SearchOverview, type SearchPage, search } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { searchEverything } from './palette.js';
import { feature } from './routes.js';

const uuid = '55f6ea5e-2c60-40e5-964f-47a8950d210f';
const circl: SearchHit = { kind: 'organisation', id: 7, uuid, name: 'CIRCL', country: 'LU', via: '185.194.92.0/22' };
const value: SearchHit = {
  kind: 'value',
  value: '185.194.92.0/22',
  field: 'IPv4 address',
  label: '185.194.92.0/22 (organisation::IPv4 address)',
  owner: { kind: 'organisation', id: 7, uuid, name: 'CIRCL' },
};
const understood = { kind: 'address' as const, text: '185.194.93.14', problem: null };

describe('the search', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(
      search.overview,
      ({ query }): SearchOverview =>
        query.q === 'nobody'
          ? { understood: { kind: 'text', text: 'nobody', problem: null }, groups: [] }
          : {
              understood,
              groups: [
                { group: 'organisations', hits: [circl], isAlike: false, more: true },
                { group: 'values', hits: [value], isAlike: false, more: false },
              ],
            },
    );
    api.on(
      search.group,
      ({ query }): SearchPage => ({
        understood,
        group: 'organisations',
        hits: [circl],
        isAlike: false,
        total: 51,
        page: query.page ?? 1,
        limit: 50,
      }),
    );
  });

  it('shows the best of each kind and what it took the text for', async () => {
    renderRoute('/instance/searchAll?search=185.194.93.14', [feature]);
    expect((await screen.findByRole('link', { name: /CIRCL/ })).getAttribute('href')).toBe('/organisations/view/7');
    expect(screen.getByText('Networks that hold the address 185.194.93.14')).toBeDefined();
    expect(
      screen.getByRole('link', { name: '185.194.92.0/22 (organisation::IPv4 address)' }).getAttribute('href'),
    ).toBe('/organisations/view/7');
    expect(screen.getByRole('link', { name: 'Show all organisations' }).getAttribute('href')).toBe(
      '/instance/searchAll?search=185.194.93.14&group=organisations',
    );
  });

  it('pages through one kind', async () => {
    const page = renderRoute('/instance/searchAll?search=185.194.93.14&group=organisations', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Next page' }));
    await waitFor(() =>
      expect(page.address()).toBe('/instance/searchAll?search=185.194.93.14&group=organisations&page=2'),
    );
    expect(api.heard(search.group).at(-1)?.query.page).toBe(2);
  });

  it('says that nothing answers, and searches again', async () => {
    const page = renderRoute('/instance/searchAll?search=nobody', [feature]);
    expect(await screen.findByText(/Nothing you may see answers/)).toBeDefined();
    fireEvent.change(screen.getByRole('textbox', { name: 'Search the directory' }), {
      target: { value: ' 185.194.93.14 ' },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Search' }));
    await waitFor(() => expect(page.address()).toBe('/instance/searchAll?search=185.194.93.14'));
  });

  it('asks for something to look for when the address names nothing', async () => {
    renderRoute('/instance/searchAll', [feature]);
    expect(await screen.findByText(/Type a name, an IP address/)).toBeDefined();
    expect(api.heard(search.overview)).toHaveLength(0);
  });

  it('gives the palette the hits with a way to all of a kind', async () => {
    const groups = await searchEverything(' 185.194.93.14 ', new AbortController().signal);
    expect(groups).toMatchObject([
      {
        label: 'Organisations',
        hits: [{ label: 'CIRCL', to: '/organisations/view/7', hint: 'by 185.194.92.0/22' }],
        more: { label: 'Show all organisations' },
      },
      { label: 'Values of meta-fields', hits: [{ hint: 'of CIRCL' }] },
    ]);
    expect(await searchEverything('   ', new AbortController().signal)).toEqual([]);
  });
});
