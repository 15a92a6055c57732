import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Tagging } from '../../fields/index.js';
import { allOf, notFound, type Principal, refCondition, type Sql, Store, sql } from '../../kernel/index.js';
import { orgGroupScope } from '../org-groups/org-group.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { nationalityOf } from './organisation-wire-reader.js';
import { timeJson } from './wire-text.js';

/** A group in the words of the wire, its members among it. */
export interface WireOrgGroup {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly description: string | null;
  readonly created: string;
  readonly modified: string;
  readonly tags: readonly { id: number; name: string; colour: string }[];
  readonly organisations: readonly WireMember[];
}

/** An organisation as a group nests it. */
type WireMember = Readonly<Record<string, unknown>> & { readonly id: number };

type MemberRow = { id: number; country: string | null; nationality_text: string | null } & Record<string, unknown>;
type Row = Omit<WireOrgGroup, 'organisations'> & { organisations: MemberRow[] };

/** Organisation groups as a node of the original reads them (WIRE-CONTRACT §3.16). */
@Injectable()
export class OrgGroupWireReader {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
  ) {}

  /** The groups that carry these tags, in the order of their ids. One statement. */
  all(principal: Principal, tags: Parameters<Tagging['conditions']>[2]): Promise<WireOrgGroup[]> {
    return this.#read(principal, allOf(this.tagging.conditions('orgGroup', sql`g.id`, tags)));
  }

  /** One group. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WireOrgGroup> {
    const [row] = await this.#read(principal, refCondition('g', ref));
    if (!row) throw notFound('organisation group');
    return row;
  }

  async #read(principal: Principal, condition: Sql): Promise<WireOrgGroup[]> {
    const rows = await this.store.read<Row>(sql`
      select g.id, g.uuid, g.name, g.description, ${timeJson('g.created')} as created, ${timeJson('g.modified')} as modified,
        ${this.tagging.jsonOf('orgGroup', sql`g.id`)} as tags, coalesce((
          select json_agg(json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'url', o.url, 'country', o.country,
            'nationality_text', o.nationality_text, 'sector', o.sector, 'type', o.type, 'contacts', o.contacts,
            'created', ${timeJson('o.created')}, 'modified', ${timeJson('o.modified')}, '_joinData',
            json_build_object('id', m.id, 'org_group_id', m.org_group_id, 'organisation_id', m.organisation_id)) order by o.id)
          from org_group_organisations m join organisations o on o.id = m.organisation_id
          where m.org_group_id = g.id and ${organisationScope.see.where(principal, 'o')}), '[]') as organisations
      from org_groups g where ${allOf([orgGroupScope.see.where(principal, 'g'), condition])} order by g.id`);
    return rows.map((row) => ({ ...row, organisations: row.organisations.map(memberOf) }));
  }
}

/** The columns in the order of the wire, the nationality among them. */
function memberOf({ id, uuid, name, url, country, nationality_text, sector, ...rest }: MemberRow): WireMember {
  return { id, uuid, name, url, nationality: nationalityOf(country, nationality_text), sector, ...rest };
}
