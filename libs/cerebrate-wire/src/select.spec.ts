import { describe, expect, test } from 'vitest';
import { listRules } from './lists.js';
import { parseIndexQuery } from './query.js';
import { isLike, selectRows } from './select.js';

const rows = [
  { id: 1, name: 'admin', perm_admin: true, counter: 10 },
  { id: 2, name: 'Sync', perm_admin: null, counter: 9 },
  { id: 3, name: 'org admin', perm_admin: false, counter: null },
];

const query = (search: string) => {
  const rules = listRules.roles;
  if (!rules) throw new Error('roles have no rules');
  return parseIndexQuery(rules, { search });
};
const select = (search: string) => selectRows(query(search), rows).rows.map(({ id }) => id);

describe('rows in hand', () => {
  test('keep their order and are all there when nothing is asked for', () => {
    expect(selectRows(query(''), rows)).toEqual({ total: 3, rows });
  });

  test('are filtered without case, by lists, patterns and exclusion', () => {
    expect(select('name=sync')).toEqual([2]);
    expect(select('name=%25admin')).toEqual([1, 3]);
    expect(select('name[]=ADMIN&name[]=sync')).toEqual([1, 2]);
    expect(select('name_!%3D=sync')).toEqual([1, 3]);
  });

  test('without a value fulfil no condition on it', () => {
    expect(select('perm_admin=1')).toEqual([1]);
    expect(select('perm_admin=0')).toEqual([3]);
    expect(select('perm_admin=any')).toEqual([1, 3]);
    expect(select('perm_admin_!%3D=1')).toEqual([3]);
  });

  test('are sorted by a column, nothing first, and numbers as numbers', () => {
    expect(select('sort=name')).toEqual([1, 3, 2]);
    expect(select('sort=name&direction=desc')).toEqual([2, 3, 1]);
    const byCounter = { ...query(''), sort: { field: 'counter', descending: false } };
    expect(selectRows(byCounter, rows).rows.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  test('are cut into pages, of which one after the last does not exist', () => {
    expect(selectRows(query('limit=2&page=2'), rows)).toEqual({ total: 3, rows: [rows[2]] });
    expect(() => select('limit=2&page=3')).toThrow(/no such page/);
    expect(selectRows(query('limit=2'), [])).toEqual({ total: 0, rows: [] });
  });

  test('are found by values that are not served', () => {
    const rules = listRules.authKeys;
    const asked = rules && parseIndexQuery(rules, { search: 'Users_id=5' });
    if (!asked) throw new Error('auth keys have no rules');
    expect(selectRows(asked, rows, ({ id }) => ({ 'Users.id': id === 2 ? 5 : 6 })).rows).toEqual([rows[1]]);
  });

  test('are found by meta-field, by some value that differs, and by having none that matches', () => {
    const rules = listRules.users;
    const users = [
      { id: 1, meta_fields: [{ meta_template_id: 3, meta_template_field_id: 7, value: 'Yes' }] },
      { id: 2, meta_fields: [] },
    ];
    const found = (search: string) =>
      rules ? selectRows(parseIndexQuery(rules, { search }), users).rows.map(({ id }) => id) : [];
    expect(found('_metafield_3_7=yes')).toEqual([1]);
    expect(found('_metafield_3_7=!yes')).toEqual([]);
    expect(found('_metafield_3_7_!%3D=yes')).toEqual([2]);
    expect(found('_metafield_3_7=y%25')).toEqual([1]);
    expect(found('quickFilter=ye')).toEqual([1]);
  });
});

describe('LIKE', () => {
  test('knows both wildcards', () => {
    expect(isLike('cert-ee', 'cert%')).toBe(true);
    expect(isLike('cert-ee', '%ee')).toBe(true);
    expect(isLike('cert-ee', 'c_rt-__')).toBe(true);
    expect(isLike('cert-ee', 'cert')).toBe(false);
    expect(isLike('', '%')).toBe(true);
  });

  test('agrees with the regular expression of every short pattern', () => {
    for (const pattern of wordsOf('ab%_', 4)) {
      const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`);
      for (const text of wordsOf('ab', 4))
        expect([pattern, text, isLike(text, pattern)]).toEqual([pattern, text, expression.test(text)]);
    }
  });

  test('takes no time over a pattern that a regular expression would never end with', () => {
    expect(isLike('a'.repeat(5000), `${'%a'.repeat(500)}%b`)).toBe(false);
  });
});

/** Every word of these letters, the empty one included, up to a length. */
function wordsOf(letters: string, longest: number): string[] {
  const all = [''];
  for (const word of all) if (word.length < longest) for (const letter of letters) all.push(word + letter);
  return all;
}
