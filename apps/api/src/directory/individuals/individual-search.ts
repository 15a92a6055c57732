import { classify } from '@cerebrate/contract';
import { isShown } from '../../fields/index.js';
import { join, type Principal, type Sql, sql } from '../../kernel/index.js';
import { isOneOf } from '../merges/aliases.js';
import { holdsText, holdsWords, mayBeMistyped } from '../search-words.js';
import { individualScope } from './individual.scope.js';

/**
 * Whom somebody means who types `q` into a search field, as a condition over `individuals i` (WIRE-CONTRACT §2.3):
 * names and addresses that hold the text, values of meta-fields that do, uuid and position exactly. When nobody in the
 * caller's sight does, names that differ by a slip of the finger. Each branch is answered by an index; which people the
 * caller may see is the scope's business.
 */
export function individualSearchCondition(q: string, principal: Principal): Sql {
  const meaning = classify(q);
  if (meaning.kind === 'empty') return sql`true`;
  const text = q.trim();
  if (text.includes('\u0000')) return sql`false`;
  const hits = join(branches(text, meaning.kind === 'uuid' ? meaning.uuid : undefined, principal), ' union all ');
  if (!mayBeMistyped(text)) return sql`i.id in (select hit.id from (${hits}) hit)`;
  return sql`i.id in (
    with hit as (${hits})
    select hit.id from hit
    union all
    select alike from individuals_alike(fold_text(${text})) alike
    where not exists (select from hit join individuals x on x.id = hit.id where ${individualScope.see.where(principal, 'x')}))`;
}

function branches(text: string, uuid: string | undefined, principal: Principal): Sql[] {
  const people = (condition: Sql): Sql =>
    sql`select x.id from individuals x where x.deleted_at is null and ${condition}`;
  return [
    people(holdsWords(sql`x.folded`, text)),
    people(holdsText(sql`lower(x.email::text)`, text)),
    people(sql`lower(x.position) = lower(${text})`),
    ...(uuid ? [people(isOneOf('individual', sql`x`, [uuid]))] : []),
    sql`select e.individual_id as id from individual_emails e where ${holdsText(sql`lower(e.address::text)`, text)}`,
    sql`select m.individual_id as id from meta_fields m
      where m.individual_id is not null and m.v_net is null and ${holdsText(sql`lower(m.value)`, text)}
        and ${isShown(principal)}`,
  ];
}
