import { classify, type OrganisationGuess, type RegistrationPayload } from '@cerebrate/contract';
import { selfAndParents } from '../../directory/index.js';
import { type Sql, sql } from '../../kernel/index.js';

/** Runs a read; a store or a work. */
type Read = <R extends object>(query: Sql) => Promise<R[]>;

/** Mail providers of everybody: an address there says nothing about an organisation. */
const everybodys = new Set(
  `aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com hotmail.fr icloud.com
  laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com orange.fr outlook.com pm.me posteo.de
  proton.me protonmail.com pt.lu qq.com seznam.cz t-online.de tutanota.com vo.lu wanadoo.fr web.de wp.pl yahoo.com
  yahoo.de yahoo.fr yandex.ru 163.com 126.com`.split(/\s+/),
);

interface Row {
  id: number;
  uuid: string;
  name: string;
  reasons: OrganisationGuess['reasons'];
}

/**
 * The organisations a registration may belong to, the likeliest first (FEATURES REG-02): the one it names by uuid or
 * name; those whose web address or constituency holds the domain of its e-mail address; those whose people have
 * addresses there. `sees` narrows it over `organisations o`, `reads` over the values `meta_fields m`. One statement, at
 * most ten rows.
 */
export async function organisationGuesses(
  read: Read,
  { email, organisationName, organisationUuid }: RegistrationPayload,
  sees: Sql,
  reads: Sql,
): Promise<OrganisationGuess[]> {
  const domains = domainsOf(email);
  const [domain = ''] = domains.names;
  return read<Row>(sql`
    with guess as (
      select o.id, 'uuid' as reason, 1 as place from organisations o where o.uuid = ${organisationUuid || null}::uuid
      union all
      select o.id, 'name', 2 from organisations o
        where ${organisationName} <> '' and lower(o.name) = lower(${organisationName})
      union all
      select o.id, 'domain', 3 from organisations o
        where substring(lower(o.url) from '^(?:[a-z]+://)?(?:www\\.)?([^/:?#]+)') = any(${domains.names}::text[])
      union all
      (select m.organisation_id, 'domain', 4 from meta_fields m
        where m.organisation_id is not null and m.v_domain = any(${domains.reversed}::text[]) and ${reads}
        order by length(m.v_domain) desc limit 20)
      union all
      (select a.organisation_id, 'people', 5 from individuals i join alignments a on a.individual_id = i.id
        where ${domain} <> '' and i.deleted_at is null and i.email like ${`%@${domain}`}::citext
        group by a.organisation_id order by count(*) desc limit 20)
    )
    select o.id, o.uuid, o.name, array_agg(distinct g.reason) as reasons
    from guess g join organisations o on o.id = g.id
    where o.deleted_at is null and (${sees})
    group by o.id order by min(g.place), count(*) desc, o.name, o.id limit 10`);
}

/** The domain of an address and those above it down to two labels, as they are and reversed; none for a provider of everybody. */
function domainsOf(email: string): { names: string[]; reversed: string[] } {
  const read = classify(email.slice(email.lastIndexOf('@')));
  if (read.kind !== 'domain') return { names: [], reversed: [] };
  const reversed = selfAndParents(read.reversed).filter((name) => name.includes('.'));
  const names = reversed.map((name) => name.split('.').reverse().join('.'));
  return names.some((name) => everybodys.has(name)) ? { names: [], reversed: [] } : { names, reversed };
}
