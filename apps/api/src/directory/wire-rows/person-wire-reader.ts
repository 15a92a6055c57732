import { Inject, Injectable } from '@nestjs/common';
import { notFound, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { nationalityOf } from './organisation-wire-reader.js';
import { WireMetaFields, wireValuesColumn } from './wire-meta-fields.js';
import { secondsOf, timeJson } from './wire-text.js';
import { valuesOf } from './wire-values.js';

/** A row in the words of the wire, its members as the original names them. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** What the original nests in a user that belongs to this room: values of meta-fields and the groups administered. */
export interface UserAssociations {
  readonly meta_fields: readonly WireRecord[];
  readonly org_groups: readonly WireRecord[];
}

interface UserRow {
  id: number;
  created: string;
  values: string | null;
  org_groups: WireRecord[] | null;
}

interface PersonRow {
  record: WireRecord & { readonly first_name: string; readonly last_name: string };
  created: string;
  values: string | null;
  organisations: (WireRecord & CountryColumns)[] | null;
}

interface CountryColumns {
  readonly country: string | null;
  readonly nationality_text: string | null;
}

/** People as a node of the original reads them (WIRE-CONTRACT §3.2, §3.19). */
@Injectable()
export class PersonWireReader {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(WireMetaFields) private readonly metaFields: WireMetaFields,
  ) {}

  /** Of users the caller was shown, what this room knows of each. One statement. */
  async ofUsers(principal: Principal, ids: readonly number[]): Promise<ReadonlyMap<number, UserAssociations>> {
    const rows = await this.store.read<UserRow>(sql`
      select u.id, ${secondsOf('u.created')} as created, ${wireValuesColumn(principal, 'user', 'u')} as values,
        (select json_agg(json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name, 'description', g.description,
            'created', ${timeJson('g.created')}, 'modified', ${timeJson('g.modified')},
            '_joinData', json_build_object('id', a.id, 'org_group_id', a.org_group_id, 'user_id', a.user_id)) order by g.id)
          from org_group_admins a join org_groups g on g.id = a.org_group_id and g.deleted_at is null
          where a.user_id = u.id) as org_groups
      from users u where u.id = any(${[...ids]}::int[])`);
    const found = new Map<number, UserAssociations>();
    for (const row of rows)
      found.set(row.id, { meta_fields: await valuesOf(this.metaFields, row), org_groups: row.org_groups ?? [] });
    return found;
  }

  /** One person with all organisations it is aligned with, in full. One statement. Throws `NotFound`. */
  async one(principal: Principal, id: number): Promise<WireRecord> {
    const row = await this.store.readOne<PersonRow>(sql`
      select ${personColumns} as record, ${secondsOf('i.created')} as created, ${wireValuesColumn(principal, 'individual', 'i')} as values,
        (select json_agg(${organisationColumns} order by a.id)
          from alignments a join organisations o on o.id = a.organisation_id
          where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')}) as organisations
      from individuals i where i.id = ${id} and ${individualScope.see.where(principal, 'i')}`);
    if (!row) throw notFound('individual');
    const values = await valuesOf(this.metaFields, { id, ...row });
    const { first_name, last_name } = row.record;
    return {
      ...row.record,
      organisations: (row.organisations ?? []).map(withNationality),
      full_name: `${first_name} ${last_name}`.trim() || null,
      alternate_emails: values.filter(({ field }) => String(field).toLowerCase().includes('email')),
    };
  }
}

/** The country's place among the columns is the nationality's, as the wire has it. */
function withNationality({ country, nationality_text, ...record }: WireRecord & CountryColumns): WireRecord {
  return { ...record, nationality: nationalityOf(country, nationality_text) };
}

const personColumns: Sql = sql`json_build_object('id', i.id, 'uuid', i.uuid, 'email', i.email, 'first_name', i.first_name,
  'last_name', i.last_name, 'position', i.position, 'created', ${timeJson('i.created')}, 'modified', ${timeJson('i.modified')})`;

const organisationColumns: Sql = sql`json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'url', o.url,
  'country', o.country, 'nationality_text', o.nationality_text, 'sector', o.sector, 'type', o.type, 'contacts', o.contacts,
  'created', ${timeJson('o.created')}, 'modified', ${timeJson('o.modified')},
  '_joinData', json_build_object('id', a.id, 'individual_id', a.individual_id, 'organisation_id', a.organisation_id,
    'type', a.type, 'created', ${timeJson('a.created')}, 'modified', ${timeJson('a.modified')}))`;
