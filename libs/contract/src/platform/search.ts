import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, Uuid } from '../shapes.js';
import { WholeNumber } from './history.js';

/** What a search looks through, in the order it is shown. */
export const searchGroups = [
  'organisations',
  'individuals',
  'values',
  'sharingGroups',
  'mailingLists',
  'orgGroups',
  'blueprints',
  'encryptionKeys',
  'users',
  'tools',
  'connections',
  'tags',
] as const;
export const SearchGroupName = z.enum(searchGroups);
export type SearchGroupName = z.infer<typeof SearchGroupName>;

const OrganisationHit = z.strictObject({
  kind: z.literal('organisation'),
  id: Id,
  uuid: Uuid,
  name: z.string(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().nullable(),
  /** The value that was found, when it is not the name. */
  via: z.string().nullable(),
});
const IndividualHit = z.strictObject({
  kind: z.literal('individual'),
  id: Id,
  uuid: Uuid,
  name: z.string(),
  email: z.string(),
  via: z.string().nullable(),
});
/** A value of a meta-field; it leads to its owner. */
const ValueHit = z.strictObject({
  kind: z.literal('value'),
  value: z.string(),
  field: z.string(),
  /** `value (scope::field)`, as the community reads it. */
  label: z.string(),
  owner: z.strictObject({ kind: z.enum(['organisation', 'individual']), id: Id, uuid: Uuid, name: z.string() }),
});
const UserHit = z.strictObject({ kind: z.literal('user'), id: Id, uuid: Uuid, username: z.string(), name: z.string() });
const circleHit = <K extends string>(kind: K) =>
  z.strictObject({
    kind: z.literal(kind),
    id: Id,
    uuid: Uuid,
    name: z.string(),
    /** What tells it from its namesakes: its owner, or what it is for. */
    hint: z.string().nullable(),
  });
/** A key by its owner; `fingerprint` is null when nobody can read the key. */
const EncryptionKeyHit = z.strictObject({
  kind: z.literal('encryptionKey'),
  id: Id,
  uuid: Uuid,
  name: z.string(),
  fingerprint: z.string().nullable(),
});
const TagHit = z.strictObject({ kind: z.literal('tag'), id: Id, name: z.string(), colour: z.string() });

/** One record that a search found. */
export const SearchHit = z
  .discriminatedUnion('kind', [
    OrganisationHit,
    IndividualHit,
    ValueHit,
    circleHit('sharingGroup'),
    circleHit('mailingList'),
    circleHit('orgGroup'),
    circleHit('blueprint'),
    EncryptionKeyHit,
    UserHit,
    circleHit('tool'),
    circleHit('connection'),
    TagHit,
  ])
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

/** What the search took the text for; `problem` tells why something that looks like an address is none. */
export const Understood = z
  .strictObject({
    kind: z.enum(['empty', 'address', 'network', 'range', 'asn', 'domain', 'email', 'uuid', 'fingerprint', 'text']),
    /** In canonical form: `10.5.3.0/24` for `10.5.3.7/24`. */
    text: z.string(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'Understood' });
export type Understood = z.infer<typeof Understood>;

const facts = {
  group: SearchGroupName,
  hits: z.array(SearchHit),
  /** Nothing held the words; these differ from them by a slip of the finger. */
  isAlike: z.boolean(),
};
export const SearchOverview = z
  .strictObject({ understood: Understood, groups: z.array(z.strictObject({ ...facts, more: z.boolean() })) })
  .meta({ id: 'SearchOverview' });
export type SearchOverview = z.infer<typeof SearchOverview>;

export const SearchPage = z
  .strictObject({ understood: Understood, ...facts, total: z.int(), page: z.int(), limit: z.int() })
  .meta({ id: 'SearchPage' });
export type SearchPage = z.infer<typeof SearchPage>;

const Searched = z.string().trim().min(1, 'is needed').max(400);
const topic = 'Search';

/** Search across everything the caller may see (FEATURES SRC-01…04). */
export const search = {
  overview: endpoint('GET /search', {
    allow: 'directory:search',
    topic,
    summary: 'The best hits of each kind for an address, network, AS number, domain, e-mail address, uuid or text',
    query: z.strictObject({ q: Searched, limit: WholeNumber(1, 20).optional() }),
    reply: SearchOverview,
  }),
  group: endpoint('GET /search/:group', {
    allow: 'directory:search',
    topic,
    summary: 'All hits of one kind, page by page',
    params: z.strictObject({ group: SearchGroupName }),
    query: z.strictObject({
      q: Searched,
      page: WholeNumber(1, 100_000).optional(),
      limit: WholeNumber(1, 100).optional(),
    }),
    reply: SearchPage,
  }),
};
