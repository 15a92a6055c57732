import { Inject, Injectable } from '@nestjs/common';
import { isShown } from '../../fields/index.js';
import { allOf, notFound, type Principal, refCondition, type Sql, Store, sql } from '../../kernel/index.js';
import { mailingListScope } from '../mailing-lists/mailing-list.scope.js';
import type { WireRecord } from './person-wire-reader.js';
import { timeJson } from './wire-text.js';

type Ref = { readonly id: number } | { readonly uuid: string };

const columns = sql`'id', l.id, 'uuid', l.uuid, 'name', l.name, 'recipients', l.recipients, 'description', l.description,
  'user_id', l.user_id, 'active', l.active, 'deleted', false, 'created', ${timeJson('l.created')}, 'modified', ${timeJson('l.modified')}`;

/** A person on a list; the original looks up no alternate addresses here (recording 435). */
const person = (
  more: Sql,
): Sql => sql`json_build_object('id', i.id, 'uuid', i.uuid, 'email', i.email, 'first_name', i.first_name,
  'last_name', i.last_name, 'position', i.position, 'created', ${timeJson('i.created')}, 'modified', ${timeJson('i.modified')},
  '_joinData', json_build_object('id', m.id, 'mailing_list_id', m.mailing_list_id, 'individual_id', m.individual_id,
    'include_primary_email', m.include_primary_email)${more},
  'full_name', nullif(trim(i.first_name || ' ' || i.last_name), ''), 'alternate_emails', '[]'::json)`;

const peopleOf = (more: Sql = sql``): Sql => sql`(select coalesce(json_agg(${person(more)} order by m.id), '[]')
  from mailing_list_members m join individuals i on i.id = m.individual_id and i.deleted_at is null
  where m.mailing_list_id = l.id and m.origin <> 'excluded')`;

const metaFields = (
  principal: Principal,
): Sql => sql`(select coalesce(json_agg(json_build_object('id', v.id, 'scope', 'individual', 'parent_id', v.individual_id,
    'field', v.field, 'value', v.value, 'uuid', v.uuid, 'meta_template_id', v.template_id, 'meta_template_field_id', v.field_id,
    'is_default', false, 'created', ${timeJson('v.created')}, 'modified', ${timeJson('v.modified')},
    'meta_template_directory_id', v.directory_id, 'template_uuid', d.uuid, 'template_version', d.template_version,
    'template_name', d.name, 'template_namespace', d.namespace,
    '_joinData', json_build_object('mailing_list_id', l.id, 'meta_field_id', v.id)) order by v.id), '[]')
  from mailing_list_members m join individuals i on i.id = m.individual_id and i.deleted_at is null
  join mailing_list_meta_fields x on x.member_id = m.id
  join meta_fields v on v.id = x.meta_field_id join meta_template_directory d on d.id = v.directory_id
  where m.mailing_list_id = l.id and m.origin <> 'excluded' and ${isShown(principal, 'v')})`;

const user = sql`(select json_build_object('id', u.id, 'uuid', u.uuid, 'username', u.username, 'role_id', u.role_id,
    'individual_id', u.individual_id, 'disabled', u.disabled, 'created', ${timeJson('u.created')},
    'modified', ${timeJson('u.modified')}, 'organisation_id', u.organisation_id)
  from users u where u.id = l.user_id)`;

const addresses = (
  principal: Principal,
): Sql => sql`, 'mailinglist_emails', (select coalesce(json_agg(a.address order by a.place), '[]') from (
    select 0 as place, i.email::text as address where m.include_primary_email
    union all select 1 + e.position, e.address::text from mailing_list_emails x join individual_emails e on e.id = x.email_id
    where x.member_id = m.id
    union all select 1000000 + v.id, v.value from mailing_list_meta_fields x join meta_fields v on v.id = x.meta_field_id
    where x.member_id = m.id and ${isShown(principal, 'v')}) a)`;

/** Mailing lists as a node of the original reads them (WIRE-CONTRACT §3.15). */
@Injectable()
export class MailingListWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Every list the caller may see, in the order of their ids. One statement. */
  async all(principal: Principal): Promise<WireRecord[]> {
    const rows = await this.store.read<{ record: WireRecord }>(sql`
      select ${whole(principal)} as record from mailing_lists l where ${mailingListScope.see.where(principal, 'l')} order by l.id`);
    return rows.map(({ record }) => record);
  }

  /** One list. Throws `NotFound`. */
  one(principal: Principal, ref: Ref): Promise<WireRecord> {
    return this.#read(principal, ref, whole(principal));
  }

  /** The columns of one list alone. Throws `NotFound`. */
  row(principal: Principal, ref: Ref): Promise<WireRecord> {
    return this.#read(principal, ref, sql`json_build_object(${columns})`);
  }

  /** The people of a list the caller may see, with the addresses it uses. Throws `NotFound`. */
  async individuals(principal: Principal, ref: Ref): Promise<WireRecord[]> {
    return (await this.#read(principal, ref, peopleOf(addresses(principal)))) as unknown as WireRecord[];
  }

  async #read(principal: Principal, ref: Ref, what: Sql): Promise<WireRecord> {
    const [found] = await this.store.read<{ record: WireRecord }>(sql`
      select ${what} as record from mailing_lists l
      where ${allOf([mailingListScope.see.where(principal, 'l'), refCondition('l', ref as never)])}`);
    if (!found) throw notFound('mailing list');
    return found.record;
  }
}

const whole = (principal: Principal): Sql =>
  sql`json_build_object(${columns}, 'meta_fields', ${metaFields(principal)}, 'individuals', ${peopleOf()}, 'user', ${user})`;
