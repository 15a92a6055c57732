import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id } from '../shapes.js';

export const graphKinds = ['organisation', 'individual', 'orgGroup', 'sharingGroup'] as const;
export const GraphKind = z.enum(graphKinds);
export type GraphKind = z.infer<typeof GraphKind>;

/** The most nodes one graph has. */
export const mostGraphNodes = 3000;

export const GraphNode = z.strictObject({
  /** `<kind>:<id>`. */
  key: z.string(),
  kind: GraphKind,
  id: Id,
  label: z.string(),
  country: z.string().nullable(),
  sector: z.string().nullable(),
});
export type GraphNode = z.infer<typeof GraphNode>;

/** People, organisations and their groups, and what links them. */
export const Graph = z
  .strictObject({
    nodes: z.array(GraphNode),
    /** Between places in `nodes`; the second is the organisation of a person, the group of an organisation. */
    links: z.array(z.tuple([z.int(), z.int()])),
    /** Whether there is more than fits: the best linked organisations come first. */
    truncated: z.boolean(),
    /** How many organisations fulfil the filters and are linked to anything. */
    organisations: z.int(),
  })
  .meta({ id: 'Graph' });
export type Graph = z.infer<typeof Graph>;

const code = z.string().regex(/^[A-Z]{2}$/, 'is no ISO 3166 country code');
export const GraphQuery = z.strictObject({
  country: code.optional(),
  sector: z.string().max(191).optional(),
  /** Members of this organisation group only. */
  orgGroup: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  /** Members of this sharing group only. */
  sharingGroup: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  /** The surroundings of one record alone: `organisation:17`. */
  focus: z
    .string()
    .regex(/^(organisation|individual|orgGroup|sharingGroup):[1-9][0-9]{0,8}$/, 'is written <kind>:<id>')
    .optional(),
  depth: z.coerce.number().int().min(1).max(4).default(2),
  people: z.enum(['true', 'false']).default('true'),
  limit: z.coerce.number().int().min(10).max(mostGraphNodes).default(2000),
});
export type GraphQuery = z.output<typeof GraphQuery>;

export const FieldUsage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        template: z.string(),
        field: z.string(),
        fieldId: Id,
        scope: z.enum(['organisation', 'individual', 'user']),
        records: z.int(),
      }),
    ),
  })
  .meta({ id: 'FieldUsage' });
export type FieldUsage = z.infer<typeof FieldUsage>;

const read = { allow: 'organisation:read', topic: 'Exploration' } as const;

/** Pictures of the whole (FEATURES HOM-04), over what the caller may see. */
export const exploration = {
  graph: endpoint('GET /exploration/graph', {
    ...read,
    summary: 'People, organisations and groups as nodes and links; bounded, and says when it was cut',
    query: GraphQuery,
    reply: Graph,
  }),
  countries: endpoint('GET /exploration/countries', {
    ...read,
    summary: 'Organisations by country',
    reply: z.strictObject({
      items: z.array(z.strictObject({ code: z.string(), organisations: z.int() })),
      elsewhere: z.int(),
    }),
  }),
  fields: endpoint('GET /exploration/fields', {
    ...read,
    summary: 'How many visible records use each meta-field',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(40) }),
    reply: FieldUsage,
  }),
};
