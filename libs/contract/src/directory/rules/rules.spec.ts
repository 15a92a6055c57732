import { describe, expect, it } from 'vitest';
import { IndividualRule, OrganisationRule, readMispRule, sharingGroupsOf, writeMispRule } from './index.js';

const uuid = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const sector = (...values: string[]): OrganisationRule => ({ kind: 'sector', values });

/** Whether an organisation fulfils a rule: the meaning that both shapes must share. */
function holds(rule: OrganisationRule, facts: Record<string, string>): boolean {
  if (rule.kind === 'and') return rule.rules.every((one) => holds(one, facts));
  if (rule.kind === 'or') return rule.rules.some((one) => holds(one, facts));
  if (rule.kind === 'not') return !rule.rules.some((one) => holds(one, facts));
  if (rule.kind === 'metaField') return facts[rule.field] !== undefined;
  const values = 'uuids' in rule ? rule.uuids : 'values' in rule ? rule.values : [];
  return values.includes(facts[rule.kind] ?? '');
}

const everybody = ['Finance', 'Energy', 'Health'].flatMap((sectorOf) =>
  ['LU', 'EE'].flatMap((nationality) => ['CSIRT', 'ISP'].map((type) => ({ sector: sectorOf, nationality, type }))),
);

const trees: OrganisationRule[] = [
  sector('Finance', 'Energy'),
  { kind: 'and', rules: [sector('Finance', 'Energy'), sector('Energy'), { kind: 'nationality', values: ['LU'] }] },
  {
    kind: 'not',
    rules: [sector('Finance'), { kind: 'and', rules: [sector('Energy'), { kind: 'type', values: ['ISP'] }] }],
  },
  {
    kind: 'or',
    rules: [
      { kind: 'and', rules: [sector('Finance'), { kind: 'nationality', values: ['LU'] }] },
      { kind: 'and', rules: [sector('Energy'), { kind: 'nationality', values: ['EE'] }] },
      {
        kind: 'or',
        rules: [sector('Health'), { kind: 'and', rules: [sector('Energy'), { kind: 'type', values: ['ISP'] }] }],
      },
      { kind: 'and', rules: [sector('Health'), { kind: 'type', values: ['ISP'] }] },
    ],
  },
  { kind: 'not', rules: [{ kind: 'not', rules: [sector('Energy'), { kind: 'type', values: ['ISP'] }] }] },
  {
    kind: 'and',
    rules: [
      { kind: 'not', rules: [sector('Energy')] },
      { kind: 'not', rules: [sector('Health')] },
    ],
  },
];

describe('a rule', () => {
  it('may be small or large, but neither endless nor empty', () => {
    expect(OrganisationRule.safeParse(sector('Finance')).success).toBe(true);
    let deep: unknown = sector('Finance');
    for (let at = 0; at < 100_000; at++) deep = { kind: 'not', rules: [deep] };
    expect(OrganisationRule.safeParse(deep).error?.issues[0]?.message).toContain('nested deeper');
    const wide = { kind: 'or', rules: Array.from({ length: 500 }, () => sector('Finance')) };
    expect(OrganisationRule.safeParse(wide).error?.issues[0]?.message).toContain('more than');
    for (const empty of [
      { kind: 'or', rules: [] },
      { kind: 'not', rules: [] },
      { kind: 'sector', values: [] },
    ])
      expect(OrganisationRule.safeParse(empty).error?.issues[0]?.message, JSON.stringify(empty)).toContain(
        'at least one',
      );
  });

  it('names the place of a fault inside the tree', () => {
    const said = OrganisationRule.safeParse({
      kind: 'and',
      rules: [sector('x'), { kind: 'or', rules: [{ kind: 'shoe-size' }] }],
    });
    expect(said.error?.issues[0]).toMatchObject({ path: ['rules', 1, 'rules', 0, 'kind'] });
    expect(
      IndividualRule.safeParse({ kind: 'organisation', rule: { kind: 'nationality', values: ['XX'] } }).error
        ?.issues[0],
    ).toMatchObject({
      path: ['rule', 'values', 0],
    });
  });

  it('tells the sharing groups it depends on, also those asked about through a person', () => {
    expect(
      sharingGroupsOf({
        kind: 'organisation',
        rule: { kind: 'not', rules: [{ kind: 'sharingGroup', uuids: [uuid(1)] }] },
      }),
    ).toEqual([uuid(1)]);
  });
});

describe("a rule in MISP's shape", () => {
  it('means the same, there and back', () => {
    for (const tree of trees) {
      const { rule, differences } = writeMispRule(tree);
      expect(differences).toEqual([]);
      const read = readMispRule(JSON.parse(JSON.stringify(rule)));
      expect(read.faults, JSON.stringify(rule)).toBeUndefined();
      for (const facts of everybody)
        expect(holds(read.rule as OrganisationRule, facts), `${JSON.stringify(rule)} ${JSON.stringify(facts)}`).toBe(
          holds(tree, facts),
        );
    }
  });

  it('has no branch inside NOT, which MISP refuses', () => {
    const inside = (value: unknown, isUnder: boolean): boolean =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).some(
        ([key, part]) => (isUnder && ['AND', 'OR', 'NOT'].includes(key)) || inside(part, key === 'NOT'),
      );
    for (const tree of trees) expect(inside(writeMispRule(tree).rule, false), JSON.stringify(tree)).toBe(false);
  });

  it('is read as MISP reads it: keys beside each other at the top are alternatives, one value needs no list', () => {
    expect(readMispRule({ org_sector: 'Finance', org_nationality: ['Luxembourg'] }).rule).toEqual({
      kind: 'or',
      rules: [sector('Finance'), { kind: 'nationality', values: ['LU'] }],
    });
    const numbers = { organisations: new Map([[7, uuid(7)]]), sharingGroups: new Map([[3, uuid(3)]]) };
    expect(readMispRule({ AND: { org_id: [7], sharing_group_id: '3' } }, numbers).rule).toEqual({
      kind: 'and',
      rules: [
        { kind: 'uuid', uuids: [uuid(7)] },
        { kind: 'sharingGroup', uuids: [uuid(3)] },
      ],
    });
  });

  it('says every fault at its keys and never means everybody', () => {
    const faults = (value: unknown) => readMispRule(value).faults?.map(({ path }) => path.join('.'));
    expect(faults({})).toEqual(['']);
    expect(faults({ OR: {} })).toEqual(['OR']);
    expect(faults({ OR: { org_sector: [] } })).toEqual(['OR.org_sector']);
    expect(faults({ OR: { org_colour: ['red'], org_nationality: ['LU', 'Nowhere'] } })).toEqual([
      'OR.org_colour',
      'OR.org_nationality.1',
    ]);
    expect(faults({ AND: { org_id: [12] } })).toEqual(['AND.org_id.0']);
    expect(faults({ AND: { org_uuid: ['x'] } })).toEqual(['AND.org_uuid.0']);
    expect(faults('text')).toEqual(['']);
    expect(faults([])).toEqual(['']);
  });

  it('says what MISP cannot know, and keeps it for the way back', () => {
    const tree: OrganisationRule = {
      kind: 'and',
      rules: [
        { kind: 'tag', values: ['tlp:green'] },
        { kind: 'metaField', templateUuid: uuid(1), field: 'ip', op: 'covers', values: ['192.0.2.1'] },
      ],
    };
    const { rule, differences } = writeMispRule(tree);
    expect(differences).toHaveLength(2);
    expect(readMispRule(rule).rule).toEqual(tree);
  });
});
