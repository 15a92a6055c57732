import { countryCodeOf, countryName } from '../../countries/index.js';
import { type OrganisationLeaf, OrganisationRule, ruleBounds } from './rule.js';

/** What stands in a rule in the shape of MISP's sharing-group blueprints: `{"OR": {"org_sector": ["Finance"], …}}`. */
export type MispRule = { readonly [key: string]: unknown };

/** A fault of such a rule, at the keys that lead to it. */
export interface MispRuleFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Finds the uuids of records by the numbers they have on this node; those that are not found are absent. */
export interface MispRuleNumbers {
  readonly organisations: ReadonlyMap<number, string>;
  readonly sharingGroups: ReadonlyMap<number, string>;
}

/** A rule as MISP writes it, and what MISP cannot know of it. */
export interface MispText {
  readonly rule: MispRule;
  /** Sentences: what MISP does not know or reads otherwise. Empty when it means the same there. */
  readonly differences: readonly string[];
}

type Leaf = OrganisationLeaf;
/** A tree whose negations stand at its leaves, the only place where MISP takes them. */
type Plain = Group | { kind: 'leaf' | 'no'; leaf: Leaf };
interface Group {
  kind: 'and' | 'or';
  rules: Plain[];
}

const operands = { OR: 'or', AND: 'and', NOT: 'not' } as const;

/** Keys MISP knows, and ours for what it does not know. */
const keyOf: Readonly<Record<Leaf['kind'], string>> = {
  sector: 'org_sector',
  type: 'org_type',
  name: 'org_name',
  nationality: 'org_nationality',
  uuid: 'org_uuid',
  sharingGroup: 'sharing_group_uuid',
  tag: 'org_tag',
  orgGroup: 'org_group_uuid',
  metaField: 'org_meta_field',
};
const ours: ReadonlySet<string> = new Set(['org_tag', 'org_group_uuid', 'org_meta_field']);
const numbered = ['org_id', 'sharing_group_id'] as const;
const known = [...Object.values(keyOf), ...numbered];

/**
 * Writes a rule in MISP's shape. Negations move to the leaves, since MISP takes no branches inside NOT, and what would
 * need one key twice in one object is nested. `readMispRule` reads back a rule that holds for the same organisations.
 */
export function writeMispRule(rule: OrganisationRule): MispText {
  const plain = plainOf(rule, false);
  const differences = new Set<string>();
  const written = groupText(
    plain.kind === 'and' || plain.kind === 'or' ? plain : { kind: 'or', rules: [plain] },
    differences,
  );
  return { rule: written, differences: [...differences] };
}

function plainOf(rule: OrganisationRule, isNegated: boolean): Plain {
  if (rule.kind === 'and' || rule.kind === 'or') {
    const kind = isNegated ? (rule.kind === 'and' ? 'or' : 'and') : rule.kind;
    return { kind, rules: rule.rules.map((one) => plainOf(one, isNegated)) };
  }
  if (rule.kind === 'not')
    return { kind: isNegated ? 'or' : 'and', rules: rule.rules.map((one) => plainOf(one, !isNegated)) };
  return { kind: isNegated ? 'no' : 'leaf', leaf: rule as Leaf };
}

function groupText(group: Group, differences: Set<string>): MispRule {
  return { [group.kind.toUpperCase()]: membersText(group, differences) };
}

/** What does not fit beside what stands there already goes into a further object of the same operand, under it. */
function membersText({ kind, rules }: Group, differences: Set<string>): MispRule {
  const here: Record<string, unknown> = {};
  const left: Plain[] = [];
  for (const one of rules.flatMap((rule) => inlined(rule, kind))) {
    const [key, value] = entryOf(one, differences);
    if (!(key in here)) here[key] = value;
    else if (kind === 'or' && one.kind === 'leaf') here[key] = [...(here[key] as unknown[]), ...(value as unknown[])];
    else if (kind === 'and' && one.kind === 'no') here[key] = merged(here[key] as MispRule, value as MispRule);
    else left.push(one);
  }
  return left.length === 0 ? here : { ...here, [kind.toUpperCase()]: membersText({ kind, rules: left }, differences) };
}

