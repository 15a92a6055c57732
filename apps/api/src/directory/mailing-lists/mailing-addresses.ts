import { isShown } from '../../fields/index.js';
import { type Principal, type Sql, sql } from '../../kernel/index.js';

/**
 * The addresses of the person `i` as a JSON array, those that the membership `m` uses marked as chosen: the primary one,
 * then the further ones in the person's order, then every value of a meta-field that is an e-mail address by its type or,
 * as the original reads it, by the name of its field (FEATURES IND-06), of fields the caller sees. A correlated subquery.
 */
export const addressesJson = (principal: Principal): Sql => sql`(
  select json_agg(json_build_object('source', a.source, 'id', a.id, 'address', a.address, 'label', a.label, 'chosen', a.chosen)
    order by a.place, a.id)
  from (
    select 0 as place, 'primary' as source, null::int as id, i.email::text as address, 'primary' as label,
      m.include_primary_email as chosen
    union all
    select 1000 + e.position, 'address', e.id, e.address::text, e.kind,
      exists (select 1 from mailing_list_emails x where x.member_id = m.id and x.email_id = e.id)
    from individual_emails e where e.individual_id = i.id
    union all
    select 1000000, 'metaField', v.id, v.value, v.field,
      exists (select 1 from mailing_list_meta_fields x where x.member_id = m.id and x.meta_field_id = v.id)
    from meta_fields v left join meta_template_fields f on f.id = v.field_id
    where v.individual_id = i.id and (f.type = 'email' or lower(v.field) like '%email%')
      and ${isShown(principal, 'v')}
  ) a)`;
