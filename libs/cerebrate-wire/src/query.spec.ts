import { describe, expect, test } from 'vitest';
import { type Recorded, recording, scenes, type WorldRows, world } from '../fixtures/index.js';
import { listRules } from './lists.js';
import {
  type IndexQuery,
  parseIndexQuery,
  parseViewQuery,
  rulesOf,
  type WireFilter,
  type WireMetaFilter,
} from './query.js';
import { dialectRoute } from './route.js';

/** A record with everything its filters look at, by field; a list where an association has several rows. */
type Candidate = Readonly<Record<string, unknown>> & { readonly id: number };

const own = (rows: WorldRows, model: string, id: number) =>
  rows.tagged.filter((row) => row.fk_model === model && row.fk_id === id).map(({ tag_id }) => tag_id);

function organisations(rows: WorldRows): Candidate[] {
  const names = new Map(rows.tags.map((tag) => [tag.id, tag.name]));
  const templates = new Map(rows.meta_templates.map((template) => [template.id, template.name]));
  return rows.organisations.map((organisation) => {
    const fields = rows.meta_fields.filter(
      ({ scope, parent_id }) => scope === 'organisation' && parent_id === organisation.id,
    );
    return {
      ...organisation,
      tags: own(rows, 'Organisations', organisation.id).map((id) => names.get(id)),
      meta: fields,
      'Alignments.id': rows.alignments
        .filter((row) => row.organisation_id === organisation.id)
        .map(({ id }) => String(id)),
      'MetaFields.field': fields.map(({ field }) => field),
      'MetaFields.value': fields.map(({ value }) => value),
      'MetaFields.MetaTemplates.name': fields.map(({ meta_template_id }) => templates.get(meta_template_id)),
    };
  });
}

const candidates: Readonly<Record<string, (rows: WorldRows) => Candidate[]>> = {
  organisations,
  roles: (rows) => [...rows.roles],
  tags: (rows) => rows.tags.map((tag) => ({ ...tag })),
  enumerations: (rows) => [...rows.enumerations],
  users: (rows) => rows.users.map((user) => ({ ...user })),
  authKeys: (rows) => rows.auth_keys.map((key) => ({ ...key, 'Users.id': String(key.user_id) })),
  metaTemplateNameDirectory: (rows) => rows.meta_templates.map((template) => ({ ...template })),
};

const like = (pattern: string) =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*')}$`, 'is');
const lower = (value: unknown) => String(value).toLowerCase();

function matches({ op, values }: WireFilter, cell: unknown): boolean {
  const wanted = values.map((value) => value.toLowerCase());
  const [first = ''] = wanted;
  if (cell === null || cell === undefined) return false;
  const text = typeof cell === 'boolean' ? (cell ? '1' : '0') : lower(cell);
  if (op === 'like') return like(first).test(text);
  if (op === 'gte') return text >= first;
  if (op === 'lte') return text <= first;
  return wanted.includes(text) === (op === 'eq' || op === 'in');
}

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
function contains(stored: string, wanted: string): boolean {
  const [net = '', bits = '32'] = stored.split('/');
  const [address = '', wantedBits = '32'] = wanted.split('/');
  const size = 2 ** (32 - Number(bits));
  return Number(bits) <= Number(wantedBits) && Math.floor(number(net) / size) === Math.floor(number(address) / size);
}

function matchesMeta(filter: WireMetaFilter, fields: WorldRows['meta_fields']): boolean {
  const hit = fields
    .filter((field) => field.meta_template_id === filter.templateId && field.meta_template_field_id === filter.fieldId)
    .some(({ value }) => {
      if (filter.like) return like(filter.value).test(value) !== filter.not;
      return (
        (filter.fieldId === 1 ? contains(value, filter.value) : lower(value) === lower(filter.value)) !== filter.not
      );
    });
  return hit !== filter.exclude;
}

/** What the description selects from the world, in words as close to its own as can be. */
function select(query: IndexQuery, rows: readonly Candidate[]): Candidate[] {
  return rows.filter((row) => {
    const fields = (row.meta ?? []) as WorldRows['meta_fields'];
    const tags = (row.tags ?? []) as string[];
    const { quickFilter, filteringTags } = query;
    const quick =
      !quickFilter ||
      quickFilter.fields.some(({ field, like: part }) => {
        const text = row[field] === null || row[field] === undefined ? '' : lower(row[field]);
        return part ? text.includes(lower(quickFilter.text)) : text === lower(quickFilter.text);
      }) ||
      (quickFilter.metaValues && fields.some(({ value }) => lower(value).includes(lower(quickFilter.text))));
    return (
      quick &&
      query.filters.every((filter) => {
        const cell = row[filter.field];
        return Array.isArray(cell) ? cell.some((one) => matches(filter, one)) : matches(filter, cell);
      }) &&
      query.metaFilters.every((filter) => matchesMeta(filter, fields)) &&
      filteringTags.all.every((name) => tags.includes(name)) &&
      !filteringTags.none.some((name) => tags.includes(name))
    );
  });
}

