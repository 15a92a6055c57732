import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineList, listQuery, listSpecOf, maxLimit } from './list.js';

const spec = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true },
    country: { kind: 'country', label: 'Country', sort: true },
    people: { kind: 'integer', label: 'People', sort: true },
    secret: { kind: 'text', label: 'Hidden', filter: false },
    modified: { kind: 'time', label: 'Modified' },
  },
  defaultSort: 'name',
  tags: true,
  meta: 'organisation',
});
const query = listQuery(spec);
const read = (raw: Record<string, string | string[]>) => query.parse(raw);
const faults = (raw: Record<string, string | string[]>) =>
  query.safeParse(raw).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('a list query', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      q: '',
      sort: [{ field: 'name', descending: false }],
      page: 1,
      limit: 50,
      total: true,
      filters: [],
      meta: [],
      tags: { all: [], none: [], any: [] },
      anyOf: [],
      columns: [],
    });
  });

  it('reads fields with operators, lists and repetition', () => {
    const request = read({
      name: ['a', 'b'],
      'country.in': 'lu, be',
      'people.gte': '3',
      sort: '-people,name',
      page: '2',
      limit: '0',
      total: 'false',
    });
    expect(request.filters).toEqual([
      { field: 'name', op: 'eq', values: ['a'] },
      { field: 'name', op: 'eq', values: ['b'] },
      { field: 'country', op: 'in', values: ['lu', 'be'] },
      { field: 'people', op: 'gte', values: ['3'] },
    ]);
    expect(request).toMatchObject({
      page: 2,
      limit: 0,
      total: false,
      sort: [
        { field: 'people', descending: true },
        { field: 'name', descending: false },
      ],
    });
  });

  it('reads meta-fields, tags and columns', () => {
    const request = read({
      'meta.12.covers': '8.8.8.8',
      'meta.3': 'x',
      tag: ['a', 'b'],
      'tag.not': 'c',
      'tag.any': 'd,e',
      columns: '1,2',
    });
    expect(request.meta).toEqual([
      { fieldId: 12, op: 'covers', values: ['8.8.8.8'] },
      { fieldId: 3, op: 'eq', values: ['x'] },
    ]);
    expect(request.tags).toEqual({ all: ['a', 'b'], none: ['c'], any: ['d', 'e'] });
    expect(request.columns).toEqual([1, 2]);
  });

  it('reads groups of alternatives, each filter as it would be alone', () => {
    const request = read({ 'any.2.name.contains': 'b', 'any.1.meta.12.covers': '8.8.8.8', 'any.1.tag': ['a', 'b'] });
    expect(request.anyOf).toEqual([
      {
        filters: [],
        meta: [{ fieldId: 12, op: 'covers', values: ['8.8.8.8'] }],
        tags: { all: ['a', 'b'], none: [], any: [] },
      },
      { filters: [{ field: 'name', op: 'contains', values: ['b'] }], meta: [], tags: { all: [], none: [], any: [] } },
    ]);
    expect(request.filters).toEqual([]);
    expect(faults({ 'any.0.name': 'x', 'any.1.secret': 'x', 'any.1.name.near': 'x', 'any.1': 'x' }).sort()).toEqual([
      'any.0.name',
      'any.1',
      'any.1.name.near',
      'any.1.secret',
    ]);
  });

  it('names everything it does not know', () => {
    expect(
      faults({
        nonsense: '1',
        'name.near': 'x',
        secret: 'x',
        'meta.x': '1',
        'meta.1.near': '2',
        'tag.maybe': 'z',
        sort: 'modified',
        limit: String(maxLimit + 1),
        page: '0',
        total: 'maybe',
      }).sort(),
    ).toEqual([
      'limit',
      'meta.1.near',
      'meta.x',
      'name.near',
      'nonsense',
      'page',
      'secret',
      'sort',
      'tag.maybe',
      'total',
    ]);
  });

  it('names values that are none of their kind', () => {
    expect(
      faults({
        'people.gte': 'many',
        country: 'Luxembourg',
        'modified.gte': 'yesterday',
        'country.empty': 'perhaps',
        'country.in': '',
      }).sort(),
    ).toEqual(['country', 'country.empty', 'country.in', 'modified.gte', 'people.gte']);
  });

  it('takes q, sort and page once only', () => {
    expect(faults({ q: ['a', 'b'], page: ['1', '2'] })).toEqual(['q', 'page']);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (raw) => {
        query.safeParse(raw);
      }),
    );
  });

  it('is known by its schema, for the API document', () => {
    expect(listSpecOf(query)).toBe(spec);
  });
});
