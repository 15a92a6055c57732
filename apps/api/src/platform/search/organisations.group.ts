import { organisationHits, organisationScope, sightOf } from '../../directory/index.js';
import { sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  country: string | null;
  via: string | null;
}

/** Organisations by name, constituency and what else `organisationHits` knows. */
export const organisationsGroup = defineSearchGroup<Row>({
  name: 'organisations',
  permission: 'organisation:read',
  find: (principal, { meaning }, most) => sql`
    with hit as (${organisationHits(meaning, sightOf(principal), most)}),
      best as (select distinct on (hit.id) hit.id, hit.rank, hit.via from hit order by hit.id, hit.rank, hit.via)
    select o.id, o.uuid, o.name, o.country, best.via from best join organisations o on o.id = best.id
    where ${organisationScope.see.where(principal, 'o')} order by best.rank, o.name collate "und-x-icu", o.id`,
  findAlike: (principal, text) => sql`
    select o.id, o.uuid, o.name, o.country, null as via
    from organisations_alike(fold_text(${text})) alike join organisations o on o.id = alike
    where ${organisationScope.see.where(principal, 'o')}
    order by word_similarity(fold_text(${text}), o.folded) desc, o.name collate "und-x-icu", o.id`,
  toHit: (row) => ({ kind: 'organisation', ...row }),
});
