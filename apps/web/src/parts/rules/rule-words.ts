import { countryName, type IndividualRule, isRuleGroup, type OrganisationRule } from '@cerebrate/contract';
import { text } from './text.js';

/** A rule as lines to read: each with its depth. */
export interface RuleLine {
  readonly depth: number;
  readonly label: string;
  readonly values: readonly string[];
}

/** The lines of a rule, top to bottom. */
export function ruleLines(rule: OrganisationRule | IndividualRule, depth = 0): RuleLine[] {
  if (isRuleGroup<OrganisationRule | IndividualRule>(rule as never)) {
    const { kind, rules } = rule as { kind: keyof typeof text.groups; rules: (OrganisationRule | IndividualRule)[] };
    return [{ depth, label: text.groups[kind], values: [] }, ...rules.flatMap((one) => ruleLines(one, depth + 1))];
  }
  const leaf = rule as Exclude<typeof rule, { rules: unknown }>;
  if (leaf.kind === 'organisation')
    return [{ depth, label: text.kinds.organisation, values: leaf.roles ?? [] }, ...ruleLines(leaf.rule, depth + 1)];
  if (leaf.kind === 'metaField')
    return [{ depth, label: `${leaf.field} ${text.operators[leaf.op]}`, values: leaf.values }];
  const values = 'uuids' in leaf ? leaf.uuids : leaf.values;
  const isCountry = leaf.kind === 'nationality';
  return [
    {
      depth,
      label: text.kinds[leaf.kind],
      values: isCountry ? values.map((code) => countryName(code) ?? code) : values,
    },
  ];
}
