import { Inject, Injectable } from '@nestjs/common';
import { isShown } from '../../fields/index.js';
import { allOf, anyOf, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { encryptionKeyScope } from '../encryption-keys/encryption-key.scope.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { organisationSearchCondition, sightOf } from '../organisations/organisation-search.js';
import { holdsText, holdsWords } from '../search-words.js';
import { nationalityOf } from './organisation-wire-reader.js';
import { timeJson } from './wire-text.js';

/** A row in the words of the wire. */
type WireRecord = Readonly<Record<string, unknown>>;
type Nested = WireRecord & { readonly alignments: readonly WireRecord[] };

/**
 * What the original's search across everything shows: rows with their associations in full (WIRE-CONTRACT §3.19). Every
 * row, and every row nested in it, is inside the caller's scope. At most `limit` of each kind; one statement each.
 */
@Injectable()
export class WireSearchReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Organisations the text means, with their groups and people. */
  async organisations(principal: Principal, text: string, limit: number): Promise<WireRecord[]> {
    const visible = organisationScope.see.where(principal, 'o');
    const rows = await this.store.read<{ row: Nested }>(sql`
      select ${organisationJson}::jsonb || json_build_object(
        'org_groups', (select coalesce(json_agg(${groupJson} order by g.id), '[]')
          from org_group_organisations x join org_groups g on g.id = x.org_group_id and g.deleted_at is null where x.organisation_id = o.id),
        'alignments', (select coalesce(json_agg(${alignmentJson}::jsonb || json_build_object('individual', ${individualJson})::jsonb order by a.id), '[]')
          from alignments a join individuals i on i.id = a.individual_id
          where a.organisation_id = o.id and ${individualScope.see.where(principal, 'i')}))::jsonb as row
      from organisations o
      where ${visible} and ${organisationSearchCondition(text, sightOf(principal))}
      order by o.id limit ${limit}`);
    return rows.map(({ row }) => ({
      ...withNationality(row),
      alignments: row.alignments.map((one) => ({ ...one, individual: named(one['individual'] as WireRecord) })),
    }));
  }

  /** People whose name or address holds the text, with their organisations. */
  async individuals(principal: Principal, text: string, limit: number): Promise<WireRecord[]> {
    const hit = anyOf([holdsWords(sql`i.folded`, text), holdsText(sql`lower(i.email::text)`, text)]);
    const rows = await this.store.read<{ row: Nested }>(sql`
      select ${individualJson}::jsonb || json_build_object(
        'alignments', (select coalesce(json_agg(${alignmentJson}::jsonb || json_build_object('organisation', ${organisationJson})::jsonb order by a.id), '[]')
          from alignments a join organisations o on o.id = a.organisation_id
          where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')}))::jsonb as row
      from individuals i where ${allOf([individualScope.see.where(principal, 'i'), hit])} order by i.id limit ${limit}`);
    return rows.map(({ row }) => ({
      ...named(row),
      alignments: row.alignments.map((one) => ({
        ...one,
        organisation: withNationality(one['organisation'] as WireRecord),
      })),
    }));
  }

  /** Keys whose text, or whose owner's name or address, holds the text. */
  async encryptionKeys(principal: Principal, text: string, limit: number): Promise<WireRecord[]> {
    const hit = anyOf([
      sql`strpos(lower(k.text), ${text.toLowerCase()}) > 0`,
      holdsText(sql`lower(o.name)`, text),
      holdsText(sql`lower(i.email::text)`, text),
    ]);
    const rows = await this.store.read<{ row: WireRecord }>(sql`
      select json_build_object('id', k.id, 'uuid', k.uuid, 'type', k.type, 'encryption_key', k.text, 'revoked', k.revoked,
        'expires', floor(extract(epoch from k.expires_at))::bigint, 'owner_id', coalesce(o.id, i.id),
        'owner_model', case when o.id is null then 'individual' else 'organisation' end,
        'created', ${timeJson('k.created')}, 'modified', ${timeJson('k.modified')},
        'organisation', case when o.id is not null then ${organisationJson} end,
        'individual', case when i.id is not null then ${individualJson} end) as row
      from encryption_keys k left join organisations o on o.id = k.organisation_id left join individuals i on i.id = k.individual_id
      where ${allOf([encryptionKeyScope.see.where(principal, 'k'), hit])} order by k.id limit ${limit}`);
    return rows.map(({ row }) => ({
      ...row,
      organisation: row['organisation'] ? withNationality(row['organisation'] as WireRecord) : null,
      individual: row['individual'] ? named(row['individual'] as WireRecord) : null,
    }));
  }

  /** Values of meta-fields that hold the text, of records the caller sees. */
  async values(principal: Principal, text: string, limit: number): Promise<WireRecord[]> {
    const rows = await this.store.read<{ row: WireRecord }>(sql`
      select json_build_object('id', m.id, 'scope', case when m.organisation_id is null then 'individual' else 'organisation' end,
        'parent_id', coalesce(m.organisation_id, m.individual_id), 'field', m.field, 'value', m.value, 'uuid', m.uuid,
        'meta_template_id', m.template_id, 'meta_template_field_id', m.field_id, 'is_default', false,
        'created', ${timeJson('m.created')}, 'modified', ${timeJson('m.modified')}, 'meta_template_directory_id', m.directory_id) as row
      from meta_fields m
      where m.v_net is null and ${holdsText(sql`lower(m.value)`, text)} and ${isShown(principal)} and (
        exists (select from organisations o where o.id = m.organisation_id and ${organisationScope.see.where(principal, 'o')})
        or exists (select from individuals i where i.id = m.individual_id and ${individualScope.see.where(principal, 'i')}))
      order by m.id limit ${limit}`);
    return rows.map(({ row }) => row);
  }
}

const alignmentJson: Sql = sql`json_build_object('id', a.id, 'individual_id', a.individual_id, 'organisation_id', a.organisation_id,
  'type', a.type, 'created', ${timeJson('a.created')}, 'modified', ${timeJson('a.modified')})`;

const individualJson: Sql = sql`json_build_object('id', i.id, 'uuid', i.uuid, 'email', i.email, 'first_name', i.first_name,
  'last_name', i.last_name, 'position', i.position, 'created', ${timeJson('i.created')}, 'modified', ${timeJson('i.modified')})`;

const groupJson: Sql = sql`json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name, 'description', g.description,
  'created', ${timeJson('g.created')}, 'modified', ${timeJson('g.modified')},
  '_joinData', json_build_object('id', x.id, 'org_group_id', x.org_group_id, 'organisation_id', x.organisation_id))`;

const organisationJson: Sql = sql`json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'url', o.url,
  'country', o.country, 'nationality_text', o.nationality_text, 'sector', o.sector, 'type', o.type, 'contacts', o.contacts,
  'created', ${timeJson('o.created')}, 'modified', ${timeJson('o.modified')})`;

function withNationality({ country, nationality_text, ...row }: WireRecord): WireRecord {
  return { ...row, nationality: nationalityOf(country as string | null, nationality_text as string | null) };
}

function named(row: WireRecord): WireRecord {
  return { ...row, full_name: `${row['first_name']} ${row['last_name']}`.trim() || null, alternate_emails: [] };
}