/** A branch of the same operand is no branch: its members stand in its place. */
const inlined = (rule: Plain, kind: Group['kind']): Plain[] =>
  rule.kind === kind ? (rule as Group).rules.flatMap((one) => inlined(one, kind)) : [rule];

function entryOf(one: Plain, differences: Set<string>): [string, unknown] {
  if (one.kind === 'and' || one.kind === 'or') return [one.kind.toUpperCase(), membersText(one, differences)];
  const { leaf } = one as Exclude<Plain, Group>;
  const key = keyOf[leaf.kind];
  if (ours.has(key))
    differences.add(`MISP does not know ${key}: it would leave that condition out, or refuse the rule`);
  if (leaf.kind === 'sharingGroup')
    differences.add(
      one.kind === 'no'
        ? 'MISP takes NOT sharing_group_uuid for members of any other group, not for organisations outside this one'
        : 'MISP counts the owner of a sharing group among its members',
    );
  return one.kind === 'no' ? ['NOT', { [key]: valuesText(leaf) }] : [key, valuesText(leaf)];
}

function valuesText(leaf: Leaf): unknown[] {
  if (leaf.kind === 'metaField')
    return [{ template_uuid: leaf.templateUuid, field: leaf.field, op: leaf.op, values: leaf.values }];
  if (leaf.kind === 'nationality') return leaf.values.map((code) => countryName(code) ?? code);
  return 'uuids' in leaf ? [...leaf.uuids] : [...leaf.values];
}

/** None of these and none of those is none of both. */
function merged(a: MispRule, b: MispRule): MispRule {
  const both: Record<string, unknown> = { ...a };
  for (const [key, values] of Object.entries(b))
    both[key] = [...((both[key] as unknown[] | undefined) ?? []), ...(values as unknown[])];
  return both;
}

/**
 * Reads a rule in MISP's shape; several keys beside each other at the top are tied by OR, as there. Answers every fault
 * at its place instead of a rule when there is one. Numbers of records count as numbers of this node.
 */
export function readMispRule(
  value: unknown,
  numbers: MispRuleNumbers = { organisations: new Map(), sharingGroups: new Map() },
): { rule: OrganisationRule; faults?: undefined } | { rule?: undefined; faults: readonly MispRuleFault[] } {
  const faults: MispRuleFault[] = [];
  const rules = membersOf(value, [], numbers, faults, 1);
  if (faults.length > 0) return { faults };
  const [only] = rules;
  const rule: OrganisationRule = rules.length === 1 && only ? only : { kind: 'or', rules };
  const parsed = OrganisationRule.safeParse(rule);
  if (parsed.success) return { rule: parsed.data };
  return { faults: parsed.error.issues.map(({ message }) => ({ path: [], message })) };
}

/** The numbers of organisations and sharing groups a rule in MISP's shape names, to look their uuids up. */
export function numbersInMispRule(value: unknown): { organisations: number[]; sharingGroups: number[] } {
  const found = { organisations: [] as number[], sharingGroups: [] as number[] };
  const walk = (node: unknown, depth: number): void => {
    if (!isObject(node) || depth > ruleBounds.depth) return;
    for (const [key, part] of Object.entries(node)) {
      const ids = listed(part).flatMap((one) => (isNumber(one) ? [Number(one)] : []));
      if (key === 'org_id') found.organisations.push(...ids);
      else if (key === 'sharing_group_id') found.sharingGroups.push(...ids);
      else walk(part, depth + 1);
    }
  };
  walk(value, 1);
  return found;
}

type Path = readonly (string | number)[];

