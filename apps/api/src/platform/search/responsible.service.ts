import type { Responsible, ResponsibleAnswer, ResponsibleQuestion } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { organisationScope, selfAndParents } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import { type Principal, type Sql, Store, sql } from '../../kernel/index.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  country: string | null;
  url: string | null;
  contacts: string | null;
  field: string;
  value: string;
  template_uuid: string;
  prefix: number | null;
  emails: string[];
}

/** Tells who is responsible for an address, a network, an AS number or a domain (DEMANDS §4, certtools). */
@Injectable()
export class ResponsibleService {
  constructor(@Inject(Store) private readonly store: Store) {}

  /**
   * The organisations in the caller's view whose constituency covers the question, each by its closest value: the
   * longest prefix first, the longest domain first, then by name. One prepared statement.
   */
  async find(principal: Principal, question: ResponsibleQuestion): Promise<Responsible> {
    const { covers, closeness, prefix } = conditionOf(question);
    const rows = await this.store.lists(principal).readPrepared<Row>(sql`
      select o.id, o.uuid, o.name, o.country, o.url, o.contacts, h.field, h.value, d.uuid as template_uuid, h.prefix, ${emails(principal)} as emails
      from (
        select distinct on (m.organisation_id) m.organisation_id, m.field, m.value, m.directory_id, ${prefix} as prefix, ${closeness} as closeness
        from meta_fields m where ${covers} and m.organisation_id is not null and ${isShown(principal)}
        order by m.organisation_id, ${closeness} desc, m.id
      ) h
      join organisations o on o.id = h.organisation_id
      join meta_template_directory d on d.id = h.directory_id
      where ${organisationScope.see.where(principal, 'o')}
      order by h.closeness desc, o.name, o.id limit ${question.limit}`);
    return { query: { kind: question.kind, value: question.value }, answers: rows.map(toAnswer) };
  }
}

function conditionOf(question: ResponsibleQuestion): { covers: Sql; closeness: Sql; prefix: Sql } {
  switch (question.kind) {
    case 'ip':
    case 'cidr':
      return {
        covers: sql`m.v_net >>= ${question.net}::inet`,
        closeness: sql`masklen(m.v_net)`,
        prefix: sql`masklen(m.v_net)`,
      };
    case 'asn':
      return { covers: sql`m.v_asn = ${question.asn}::bigint`, closeness: sql`0::int`, prefix: sql`null::int` };
    case 'domain':
      return {
        covers: sql`m.v_domain = any(${selfAndParents(question.reversed)}::text[])`,
        closeness: sql`length(m.v_domain)`,
        prefix: sql`null::int`,
      };
  }
}

/**
 * Addresses in the organisation's meta-fields: those of type e-mail, and those whose name says so as the original has it
 * (FEATURES IND-06). Found by field, since an organisation may have thousands of networks beside them.
 */
const emails = (principal: Principal): Sql => sql`array(
  select distinct e.value from meta_template_fields f
  join meta_templates t on t.id = f.template_id
  join meta_fields e on e.organisation_id = o.id and e.directory_id = t.directory_id and e.field = f.field
  where t.scope = 'organisation' and (f.type = 'email' or f.field ~* 'e-?mail') and ${isShown(principal, 'e')} order by e.value)`;

const toAnswer = (row: Row): ResponsibleAnswer => ({
  organisation: { id: row.id, uuid: row.uuid, name: row.name, country: row.country, url: row.url },
  matched: { field: row.field, value: row.value, templateUuid: row.template_uuid },
  prefixLength: row.prefix,
  contacts: { text: row.contacts, emails: [...new Set([...emailsIn(row.contacts ?? ''), ...row.emails])] },
});

/** The e-mail addresses that stand in a free text. */
const emailsIn = (text: string): string[] => text.match(/[^\s<>()[\]{},;:"'@]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi) ?? [];
