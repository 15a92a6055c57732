import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, line, paragraph, Ref, Time, Uuid } from '../shapes.js';

/** Records that the open directory can show. */
export const publicKinds = ['organisation', 'individual'] as const;
export const PublicKind = z.enum(publicKinds);
export type PublicKind = z.infer<typeof PublicKind>;

/**
 * What of a record strangers may see, besides its name and uuid: those go with any consent. `people` and
 * `organisations` show who belongs together only where both sides agreed. `keys` lets the public key look-up answer.
 */
export const publicFields = {
  organisation: ['country', 'sector', 'type', 'url', 'contacts', 'people', 'keys'],
  individual: ['position', 'email', 'organisations', 'keys'],
} as const satisfies Record<PublicKind, readonly string[]>;

/** A value of a meta-template as a field that may be public: `meta:<template uuid>/<field>`. */
export const publicMetaField = (templateUuid: string, field: string): string => `meta:${templateUuid}/${field}`;

const metaField = /^meta:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/.{1,191}$/;

/** Whether a record of that kind has such a field to publish. */
export const isPublicField = (kind: PublicKind, field: string): boolean =>
  (publicFields[kind] as readonly string[]).includes(field) || metaField.test(field);

/** Fields chosen, each once. */
export const PublicFieldNames = z
  .array(line(240, 1))
  .max(200)
  .transform((fields) => [...new Set(fields)]);

/** Who agreed to show what, and when. */
export const PublicConsent = z
  .strictObject({
    fields: z.array(z.string()),
    /** The person who agreed, by name. */
    agreedBy: z.string(),
    agreedAt: Time,
    note: z.string().nullable(),
    /** User name of whoever wrote it down; null when the account is gone. */
    recordedBy: z.string().nullable(),
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'PublicConsent' });
export type PublicConsent = z.infer<typeof PublicConsent>;

/** What a record could show, with its present values. */
export const PublicOffer = z.strictObject({
  field: z.string(),
  /** Template and field of a meta-field; null for the record's own fields. */
  label: z.string().nullable(),
  value: z.string(),
});
export type PublicOffer = z.infer<typeof PublicOffer>;

export const ConsentState = z
  .strictObject({
    consent: PublicConsent.nullable(),
    offers: z.array(PublicOffer),
    /** Whether the caller may agree for this record. */
    mayChange: z.boolean(),
  })
  .meta({ id: 'ConsentState' });
export type ConsentState = z.infer<typeof ConsentState>;

export const NewConsent = z
  .strictObject({
    fields: PublicFieldNames,
    agreedBy: line(191, 1),
    /** When they agreed; now unless told. */
    agreedAt: Time.optional(),
    note: paragraph(2000).nullable().optional(),
  })
  .meta({ id: 'NewConsent' });
export type NewConsent = z.infer<typeof NewConsent>;

/** A record as strangers see it. Fields nobody consented to are null or absent, never shown in another form. */
export const PublicEntry = z
  .strictObject({
    kind: PublicKind,
    uuid: Uuid,
    name: z.string(),
    country: z.string().nullable(),
    sector: z.string().nullable(),
    type: z.string().nullable(),
    url: z.string().nullable(),
    /** E-mail addresses in it are replaced; see `onRequest`. */
    contacts: z.string().nullable(),
    position: z.string().nullable(),
    details: z.array(
      z.strictObject({
        field: z.string(),
        template: z.string(),
        label: z.string(),
        type: z.string(),
        value: z.string(),
      }),
    ),
    /** People of an organisation, organisations of a person; both sides agreed. */
    related: z.array(z.strictObject({ kind: PublicKind, uuid: Uuid, name: z.string() })),
    /** Fields whose e-mail addresses a reader gets one by one, see `openDirectory.reveal`. */
    onRequest: z.array(z.string()),
    /** Whether the public key look-up answers for it. */
    keys: z.boolean(),
  })
  .meta({ id: 'PublicEntry' });
export type PublicEntry = z.infer<typeof PublicEntry>;

const topic = 'Consent';
const Owner = z.strictObject({ kind: PublicKind, ref: Ref });

/** Consent to be shown in the open directory, record by record and field by field (FEATURES OPN-01, OPN-02). */
export const consents = {
  get: endpoint('GET /consents/:kind/:ref', {
    allow: 'signed-in',
    topic,
    summary: 'What a record shows to strangers, and what it could show',
    params: Owner,
    reply: ConsentState,
  }),
  put: endpoint('PUT /consents/:kind/:ref', {
    allow: 'signed-in',
    topic,
    summary: 'Records who agreed to show which fields of a record to strangers',
    params: Owner,
    body: NewConsent,
    reply: ConsentState,
  }),
  withdraw: endpoint('DELETE /consents/:kind/:ref', {
    allow: 'signed-in',
    topic,
    summary: 'Withdraws consent: the record is no longer shown to strangers',
    params: Owner,
    reply: Done,
  }),
  preview: endpoint('POST /consents/:kind/:ref/preview', {
    allow: 'signed-in',
    topic,
    summary: 'The record as strangers would see it with these fields; changes nothing',
    params: Owner,
    body: z.strictObject({ fields: PublicFieldNames }),
    reply: PublicEntry,
    safe: true,
  }),
};
