import * as z from 'zod';
import { isCountryCode } from '../../countries/index.js';
import { line, Uuid } from '../../shapes.js';

/** How large a tree of conditions may be; beyond it nobody reads it any more, and neither does a planner of queries. */
export const ruleBounds = { depth: 8, nodes: 200, values: 2000 } as const;

/** How the conditions of a group are tied together. `not`: none of them holds. */
export const ruleGroupKinds = ['and', 'or', 'not'] as const;
export type RuleGroupKind = (typeof ruleGroupKinds)[number];

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .min(1, 'needs at least one value: a condition without any would hold for nobody')
    .max(ruleBounds.values, `may hold at most ${ruleBounds.values} values`);
const Words = list(line(191, 1));
const Uuids = list(Uuid);
const Countries = list(z.string().toUpperCase().refine(isCountryCode, 'is no ISO 3166 country code such as LU'));

/** Operators of a condition on a meta-field. `covers`: the stored network or domain is around the given one; `within`: inside it. */
export const ruleMetaOperators = ['eq', 'contains', 'starts', 'gte', 'lte', 'covers', 'within', 'present'] as const;
export type RuleMetaOperator = (typeof ruleMetaOperators)[number];

/** A value of a field of a template, named as it is on every node: one of the given values fulfils the operator. */
const MetaFieldLeaf = z
  .strictObject({
    kind: z.literal('metaField'),
    templateUuid: Uuid,
    field: line(191, 1),
    op: z.enum(ruleMetaOperators),
    values: z.array(line(400, 1)).max(ruleBounds.values),
  })
  .refine(({ op, values }) => (op === 'present') === (values.length === 0), {
    path: ['values'],
    message: "needs at least one value; only 'present' takes none",
  });

const organisationLeaves = [
  z.strictObject({ kind: z.literal('sector'), values: Words }),
  z.strictObject({ kind: z.literal('type'), values: Words }),
  z.strictObject({ kind: z.literal('name'), values: Words }),
  z.strictObject({ kind: z.literal('nationality'), values: Countries }),
  z.strictObject({ kind: z.literal('tag'), values: Words }),
  z.strictObject({ kind: z.literal('orgGroup'), uuids: Uuids }),
  z.strictObject({ kind: z.literal('sharingGroup'), uuids: Uuids }),
  z.strictObject({ kind: z.literal('uuid'), uuids: Uuids }),
  MetaFieldLeaf,
] as const;

/** A condition on an organisation. */
export type OrganisationLeaf = z.infer<(typeof organisationLeaves)[number]>;
/** Conditions tied together. */
export interface RuleGroup<Rule> {
  kind: RuleGroupKind;
  rules: Rule[];
}
/** Which organisations: a tree of conditions. */
export type OrganisationRule = OrganisationLeaf | RuleGroup<OrganisationRule>;

const isUnknownKind = (issue: { readonly code?: string }): boolean => issue.code === 'invalid_union';
const kindFault = (issue: { readonly code?: string }): string | undefined =>
  isUnknownKind(issue) ? 'is no condition: its kind is missing or unknown' : undefined;

const groupOf = <R extends z.ZodType>(rule: () => R) =>
  z.strictObject({
    kind: z.enum(ruleGroupKinds),
    rules: z
      .array(z.lazy(rule))
      .min(1, 'needs at least one condition: an empty group would hold for nobody, or for everybody'),
  });

/** A rule over organisations as we answer it. */
export const OrganisationTree: z.ZodType<OrganisationRule, OrganisationRule> = z
  .discriminatedUnion('kind', [groupOf(() => OrganisationTree), ...organisationLeaves], { error: kindFault })
  .meta({ id: 'OrganisationRule' });

const individualLeaves = [
  z.strictObject({ kind: z.literal('position'), values: Words }),
  z.strictObject({ kind: z.literal('tag'), values: Words }),
  z.strictObject({ kind: z.literal('role'), values: Words }),
  z.strictObject({ kind: z.literal('uuid'), uuids: Uuids }),
  MetaFieldLeaf,
] as const;

/** People aligned, in one of these roles when any are named, with an organisation that fulfils the rule. */
interface OrganisationOfIndividual {
  kind: 'organisation';
  roles?: string[] | undefined;
  rule: OrganisationRule;
}
/** A condition on a person. */
export type IndividualLeaf = z.infer<(typeof individualLeaves)[number]> | OrganisationOfIndividual;
/** Which people: a tree of conditions, in which a branch may be about their organisations. */
export type IndividualRule = IndividualLeaf | RuleGroup<IndividualRule>;

const OrganisationBranch = z.strictObject({
  kind: z.literal('organisation'),
  roles: z.array(line(191, 1)).max(100).optional(),
  rule: OrganisationTree,
});

/** A rule over people as we answer it. */
export const IndividualTree: z.ZodType<IndividualRule, IndividualRule> = z
  .discriminatedUnion('kind', [groupOf(() => IndividualTree), ...individualLeaves, OrganisationBranch], {
    error: kindFault,
  })
  .meta({ id: 'IndividualRule' });

/** Looks at the size of a tree before anything descends into it; undefined when it is small enough. */
export function ruleSizeFault(value: unknown): string | undefined {
  let nodes = 0;
  let level: unknown[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > ruleBounds.depth) return `is nested deeper than ${ruleBounds.depth} levels`;
    nodes += level.length;
    if (nodes > ruleBounds.nodes) return `holds more than ${ruleBounds.nodes} conditions`;
    level = level.flatMap((node) => {
      const { rules, rule } = (node ?? {}) as { rules?: unknown; rule?: unknown };
      return [...(Array.isArray(rules) ? (rules as unknown[]) : []), ...(rule === undefined ? [] : [rule])];
    });
  }
  return undefined;
}

const bounded = <R>(tree: z.ZodType<R, R>): z.ZodType<R> =>
  z.preprocess((value, context) => {
    const fault = ruleSizeFault(value);
    if (fault === undefined) return value;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  }, tree) as unknown as z.ZodType<R>;

/** A rule over organisations as a caller sends it: bounded in depth, conditions and values. */
export const OrganisationRule: z.ZodType<OrganisationRule> = bounded(OrganisationTree);
/** A rule over people as a caller sends it. */
export const IndividualRule: z.ZodType<IndividualRule> = bounded(IndividualTree);

/** Whether a node ties others together. */
export const isRuleGroup = <R extends { kind: string }>(rule: R): rule is R & RuleGroup<R> =>
  (ruleGroupKinds as readonly string[]).includes(rule.kind);

/** Every node of a tree, branches about organisations included, each with the path of keys and places that leads to it. */
export function ruleNodes(
  rule: OrganisationRule | IndividualRule,
  path: readonly (string | number)[] = [],
): { node: OrganisationRule | IndividualRule; path: readonly (string | number)[] }[] {
  const own = { node: rule, path };
  if (isRuleGroup(rule)) return [own, ...rule.rules.flatMap((one, at) => ruleNodes(one, [...path, 'rules', at]))];
  if (rule.kind === 'organisation') return [own, ...ruleNodes(rule.rule, [...path, 'rule'])];
  return [own];
}

/** The uuids of the sharing groups a rule asks about: what it depends on beside the directory. */
export const sharingGroupsOf = (rule: OrganisationRule | IndividualRule): string[] => [
  ...new Set(ruleNodes(rule).flatMap(({ node }) => (node.kind === 'sharingGroup' ? node.uuids : []))),
];
