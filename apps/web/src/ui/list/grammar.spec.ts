import { describe, expect, it } from 'vitest';
import { type ListShape, listQuery, readList, writeList } from './grammar.js';

const shape: ListShape = {
  sort: 'name',
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'country', label: 'Country', kind: 'choice' },
    { name: 'modified', label: 'Last change', kind: 'date' },
    { name: 'meta.12', label: 'Constituency', kind: 'network' },
    { name: 'tag', label: 'Tag', kind: 'tag' },
  ],
};
const read = (text: string) => readList(shape, new URLSearchParams(text));
const rewritten = (text: string) => writeList(shape, read(text), new URLSearchParams(text)).toString();

describe('reading a list address', () => {
  it('takes the defaults for whatever is not said', () => {
    expect(read('')).toEqual({
      q: '',
      sort: [{ field: 'name', descending: false }],
      page: 1,
      limit: 50,
      filters: [],
      unknown: [],
    });
  });

  it('reads a filter without operator as "is"', () => {
    expect(read('country=LU').filters).toEqual([{ field: 'country', op: 'eq', values: ['LU'] }]);
  });

  it('reads the operator after the last dot, also of a field that has a dot in its name', () => {
    expect(read('meta.12.covers=8.8.8.8&meta.12=x').filters).toEqual([
      { field: 'meta.12', op: 'covers', values: ['8.8.8.8'] },
      { field: 'meta.12', op: 'eq', values: ['x'] },
    ]);
  });

  it('reads comma lists for the operators that take several values only', () => {
    expect(read('country.in=LU,BE&name=a,b').filters).toEqual([
      { field: 'country', op: 'in', values: ['LU', 'BE'] },
      { field: 'name', op: 'eq', values: ['a,b'] },
    ]);
  });

  it('reads a repeated parameter as one filter each', () => {
    expect(read('tag=tlp:amber&tag=enisa').filters.map((filter) => filter.values[0])).toEqual(['tlp:amber', 'enisa']);
  });

  it('names what means nothing here and leaves the page its own parameters', () => {
    expect(read('colour=red&name.sounds=x&tab=people').unknown).toEqual(['colour', 'name.sounds']);
  });

  it('falls back to the first page and the usual length for figures that are none', () => {
    expect(read('page=-1&limit=many')).toMatchObject({ page: 1, limit: 50 });
  });
});

describe('writing a list address', () => {
  it('leaves out what is the default, and what means nothing', () => {
    expect(rewritten('sort=name&page=1&limit=50&colour=red')).toBe('');
  });

  it('keeps the parameters of the page itself', () => {
    expect(rewritten('q=cert&tab=people')).toBe('tab=people&q=cert');
  });

  it('gives equal states equal addresses, whatever the order they came in', () => {
    expect(rewritten('page=2&country.not=LU&q=x&sort=-modified,name')).toBe(
      rewritten('sort=-modified,name&q=x&page=2&country.not=LU'),
    );
  });
});

describe('the API query of an address', () => {
  const query = (text: string) => listQuery(shape, new URLSearchParams(text));

  it('always names order and page length, and never what the page keeps for itself', () => {
    expect(query('tab=people&colour=red')).toEqual({ sort: 'name', limit: '50' });
  });

  it('repeats repeated filters', () => {
    expect(query('tag=a&tag=b&tag.any=c,d')).toMatchObject({ tag: ['a', 'b'], 'tag.any': 'c,d' });
  });

  it('drops filters without a value', () => {
    expect(query('country=')).not.toHaveProperty('country');
  });
});
