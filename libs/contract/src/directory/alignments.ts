import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Done, Id, line, Ref, Time, Uuid } from '../shapes.js';
import { Day } from './individuals.js';

const Role = line(191, 1);
/** What a role is called unless something else is said. */
export const defaultAlignmentType = 'Member';

/** A person in an organisation, in a role, for a time (FEATURES ALN-01, ALN-05). */
export const Alignment = z
  .strictObject({
    id: Id,
    type: z.string(),
    /** First and last day of the role; null is open. */
    validFrom: Day.nullable(),
    validUntil: Day.nullable(),
    isCurrent: z.boolean(),
    individual: z.strictObject({ id: Id, uuid: Uuid, email: z.string(), name: z.string() }),
    organisation: z.strictObject({ id: Id, uuid: Uuid, name: z.string(), country: z.string().nullable() }),
    created: Time,
    modified: Time,
    version: z.int(),
    mayChange: z.boolean(),
  })
  .meta({ id: 'Alignment' });
export type Alignment = z.infer<typeof Alignment>;

const writable = {
  type: Role.optional(),
  validFrom: Day.nullable().optional(),
  validUntil: Day.nullable().optional(),
};
interface Period {
  validFrom?: string | null | undefined;
  validUntil?: string | null | undefined;
}
/** Whether the period ends before it begins; days compare as text. */
export const endsBeforeItBegins = ({ validFrom, validUntil }: Period): boolean =>
  Boolean(validFrom && validUntil && validUntil < validFrom);
const wrongPeriod = { path: ['validUntil'], message: 'lies before the first day; choose a later one' };

export const NewAlignment = z
  .strictObject({ individualId: Id, organisationId: Id, ...writable })
  .refine((period) => !endsBeforeItBegins(period), wrongPeriod)
  .meta({ id: 'NewAlignment' });
export type NewAlignment = z.infer<typeof NewAlignment>;

/** Role and period; person and organisation stay: another pair is another alignment. */
export const AlignmentChanges = z
  .strictObject(writable)
  .refine((period) => !endsBeforeItBegins(period), wrongPeriod)
  .meta({ id: 'AlignmentChanges' });
export type AlignmentChanges = z.infer<typeof AlignmentChanges>;

export const AlignmentList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    individual: { kind: 'text', label: 'Person', sort: true, search: 'contains' },
    email: { kind: 'text', label: 'E-mail', sort: true, search: 'contains' },
    individualId: { kind: 'integer', label: 'Person (id)' },
    organisation: { kind: 'text', label: 'Organisation', sort: true, search: 'contains' },
    organisationId: { kind: 'integer', label: 'Organisation (id)' },
    type: { kind: 'choice', label: 'Role', sort: true, search: 'exact' },
    current: { kind: 'boolean', label: 'In force today' },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'organisation',
});

/** Alignments have no uuid. */
const AlignmentParams = z.strictObject({
  ref: Ref.refine(({ id }) => id !== undefined, 'is no id; alignments have no uuid'),
});

const topic = 'Alignments';

/** Our API for alignments (FEATURES ALN-01…05). */
export const alignments = {
  list: endpoint('GET /alignments', {
    topic,
    allow: 'alignment:read',
    summary: 'Lists who belongs where, of people and organisations the caller may see',
    query: listQuery(AlignmentList),
    reply: listReply(Alignment),
  }),
  csv: endpoint('GET /alignments.csv', {
    topic,
    allow: 'alignment:read',
    summary: 'The same list as CSV, unpaged',
    query: listQuery(AlignmentList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  roles: endpoint('GET /alignments/roles', {
    topic,
    allow: 'alignment:read',
    summary: 'The roles to choose from: the list that governs them, else those in use; whether others are refused',
    reply: z.strictObject({ roles: z.array(z.string()), isClosed: z.boolean() }),
  }),
  get: endpoint('GET /alignments/:ref', {
    topic,
    allow: 'alignment:read',
    summary: 'One alignment',
    params: AlignmentParams,
    reply: Alignment,
  }),
  create: endpoint('POST /alignments', {
    topic,
    allow: 'alignment:write',
    summary: 'Aligns a person with an organisation',
    body: NewAlignment,
    reply: Alignment,
    status: 201,
  }),
  update: endpoint('PATCH /alignments/:ref', {
    topic,
    allow: 'alignment:write',
    summary: 'Changes role or period',
    params: AlignmentParams,
    body: AlignmentChanges,
    reply: Alignment,
  }),
  remove: endpoint('DELETE /alignments/:ref', {
    topic,
    allow: 'alignment:write',
    summary: 'Ends an alignment without a trace of it on the record; the history keeps it',
    params: AlignmentParams,
    reply: Done,
  }),
};