interface Case {
  readonly path: string;
  readonly step: Recorded;
  readonly rows: WorldRows;
}

/** Recorded lists an administrator read, in scenes that change nothing before. */
const cases = scenes().flatMap(({ patches, steps, name }) =>
  steps.flatMap((step): Case[] => {
    if (!('recording' in step) || /written|detail|audit|open/.test(name)) return [];
    const { request, response, as } = recording(step.recording);
    const route = dialectRoute({ method: request.method, url: request.path, accept: request.headers.accept });
    const wanted = step.status ?? response.status;
    if (!route || 'refused' in route || route.action !== 'index' || wanted !== 200) return [];
    if (!['admin', 'session:admin', 'sync_only', 'orgadmin'].includes(as) || !candidates[route.controller]) return [];
    return as === 'orgadmin' && route.controller === 'users'
      ? []
      : [{ path: step.recording, step, rows: world(patches) }];
  }),
);

function queryOf(path: string): { query: IndexQuery; controller: string } {
  const { request } = recording(path);
  const route = dialectRoute({ method: request.method, url: request.path, accept: request.headers.accept });
  if (!route || 'refused' in route) throw new Error(`${path} is no route`);
  const rules = rulesOf(route);
  if (!rules) throw new Error(`${route.controller} has no list`);
  const body: unknown = request.body ? JSON.parse(request.body) : undefined;
  return {
    query: parseIndexQuery(rules, { search: route.search, body, format: route.format }),
    controller: route.controller,
  };
}

