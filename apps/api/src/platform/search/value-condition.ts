import { belowDomain, holdsText, type Meaning, selfAndParents } from '../../directory/index.js';
import { anyOf, type Sql, sql } from '../../kernel/index.js';

/** Which values of meta-fields (`meta_fields m`) answer a meaning: networks around and inside, domains above and below. */
export function valueCondition(meaning: Meaning): Sql {
  switch (meaning.kind) {
    case 'address':
    case 'network':
      return touches(meaning.net);
    case 'range':
      return anyOf(meaning.nets.map(touches));
    case 'asn':
      return sql`m.v_asn = ${meaning.asn}`;
    case 'domain':
      return anyOf([
        sql`m.v_domain = any(${selfAndParents(meaning.reversed)}::text[])`,
        belowDomain(meaning.reversed),
        holds(meaning.domain),
      ]);
    case 'email':
      return holds(meaning.email);
    case 'uuid':
      return holds(meaning.uuid);
    case 'fingerprint':
      return holds(meaning.hex);
    case 'text':
      return anyOf([holds(meaning.text), ...(meaning.also ?? []).map(valueCondition)]);
  }
}

/** One operator for around and inside: two networks that share an address are nested. */
const touches = (net: string): Sql => sql`m.v_net && ${net}::inet`;

const holds = (text: string): Sql => sql`(m.v_net is null and ${holdsText(sql`lower(m.value)`, text)})`;
