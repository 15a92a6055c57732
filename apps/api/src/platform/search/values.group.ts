import { individualScope, type Meaning, organisationScope } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import { type Sql, sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';
import { valueCondition } from './value-condition.js';

interface Row {
  value: string;
  field: string;
  owner_kind: 'organisation' | 'individual';
  owner_id: number;
  owner_uuid: string;
  owner_name: string;
}

/** Values of meta-fields, each leading to its owner (FEATURES SRC-01, ORG-12). */
export const valuesGroup = defineSearchGroup<Row>({
  name: 'values',
  permission: 'organisation:read',
  find: (principal, { meaning }) => sql`
    select m.value, m.field, case when o.id is null then 'individual' else 'organisation' end as owner_kind,
      coalesce(o.id, i.id) as owner_id, coalesce(o.uuid, i.uuid) as owner_uuid,
      coalesce(o.name, nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email::text) as owner_name
    from meta_fields m
    left join organisations o on o.id = m.organisation_id
    left join individuals i on i.id = m.individual_id
    where ${valueCondition(meaning)} and ${isShown(principal)}
      and ((o.id is not null and ${organisationScope.see.where(principal, 'o')})
        or (i.id is not null and ${individualScope.see.where(principal, 'i')}))
    order by ${closeness(meaning)}, m.value, m.id`,
  toHit: ({ value, field, owner_kind, owner_id, owner_uuid, owner_name }) => ({
    kind: 'value',
    value,
    field,
    label: `${value} (${owner_kind}::${field})`,
    owner: { kind: owner_kind, id: owner_id, uuid: owner_uuid, name: owner_name },
  }),
});

/** Networks around what was typed come first, the narrowest first; then those inside, the widest first; so do domains. */
function closeness(meaning: Meaning): Sql {
  switch (meaning.kind) {
    case 'address':
    case 'network':
      return sql`case when m.v_net >>= ${meaning.net}::inet then -masklen(m.v_net) else masklen(m.v_net) end`;
    case 'range':
      return sql`m.v_net`;
    case 'domain':
      return sql`case when length(m.v_domain) <= ${meaning.reversed.length} then -length(m.v_domain) else length(m.v_domain) end`;
    default:
      return sql`length(m.value)`;
  }
}