describe('a recorded list', () => {
  test.each(cases)('$path is what its description selects', ({ path, step, rows }) => {
    const { response } = recording(path);
    const { query, controller } = queryOf(path);
    const selected = select(query, candidates[controller]?.(rows) ?? []);
    const recordedTotal = Number(response.headers['x-total-count']);
    expect(selected).toHaveLength(typeof step.total === 'number' ? step.total : recordedTotal);
    if (step.verdict === 'fixed' || response.headers['content-type'] !== 'application/json') return;
    const ids = (JSON.parse(response.body) as { id: number }[]).map(({ id }) => id);
    expect(ids).toHaveLength(Math.min(recordedTotal, query.limit ?? recordedTotal));
    expect(selected.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  test('is among many', () => {
    expect(cases.length).toBeGreaterThan(60);
  });

  test('sorted by name starts with the names that come first', () => {
    const { query } = queryOf('http/046-organisations-index-sort-asc.json');
    expect(query.sort).toEqual({ field: 'name', descending: false });
    const { response } = recording('http/046-organisations-index-sort-asc.json');
    const names = (JSON.parse(response.body) as { name: string }[]).map(({ name }) => name);
    const all = world(['form-org'])
      .organisations.map(({ name }) => name)
      .sort();
    expect(names).toEqual(all.slice(0, 3));
  });

  test('of changes takes its filters by the name the table gives them', () => {
    const { query } = queryOf('http/429-auditLogs-index-created.json');
    expect(query.filters).toEqual([{ field: 'created', kind: 'time', op: 'gte', values: ['2020-01-01'] }]);
    expect(queryOf('http/424-auditLogs-index-page.json').query).toMatchObject({ page: 2, limit: 2 });
  });
});

const rules = listRules.organisations;
const parse = (search: string, more: { body?: unknown; format?: 'json' | 'csv' } = {}) => {
  if (!rules) throw new Error('organisations have no rules');
  return parseIndexQuery(rules, { search, ...more });
};

describe('paging', () => {
  test('sends everything without limit, one row for 0, negatives and words, never more than 100', () => {
    expect(
      ['', 'limit=', 'limit=0', 'limit=-1', 'limit=abc', 'limit=3', 'limit=500'].map((search) => parse(search).limit),
    ).toEqual([null, null, 1, 1, 1, 3, 100]);
  });

  test('sends 20 rows of CSV without limit', () => {
    expect(parse('', { format: 'csv' }).limit).toBe(20);
    expect(parse('limit=500', { format: 'csv' }).limit).toBe(100);
  });

  test('starts at page 1 whatever the page says below it', () => {
    expect(['page=0', 'page=-3', 'page=x', 'page=7'].map((search) => parse(search).page)).toEqual([1, 1, 1, 7]);
  });
});

describe('sorting', () => {
  test('takes own columns with and without alias, in any spelling of it', () => {
    const wanted = { field: 'name', descending: true };
    for (const sort of ['name', 'Organisations.name', 'organisation.name', 'organisations.name']) {
      expect(parse(`sort=${sort}&direction=desc`).sort).toEqual(wanted);
    }
  });

  test('takes columns of associations where the list has them', () => {
    const users = listRules.users;
    expect(users && parseIndexQuery(users, { search: 'sort=Organisation.name' }).sort).toEqual({
      field: 'Organisations.name',
      descending: false,
    });
  });

  test('ignores what it does not know', () => {
    for (const sort of ['password', 'Users.username', 'name;drop', '']) expect(parse(`sort=${sort}`).sort).toBeNull();
  });
});

describe('filters', () => {
  test('read lists, exclusions, bounds and patterns at the ends', () => {
    expect(
      parse('name[]=a&name[]=b&nationality_!%3D=France&sector=%25health%25&type=a%25b&uuid_!%3D[]=x').filters,
    ).toEqual([
      { field: 'name', kind: 'text', op: 'in', values: ['a', 'b'] },
      { field: 'uuid', kind: 'text', op: 'notin', values: ['x'] },
      { field: 'nationality', kind: 'text', op: 'not', values: ['France'] },
      { field: 'sector', kind: 'text', op: 'like', values: ['%health%'] },
      { field: 'type', kind: 'text', op: 'eq', values: ['a%b'] },
    ]);
  });

  test('are patterns with the sign at either end', () => {
    expect(parse('name=%25x').filters).toMatchObject([{ op: 'like', values: ['%x'] }]);
    expect(parse('name=x%25').filters).toMatchObject([{ op: 'like', values: ['x%'] }]);
  });

  test('are trimmed, and left out when blank', () => {
    expect(parse('name=%20CSIRT%20&type=&uuid[]=').filters).toEqual([
      { field: 'name', kind: 'text', op: 'eq', values: ['CSIRT'] },
    ]);
  });

  test('of both values of a flag take any', () => {
    const users = listRules.users;
    expect(users && parseIndexQuery(users, { search: 'disabled=any' }).filters).toEqual([
      { field: 'disabled', kind: 'boolean', op: 'in', values: ['0', '1'] },
    ]);
  });

  test('are taken from a POST body, too, with lists and with dotted names', () => {
    const body = { name: ['a', 'b'], 'MetaFields.field': 'AS Number', quickFilter: 'x', limit: 2 };
    expect(parse('', { body })).toMatchObject({
      limit: 2,
      quickFilter: { text: 'x', metaValues: true },
      filters: [
        { field: 'name', op: 'in', values: ['a', 'b'] },
        { field: 'MetaFields.field', op: 'eq', values: ['AS Number'] },
      ],
    });
  });

  test('on meta-fields tell exclusion, negation and patterns apart', () => {
    expect(parse('_metafield_1_3_!%3D=a&_metafield_1_4=!b&_metafield_2_5=c%25').metaFilters).toEqual([
      { templateId: 1, fieldId: 3, exclude: true, not: false, like: false, value: 'a' },
      { templateId: 1, fieldId: 4, exclude: false, not: true, like: false, value: 'b' },
      { templateId: 2, fieldId: 5, exclude: false, not: false, like: true, value: 'c%' },
    ]);
  });

  test('by tag take a single name as well as a list', () => {
    expect(parse('filteringTags=tlp%3Agreen').filteringTags).toEqual({ all: ['tlp:green'], none: [], like: [] });
    expect(parse('filteringTags[]=a&filteringTags[]=!b&filteringTags[]=c%25').filteringTags).toEqual({
      all: ['a'],
      none: ['b'],
      like: ['c%'],
    });
  });

  test('that a list does not know are ignored, and it then counts as unfiltered', () => {
    expect(parse('foo=bar&created_%3E%3D=2020-01-01&limit=2')).toMatchObject({ filters: [], unfiltered: true });
    expect(parse('filteringLabel=All')).toMatchObject({ filteringLabel: 'All', unfiltered: false });
    expect(parse('quickFilter=x').unfiltered).toBe(false);
  });

  test('of another list do not work here', () => {
    const roles = listRules.roles;
    const query = roles && parseIndexQuery(roles, { search: '_metafield_1_3=a&filteringTags[]=b' });
    expect(query).toMatchObject({ metaFilters: [], filteringTags: { all: [] }, unfiltered: true });
  });
});

describe('output parameters', () => {
  test('are on when PHP says so', () => {
    expect(parseViewQuery('full=1&includeMetatemplate=0&includeFullMetaFields=yes')).toEqual({
      full: true,
      includeMetatemplate: false,
      includeFullMetaFields: true,
    });
  });
});
