import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, line, Time, Uuid } from '../shapes.js';

/** What proves a user beside the password: a code of an app, a passkey, a code that was written down. */
export const factorKinds = ['totp', 'passkey', 'recovery'] as const;
export const FactorKind = z.enum(factorKinds);
export type FactorKind = z.infer<typeof FactorKind>;

/** Six digits of an authenticator app; people type them with a space in the middle. */
export const TotpCode = z
  .string()
  .max(20)
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'must be the six digits your app shows'));

/** A recovery code as it was shown, whatever the letter case and the dashes. */
export const RecoveryCode = z
  .string()
  .max(40)
  .transform((text) => text.replace(/[\s-]/g, '').toLowerCase())
  .pipe(z.string().regex(/^[2-9a-z]{12}$/, 'must be one of the codes you wrote down, such as abcd-efgh-jkmn'));

const encoded = z
  .string()
  .min(1)
  .max(60_000)
  .regex(/^[\w-]+$/, 'must be base64url');
const extensions = z.record(z.string(), z.unknown()).default({});
const attachment = z.enum(['platform', 'cross-platform']).optional();

/** What `navigator.credentials.create()` answered, as JSON (WebAuthn §5.1). */
export const PasskeyMade = z
  .object({
    id: encoded,
    rawId: encoded,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: encoded,
      attestationObject: encoded,
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
    clientExtensionResults: extensions,
    authenticatorAttachment: attachment,
  })
  .meta({ id: 'PasskeyMade' });
export type PasskeyMade = z.infer<typeof PasskeyMade>;

/** What `navigator.credentials.get()` answered, as JSON (WebAuthn §5.1). */
export const PasskeyUsed = z
  .object({
    id: encoded,
    rawId: encoded,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: encoded,
      authenticatorData: encoded,
      signature: encoded,
      userHandle: z.string().max(200).nullish(),
    }),
    clientExtensionResults: extensions,
    authenticatorAttachment: attachment,
  })
  .meta({ id: 'PasskeyUsed' });
export type PasskeyUsed = z.infer<typeof PasskeyUsed>;

/** What `navigator.credentials` is to be called with, as JSON; read by the browser, not by us. */
export const PasskeyOptions = z.record(z.string(), z.unknown()).meta({ id: 'PasskeyOptions' });

/** A passkey of a user; its public key stays on the server. */
export const Passkey = z
  .strictObject({
    id: Uuid,
    name: z.string(),
    created: Time,
    lastUsedAt: Time.nullable(),
    lastUsedIp: z.string().nullable(),
    /** Kept by a provider and usable on several devices, rather than bound to one. */
    isSynced: z.boolean(),
    /** Asks for a fingerprint or PIN, so that it signs in without a password. */
    isPasswordless: z.boolean(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof Passkey>;

/** The second factors of a user. */
export const Factors = z
  .strictObject({
    totp: z.strictObject({ created: Time, lastUsedAt: Time.nullable() }).nullable(),
    passkeys: z.array(Passkey),
    /** Null while there is no factor that they would stand in for. */
    recoveryCodes: z.strictObject({ left: z.int(), made: Time }).nullable(),
    /** Whether the role asks for a second factor. */
    isRequired: z.boolean(),
  })
  .meta({ id: 'Factors' });
export type Factors = z.infer<typeof Factors>;

/** The factors of the caller, and whether passkeys can be made at the address that was asked. */
export const OwnFactors = Factors.extend({
  /** Why no passkey can be made or used here; null when one can. */
  passkeysRefused: z.string().nullable(),
}).meta({ id: 'OwnFactors' });
export type OwnFactors = z.infer<typeof OwnFactors>;

/** Told once: only digests of them are kept. */
const Codes = z.array(z.string());

/** A secret for an authenticator app, told until a code proves that the app has it. */
export const NewTotp = z
  .strictObject({ secret: z.string(), uri: z.string().meta({ description: 'otpauth: URI, to be shown as a QR code' }) })
  .meta({ id: 'NewTotp' });
export type NewTotp = z.infer<typeof NewTotp>;

/** A factor was added; the first one comes with recovery codes. */
export const FactorAdded = z.strictObject({ recoveryCodes: Codes.nullable() }).meta({ id: 'FactorAdded' });
export type FactorAdded = z.infer<typeof FactorAdded>;

const name = line(60, 1);
const ById = z.strictObject({ id: Uuid });
const topic = 'Second factors';
/** Every call here is about the caller's own account, needs a recent proof, and works while a factor is asked for. */
const own = { allow: 'signed-in', topic, stepUp: true, whileHeld: true } as const;

/** Second factors of one's own account. */
export const factors = {
  get: endpoint('GET /account/factors', {
    ...own,
    stepUp: false,
    summary: "The caller's second factors",
    reply: OwnFactors,
  }),
  startTotp: endpoint('POST /account/totp', {
    ...own,
    summary: 'Makes a secret for an authenticator app; nothing changes until a code confirms it',
    reply: NewTotp,
  }),
  confirmTotp: endpoint('PUT /account/totp', {
    ...own,
    summary: 'Turns the app on, by a code of the secret made last; it takes the place of a former app',
    body: z.strictObject({ code: TotpCode }),
    reply: FactorAdded,
  }),
  removeTotp: endpoint('DELETE /account/totp', { ...own, summary: 'Turns the app off', reply: Done }),
  passkeyOptions: endpoint('POST /account/passkeys/options', {
    ...own,
    summary: 'What the browser needs to make a passkey; good once, for this session, for some minutes',
    reply: PasskeyOptions,
  }),
  addPasskey: endpoint('POST /account/passkeys', {
    ...own,
    summary: 'Adds the passkey that the browser made',
    body: z.strictObject({ name, response: PasskeyMade }),
    reply: FactorAdded,
    status: 201,
  }),
  renamePasskey: endpoint('PATCH /account/passkeys/:id', {
    ...own,
    stepUp: false,
    summary: 'Gives a passkey another name',
    params: ById,
    body: z.strictObject({ name }),
    reply: Done,
  }),
  removePasskey: endpoint('DELETE /account/passkeys/:id', {
    ...own,
    summary: 'Removes a passkey',
    params: ById,
    reply: Done,
  }),
  newRecoveryCodes: endpoint('POST /account/recovery-codes', {
    ...own,
    summary: 'Makes new recovery codes and tells them once; the former ones end',
    reply: z.strictObject({ recoveryCodes: Codes }),
  }),
};
