import {
  type IndividualRule,
  isRuleGroup,
  type MetaFilter,
  type OrganisationRule,
  type RuleGroup,
  ruleNodes,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { MetaFields, Tagging } from '../../fields/index.js';
import { allOf, anyOf, InvalidInput, likeText, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { individualScope, isCurrent } from '../individuals/individual.scope.js';
import { isOneOf } from '../merges/aliases.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { sharingGroupScope } from '../sharing-groups/sharing-group.scope.js';

type Path = readonly (string | number)[];
type Leaf<R extends { kind: string }> = Exclude<R, RuleGroup<R>>;
type MetaFieldLeaf = Extract<OrganisationRule, { kind: 'metaField' }>;

/**
 * Rules compiled to one SQL condition (decision 040). Each condition is a column of the record or membership in a set of
 * ids that an index answers, so that a tree costs one pass over the records however many conditions it has. What a
 * record does not say is not fulfilled, and its negation is. An empty group holds for nobody, whatever its kind.
 */
@Injectable()
export class RuleConditions {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Tagging) private readonly tagging: Tagging,
  ) {}

  /**
   * The condition over `organisations o` that the principal sees the organisation and the rule holds for it. Throws
   * `InvalidInput` at `path` for fields, organisation groups and sharing groups that the principal does not find: a
   * negation of what is gone would hold for everybody.
   */
  async organisations(principal: Principal, rule: OrganisationRule, path: Path = ['rules']): Promise<Sql> {
    await this.#checkReferences(principal, rule, path);
    return allOf([organisationScope.see.where(principal, 'o'), await this.#organisation(principal, rule, path)]);
  }

  /** As `organisations`, over `individuals i`; branches about organisations look at those the principal sees. */
  async individuals(principal: Principal, rule: IndividualRule, path: Path = ['rules']): Promise<Sql> {
    await this.#checkReferences(principal, rule, path);
    return allOf([
      individualScope.see.where(principal, 'i'),
      sql`i.anonymised_at is null`,
      await this.#individual(principal, rule, path),
    ]);
  }

  async #organisation(principal: Principal, rule: OrganisationRule, path: Path): Promise<Sql> {
    if (isRuleGroup<OrganisationRule>(rule))
      return this.#group(rule, (one, at) => this.#organisation(principal, one, [...path, 'rules', at]));
    const leaf = rule as Leaf<OrganisationRule>;
    switch (leaf.kind) {
      case 'sector':
        return sql`lower(o.sector) = any(${lowered(leaf.values)}::text[])`;
      case 'type':
        return sql`lower(o.type) = any(${lowered(leaf.values)}::text[])`;
      case 'name':
        return sql`lower(o.name) = any(${lowered(leaf.values)}::text[])`;
      case 'nationality':
        return sql`o.country = any(${leaf.values}::bpchar[])`;
      case 'uuid':
        return isOneOf('organisation', sql`o`, leaf.uuids);
      case 'tag':
        return sql`o.id in ${this.tagging.carriers('organisation', leaf.values)}`;
      case 'orgGroup':
        return sql`o.id in (select rm.organisation_id from org_group_organisations rm
          join org_groups rg on rg.id = rm.org_group_id where rg.deleted_at is null and rg.uuid = any(${leaf.uuids}::uuid[]))`;
      case 'sharingGroup':
        return sql`o.id in (select rm.organisation_id from sharing_group_members rm
          join sharing_groups rg on rg.id = rm.sharing_group_id
          where rm.until is null and rg.uuid = any(${leaf.uuids}::uuid[]) and ${sharingGroupScope.see.where(principal, 'rg')})`;
      case 'metaField':
        return this.metaFields.namedConditions(principal, 'organisation', sql`o.id`, filterOf(leaf), path);
    }
  }

  async #individual(principal: Principal, rule: IndividualRule, path: Path): Promise<Sql> {
    if (isRuleGroup<IndividualRule>(rule))
      return this.#group(rule, (one, at) => this.#individual(principal, one, [...path, 'rules', at]));
    const leaf = rule as Leaf<IndividualRule>;
    switch (leaf.kind) {
      case 'position':
        return sql`lower(i.position) like any(${lowered(leaf.values).map((text) => `%${likeText(text)}%`)}::text[])`;
      case 'uuid':
        return isOneOf('individual', sql`i`, leaf.uuids);
      case 'tag':
        return sql`i.id in ${this.tagging.carriers('individual', leaf.values)}`;
      case 'role':
        return sql`i.id in (${alignedAs(sql`true`, leaf.values, organisationScope.see.where(principal, 'o'))})`;
      case 'metaField':
        return this.metaFields.namedConditions(principal, 'individual', sql`i.id`, filterOf(leaf), path);
      case 'organisation': {
        const condition = await this.#organisation(principal, leaf.rule, [...path, 'rule']);
        return sql`i.id in (${alignedAs(condition, leaf.roles ?? [], organisationScope.see.where(principal, 'o'))})`;
      }
    }
  }

  async #group<R>({ kind, rules }: RuleGroup<R>, compile: (rule: R, at: number) => Promise<Sql>): Promise<Sql> {
    if (rules.length === 0) return sql`false`;
    const conditions: Sql[] = [];
    for (const [at, one] of rules.entries()) conditions.push(await compile(one, at));
    if (kind === 'and') return allOf(conditions);
    return kind === 'or' ? anyOf(conditions) : sql`(${anyOf(conditions)}) is not true`;
  }

  /** Every group a rule names must be one the principal sees. One statement. */
  async #checkReferences(principal: Principal, rule: OrganisationRule | IndividualRule, path: Path): Promise<void> {
    const asked = ruleNodes(rule).filter(({ node }) => node.kind === 'orgGroup' || node.kind === 'sharingGroup');
    if (asked.length === 0) return;
    const uuids = asked.flatMap(({ node }) => (node as { uuids: string[] }).uuids);
    const rows = await this.store.read<{ kind: string; uuid: string }>(sql`
      select 'orgGroup' as kind, g.uuid from org_groups g where g.deleted_at is null and g.uuid = any(${uuids}::uuid[])
      union all
      select 'sharingGroup', g.uuid from sharing_groups g
      where g.uuid = any(${uuids}::uuid[]) and ${sharingGroupScope.see.where(principal, 'g')}`);
    const known = new Set(rows.map(({ kind, uuid }) => `${kind}:${uuid}`));
    const issues = asked.flatMap(({ node, path: at }) =>
      (node as { uuids: string[] }).uuids.flatMap((uuid, place) =>
        known.has(`${node.kind}:${uuid}`)
          ? []
          : [
              {
                path: [...path, ...at, 'uuids', place],
                message: `there is no such ${nouns[node.kind]}, or it is outside the view of whom the rule is evaluated for; take it out`,
              },
            ],
      ),
    );
    if (issues.length > 0)
      throw new InvalidInput(issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '), issues);
  }
}

const nouns: Readonly<Record<string, string>> = { orgGroup: 'organisation group', sharingGroup: 'sharing group' };

const lowered = (texts: readonly string[]): string[] => texts.map((text) => text.toLowerCase());

/** The people aligned today, in one of the roles when any are named, with an organisation `o` of which that is true. */
const alignedAs = (condition: Sql, roles: readonly string[], seen: Sql): Sql => sql`
  select ra.individual_id from alignments ra join organisations o on o.id = ra.organisation_id
  where ${allOf([seen, condition, isCurrent('ra'), ...(roles.length > 0 ? [sql`lower(ra.type) = any(${lowered(roles)}::text[])`] : [])])}`;

function filterOf({ templateUuid, field, op, values }: MetaFieldLeaf) {
  const filter: Omit<MetaFilter, 'fieldId'> =
    op === 'present' ? { op: 'empty', values: ['false'] } : op === 'eq' ? { op: 'in', values } : { op, values };
  return { templateUuid, field, ...filter };
}
