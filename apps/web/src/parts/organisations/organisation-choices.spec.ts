import { organisations } from '@cerebrate/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { organisationRow } from '../../../test/organisations.js';
import { searchOrganisations } from './organisation-choices.js';

describe('picking an organisation', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(organisations.list, ({ query }) => ({
      items:
        query.filters.length > 0
          ? [organisationRow(12, 'Harbour')]
          : [organisationRow(1, 'CIRCL', { country: 'LU' }), organisationRow(12, 'Harbour')],
      total: null,
      page: 1,
      limit: query.limit,
    }));
  });
  const { signal } = new AbortController();

  it('tells namesakes apart by country and uuid', async () => {
    expect((await searchOrganisations('circl', signal))[0]).toEqual({
      value: '1',
      label: 'CIRCL',
      hint: 'Luxembourg · 00000000',
    });
    expect(api.heard(organisations.list)[0]?.query.q).toBe('circl');
  });

  it('finds the one a number stands for, once', async () => {
    expect((await searchOrganisations('12', signal)).map((choice) => choice.label)).toEqual(['Harbour', 'CIRCL']);
  });
});
