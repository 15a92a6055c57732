import { type MergePreview, merges, organisations } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { fakeApi, signedIn } from '../../../test/fake-api.js';
import { organisationOf } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

it('merging takes the values chosen field by field, by keyboard, too', async () => {
  const api = fakeApi();
  signedIn();
  const uuid = '637e68b3-d9a1-4c03-9bbb-1506e63dbcab';
  const preview: MergePreview = {
    here: { id: 17, uuid, name: 'CIRCL', version: 1 },
    there: { id: 18, uuid, name: 'Circl.lu', version: 1 },
    fields: [
      { field: 'name', here: 'CIRCL', there: 'Circl.lu' },
      { field: 'sector', here: null, there: 'Government' },
    ],
    relations: [{ label: 'alignments', moves: 3, folds: 1 }],
    blockedBy: [],
  };
  const side = { id: 17, uuid, name: 'CIRCL' };
  api.on(organisations.get, () => organisationOf(17, 'CIRCL'));
  api.on(organisations.list, ({ query }) => ({ items: [], total: null, page: 1, limit: query.limit }));
  api.on(merges.previewOrganisation, () => preview);
  api.on(merges.mergeOrganisation, () => ({
    id: 1,
    kind: 'organisation' as const,
    survivor: side,
    merged: { ...side, id: 18 },
    at: '2026-11-22T10:00:00.000Z',
    by: 'admin',
    undoneAt: null,
  }));
  renderRoute('/organisations/merge/17?other=18', [feature]);
  expect(await screen.findByText(/alignments: 3 come over, 1 are there already/)).toBeDefined();
  fireEvent.keyDown(screen.getAllByRole('radio')[0] as HTMLElement, { key: 'ArrowRight' });
  fireEvent.click(screen.getByRole('button', { name: 'Merge Circl.lu into CIRCL' }));
  await waitFor(() => expect(api.heard(merges.mergeOrganisation)).toHaveLength(1));
  expect(api.heard(merges.mergeOrganisation)[0]?.body).toEqual({ other: 18, take: ['name', 'sector'] });
});
