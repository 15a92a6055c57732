import * as z from 'zod';
import { PublicEntry, PublicKind } from '../directory/consent.js';
import { endpoint } from '../endpoint.js';
import { line, Uuid } from '../shapes.js';

/** The largest page of the open directory. */
export const mostOpenRows = 100;

const paging = {
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(mostOpenRows).default(50),
};
const filters = {
  q: line(100).optional(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'is no ISO 3166 country code')
    .transform((code) => code.toUpperCase())
    .optional(),
  sector: line(191).optional(),
  type: line(191).optional(),
};
const OrganisationsQuery = z.strictObject({ ...filters, ...paging });
const PeopleQuery = z.strictObject({ q: filters.q, ...paging });

export const OpenPage = z
  .strictObject({ items: z.array(PublicEntry), total: z.int(), page: z.int(), limit: z.int() })
  .meta({ id: 'OpenPage' });
export type OpenPage = z.infer<typeof OpenPage>;

export const OpenSummary = z
  .strictObject({
    instance: z.string(),
    organisations: z.int(),
    individuals: z.int(),
    countries: z.array(z.strictObject({ code: z.string(), organisations: z.int() })),
    sectors: z.array(z.string()),
    types: z.array(z.string()),
  })
  .meta({ id: 'OpenSummary' });
export type OpenSummary = z.infer<typeof OpenSummary>;

/** A small riddle; whoever solves it has spent a moment on it, as a person at a page does not notice. */
export const Challenge = z
  .strictObject({
    challenge: z.string(),
    /** SHA-256 of `<challenge>:<answer>` must begin with so many zero bits. */
    bits: z.int(),
  })
  .meta({ id: 'Challenge' });
export type Challenge = z.infer<typeof Challenge>;

export const RevealRequest = z.strictObject({
  kind: PublicKind,
  uuid: Uuid,
  field: line(240, 1),
  challenge: line(400, 1),
  answer: line(40, 1),
});
export type RevealRequest = z.infer<typeof RevealRequest>;

/** A team as the API of FIRST tells it; only fields its owner agreed to show. */
export const OpenTeam = z.looseObject({ id: z.string(), team: z.string() });
export const OpenTeams = z
  .strictObject({
    status: z.literal('OK'),
    'status-code': z.literal(200),
    version: z.literal('1.0'),
    access: z.literal('public'),
    total: z.int(),
    offset: z.int(),
    limit: z.int(),
    data: z.array(OpenTeam),
  })
  .meta({ id: 'OpenTeams' });
export type OpenTeams = z.infer<typeof OpenTeams>;

const open = { allow: 'anyone', topic: 'Open directory' } as const;

/**
 * What strangers may ask when the operator opened the directory (FEATURES OPN-01…03); each answers 404 while it is
 * closed, whoever asks. Every call is counted by address: too many are refused with 429.
 */
export const openDirectory = {
  summary: endpoint('GET /open', { ...open, summary: 'How many contacts there are, by country', reply: OpenSummary }),
  organisations: endpoint('GET /open/organisations', {
    ...open,
    summary: 'Organisations that agreed to be shown',
    query: OrganisationsQuery,
    reply: OpenPage,
  }),
  organisationsCsv: endpoint('GET /open/organisations.csv', {
    ...open,
    summary: 'The same list as CSV, unpaged',
    query: z.strictObject(filters),
    reply: z.string(),
    produces: 'text/csv',
  }),
  individuals: endpoint('GET /open/individuals', {
    ...open,
    summary: 'People who agreed to be shown',
    query: PeopleQuery,
    reply: OpenPage,
  }),
  entry: endpoint('GET /open/entries/:kind/:uuid', {
    ...open,
    summary: 'One entry',
    params: z.strictObject({ kind: PublicKind, uuid: Uuid }),
    reply: PublicEntry,
  }),
  teams: endpoint('GET /open/teams.json', {
    ...open,
    summary: "The organisations in the shape of FIRST's list of teams",
    query: z.strictObject({
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: OpenTeams,
  }),
  challenge: endpoint('POST /open/challenges', {
    ...open,
    summary: 'A riddle to solve before an e-mail address is told',
    reply: Challenge,
    safe: true,
  }),
  reveal: endpoint('POST /open/addresses', {
    ...open,
    summary: 'One field of one entry with its e-mail address, against a solved riddle; each riddle counts once',
    body: RevealRequest,
    reply: z.strictObject({ value: z.string() }),
    safe: true,
  }),
};
