import { holdsText, holdsWords, individualScope, type Meaning, nearness } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import { join, type Principal, type Sql, sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';
import { valueCondition } from './value-condition.js';

interface Row {
  id: number;
  uuid: string;
  first_name: string;
  last_name: string;
  email: string;
  via: string | null;
}

/** People by name, e-mail address and the values of their meta-fields. */
export const individualsGroup = defineSearchGroup<Row>({
  name: 'individuals',
  permission: 'individual:read',
  find: (principal, { meaning }) => sql`
    with hit as (${join(branchesOf(meaning, principal), ' union all ')}),
      best as (select distinct on (hit.id) hit.id, hit.rank, hit.via from hit order by hit.id, hit.rank, hit.via)
    select i.id, i.uuid, i.first_name, i.last_name, i.email, best.via from best join individuals i on i.id = best.id
    where ${individualScope.see.where(principal, 'i')} order by best.rank, i.folded, i.id`,
  findAlike: (principal, text) => sql`
    select i.id, i.uuid, i.first_name, i.last_name, i.email, null as via
    from individuals_alike(fold_text(${text})) alike join individuals i on i.id = alike
    where ${individualScope.see.where(principal, 'i')}
    order by word_similarity(fold_text(${text}), i.folded) desc, i.folded, i.id`,
  toHit: ({ id, uuid, first_name, last_name, email, via }) => ({
    kind: 'individual',
    id,
    uuid,
    name: `${first_name} ${last_name}`.trim() || email,
    email,
    via,
  }),
});

const people = (rank: Sql, condition: Sql): Sql =>
  sql`select x.id, ${rank} as rank, null as via from individuals x where x.deleted_at is null and ${condition}`;

function branchesOf(meaning: Meaning, principal: Principal): Sql[] {
  const values = sql`select m.individual_id as id, 7 as rank, m.value as via
    from meta_fields m where m.individual_id is not null and ${valueCondition(meaning)} and ${isShown(principal)}`;
  switch (meaning.kind) {
    case 'uuid':
      return [people(sql`0`, sql`x.uuid = ${meaning.uuid}::uuid`), values];
    case 'email':
      return [people(sql`0`, sql`x.email = ${meaning.email}::citext`), values];
    case 'domain':
      return [people(sql`1`, holdsText(sql`lower(x.email::text)`, meaning.domain)), values];
    case 'text':
      return [
        people(nearness(sql`x.folded`, meaning.text), holdsWords(sql`x.folded`, meaning.text)),
        people(sql`5`, holdsText(sql`lower(x.email::text)`, meaning.text)),
        values,
      ];
    default:
      return [values];
  }
}
