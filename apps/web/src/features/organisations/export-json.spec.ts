import { organisations } from '@cerebrate/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { organisationRow } from '../../../test/organisations.js';
import { downloadJson } from './export-json.js';

describe('the list as JSON', () => {
  let api: FakeApi;
  let files: Blob[];
  const all = Array.from({ length: 501 }, (_, at) => organisationRow(at + 1, `Organisation ${at + 1}`));
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    files = [];
    URL.createObjectURL = (file: Blob) => {
      files.push(file);
      return 'blob:file';
    };
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    api.on(organisations.list, ({ query }) => ({
      items: all.slice((query.page - 1) * query.limit, query.page * query.limit),
      total: null,
      page: query.page,
      limit: query.limit,
    }));
  });
  afterEach(() => vi.restoreAllMocks());

  it('holds every row of the filter, however many pages it takes, and the columns that are shown', async () => {
    await downloadJson(new URLSearchParams('country=LU&tag=a&tag=b&page=3&limit=20'), [11, 12]);
    expect(api.heard(organisations.list).map(({ query }) => query.page)).toEqual([1, 2]);
    expect(api.heard(organisations.list)[0]?.query).toMatchObject({
      limit: 500,
      total: false,
      columns: [11, 12],
      tags: { all: ['a', 'b'] },
    });
    const rows = JSON.parse(await (files[0] ?? new Blob()).text()) as unknown[];
    expect(rows).toHaveLength(501);
  });

  it('gives no half a file when a page fails', async () => {
    api.on(organisations.list, ({ query }) => {
      if (query.page === 2) throw new Refused(500, 'the database is gone');
      return { items: all.slice(0, 500), total: null, page: 1, limit: 500 };
    });
    await downloadJson(new URLSearchParams(), []);
    expect(files).toEqual([]);
  });
});