function membersOf(
  value: unknown,
  path: Path,
  numbers: MispRuleNumbers,
  faults: MispRuleFault[],
  depth: number,
): OrganisationRule[] {
  if (depth > ruleBounds.depth) {
    faults.push({ path, message: `is nested deeper than ${ruleBounds.depth} levels` });
    return [];
  }
  if (!isObject(value) || Object.keys(value).length === 0) {
    faults.push({
      path,
      message: 'must be an object with at least one condition, such as {"org_sector": ["Finance"]}',
    });
    return [];
  }
  return Object.entries(value).flatMap(([key, part]): OrganisationRule[] => {
    const here = [...path, key];
    if (Object.hasOwn(operands, key)) {
      const kind = operands[key as keyof typeof operands];
      const rules = membersOf(part, here, numbers, faults, depth + 1);
      return rules.length === 0 ? [] : [{ kind, rules }];
    }
    return leavesOf(key, part, here, numbers, faults);
  });
}

function leavesOf(
  key: string,
  part: unknown,
  path: Path,
  numbers: MispRuleNumbers,
  faults: MispRuleFault[],
): OrganisationRule[] {
  const fail = (message: string, at: Path = path): never[] => {
    faults.push({ path: at, message });
    return [];
  };
  if (!known.includes(key)) return fail(`is no condition; use OR, AND, NOT or one of ${known.join(', ')}`);
  const values = listed(part);
  if (values.length === 0) return fail('needs at least one value: a condition without any would hold for nobody');
  if (key === 'org_meta_field') return values.flatMap((one, at) => metaLeaf(one, [...path, at], fail));
  const texts = values.flatMap((one, at) =>
    typeof one === 'string' || typeof one === 'number' ? [String(one)] : fail('must be text', [...path, at]),
  );
  if (texts.length < values.length) return [];
  const leaf = leafOf(key, texts, path, numbers, fail);
  return leaf ? [leaf] : [];
}

function leafOf(
  key: string,
  texts: string[],
  path: Path,
  numbers: MispRuleNumbers,
  fail: (message: string, at?: Path) => never[],
): Leaf | undefined {
  if (key === 'org_id' || key === 'sharing_group_id') {
    const map = key === 'org_id' ? numbers.organisations : numbers.sharingGroups;
    const uuids = texts.flatMap(
      (text, at) => map.get(Number(text)) ?? fail(`there is no such record here; name it by uuid`, [...path, at]),
    );
    return { kind: key === 'org_id' ? 'uuid' : 'sharingGroup', uuids };
  }
  const kind = (Object.keys(keyOf) as Leaf['kind'][]).find((one) => keyOf[one] === key) as Exclude<
    Leaf['kind'],
    'metaField'
  >;
  if (kind === 'nationality') {
    const values = texts.flatMap(
      (text, at) => countryCodeOf(text) ?? fail(`'${text.slice(0, 60)}' is no country`, [...path, at]),
    );
    return { kind, values };
  }
  const leaf = {
    kind,
    [kind === 'uuid' || kind === 'orgGroup' || kind === 'sharingGroup' ? 'uuids' : 'values']: texts,
  };
  return judgedLeaf(leaf, path, fail);
}

function metaLeaf(value: unknown, path: Path, fail: (message: string, at?: Path) => never[]): OrganisationRule[] {
  if (!isObject(value)) return fail('must be an object with template_uuid, field, op and values', path);
  const { template_uuid: templateUuid, field, op = 'eq', values = [], ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return fail('is unknown here', [...path, unknown]);
  const leaf = judgedLeaf({ kind: 'metaField', templateUuid, field, op, values: listed(values) }, path, fail);
  return leaf ? [leaf] : [];
}

function judgedLeaf(leaf: unknown, path: Path, fail: (message: string, at?: Path) => never[]): Leaf | undefined {
  const parsed = OrganisationRule.safeParse(leaf);
  if (parsed.success) return parsed.data as Leaf;
  for (const issue of parsed.error.issues) {
    const [first, ...rest] = issue.path as (string | number)[];
    const own =
      first === 'values' || first === 'uuids' || first === undefined ? rest : [wireNames[first] ?? first, ...rest];
    fail(issue.message, [...path, ...own]);
  }
  return undefined;
}

const wireNames: Readonly<Record<string | number, string>> = { templateUuid: 'template_uuid' };
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
const isNumber = (value: unknown): boolean => /^[1-9]\d{0,8}$/.test(String(value));
