import type { IndividualRule, OrganisationRule } from '@cerebrate/contract';
import type { RuleNode } from './rule-tree.js';
import { text } from './text.js';

/** About whom a rule is. */
export type RuleSubject = 'organisation' | 'individual';

type Kind = keyof typeof text.kinds;
/** Any node of the editor. */
export type AnyRule = OrganisationRule | IndividualRule;

/** The conditions on offer, the usual ones first. */
export const leafKinds: Readonly<Record<RuleSubject, readonly Kind[]>> = {
  organisation: ['sector', 'nationality', 'type', 'tag', 'metaField', 'orgGroup', 'sharingGroup', 'uuid', 'name'],
  individual: ['organisation', 'role', 'position', 'tag', 'metaField', 'uuid'],
};

/** A condition of that kind that says nothing yet. */
export function blankLeaf(kind: string): AnyRule {
  if (kind === 'metaField') return { kind, templateUuid: '', field: '', op: 'eq', values: [] } as AnyRule;
  if (kind === 'organisation')
    return { kind, rule: { kind: 'or', rules: [blankLeaf('nationality') as OrganisationRule] } };
  const isByUuid = kind === 'uuid' || kind === 'orgGroup' || kind === 'sharingGroup';
  return { kind, [isByUuid ? 'uuids' : 'values']: [] } as unknown as AnyRule;
}

/** A tree to begin with: one group, one condition. */
export const blankRule = (subject: RuleSubject): AnyRule =>
  ({ kind: 'or', rules: [blankLeaf(leafKinds[subject][0] ?? 'uuid')] }) as unknown as AnyRule;

/** Whether every condition says something, so that a preview can be asked for. */
export function isComplete(rule: RuleNode): boolean {
  if (rule.rules) return rule.rules.length > 0 && rule.rules.every(isComplete);
  const leaf = rule as { values?: unknown[]; uuids?: unknown[]; op?: string; field?: string; rule?: RuleNode };
  if (leaf.rule) return isComplete(leaf.rule);
  if (leaf.op !== undefined) return leaf.field !== '' && (leaf.op === 'present' || (leaf.values ?? []).length > 0);
  return (leaf.values ?? leaf.uuids ?? []).length > 0;
}
