import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { readAsNumber } from '../fields/as-number.js';
import { readDomain, reverseDomain } from '../fields/domain.js';
import { classify } from '../search/classify.js';
import { Id, Uuid } from '../shapes.js';
import { WholeNumber } from './history.js';

const ways = ['ip', 'cidr', 'asn', 'domain'] as const;

/** What responsibility is asked for, read: `net` is CIDR text, `reversed` a domain with its labels turned round. */
export type ResponsibleQuestion = { readonly limit: number } & (
  | { readonly kind: 'ip' | 'cidr'; readonly value: string; readonly net: string }
  | { readonly kind: 'asn'; readonly value: string; readonly asn: number }
  | { readonly kind: 'domain'; readonly value: string; readonly reversed: string }
);

const ResponsibleQuery = z
  .strictObject({
    ip: z.string().trim().max(100).optional(),
    cidr: z.string().trim().max(100).optional(),
    asn: z.string().trim().max(40).optional(),
    domain: z.string().trim().max(300).optional(),
    limit: WholeNumber(1, 200).optional(),
  })
  .transform((query, context): ResponsibleQuestion => {
    const given = ways.filter((way) => query[way] !== undefined);
    const [kind] = given;
    if (!kind || given.length > 1) {
      context.addIssue({ code: 'custom', message: 'give exactly one of ip, cidr, asn and domain' });
      return z.NEVER;
    }
    const read = readers[kind](query[kind] ?? '');
    if (typeof read !== 'string') return { limit: query.limit ?? 20, ...read };
    context.addIssue({ code: 'custom', path: [kind], message: read });
    return z.NEVER;
  });

type Read = ResponsibleQuestion extends infer Q ? (Q extends { limit: number } ? Omit<Q, 'limit'> : never) : never;

/** Each answers the question, or why the text is none. */
const readers: Readonly<Record<(typeof ways)[number], (text: string) => Read | string>> = {
  ip(text) {
    const meaning = classify(text);
    if (meaning.kind === 'address') return { kind: 'ip', value: meaning.address, net: meaning.net };
    if (meaning.kind === 'network') return 'is a network; ask with cidr= instead';
    return 'is no IP address; write for example 192.0.2.1 or 2001:db8::1';
  },
  cidr(text) {
    const meaning = classify(text);
    if (meaning.kind === 'address' || meaning.kind === 'network')
      return { kind: 'cidr', value: meaning.net, net: meaning.net };
    return 'is no network; write for example 192.0.2.0/24 or 2001:db8::/32';
  },
  asn(text) {
    const read = readAsNumber(text);
    return read.ok ? { kind: 'asn', value: String(read.asn), asn: read.asn } : read.message;
  },
  domain(text) {
    const read = readDomain(text);
    return read.ok ? { kind: 'domain', value: read.domain, reversed: reverseDomain(read.domain) } : read.message;
  },
};

/** An organisation whose constituency covers what was asked, by the value that does so most closely. */
export const ResponsibleAnswer = z
  .strictObject({
    organisation: z.strictObject({
      id: Id,
      uuid: Uuid,
      name: z.string(),
      country: z.string().nullable(),
      url: z.string().nullable(),
    }),
    matched: z.strictObject({ field: z.string(), value: z.string(), templateUuid: Uuid }),
    /** Of the network that matched; null for AS numbers and domains. */
    prefixLength: z.int().nullable(),
    /** Where to write: the organisation's contacts as noted, and every e-mail address it has in contacts and fields. */
    contacts: z.strictObject({ text: z.string().nullable(), emails: z.array(z.string()) }),
  })
  .meta({ id: 'ResponsibleAnswer' });
export type ResponsibleAnswer = z.infer<typeof ResponsibleAnswer>;

export const Responsible = z
  .strictObject({
    query: z.strictObject({ kind: z.enum(ways), value: z.string() }),
    answers: z.array(ResponsibleAnswer),
  })
  .meta({ id: 'Responsible' });
export type Responsible = z.infer<typeof Responsible>;

/** Who is responsible for an address, a network, an AS number or a domain. */
export const responsible = endpoint('GET /responsible', {
  allow: 'directory:search',
  topic: 'Search',
  summary: 'The organisations whose constituency covers an address, network, AS number or domain; the closest first',
  query: ResponsibleQuery,
  reply: Responsible,
});
