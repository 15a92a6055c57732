import * as z from 'zod';
import { RoleFlags } from '../access/index.js';
import { endpoint } from '../endpoint.js';
import { Done, Id, line, Time, Uuid } from '../shapes.js';
import { NewPassword, TypedPassword } from './credentials.js';
import { FactorKind, PasskeyOptions, PasskeyUsed, RecoveryCode, TotpCode } from './factors.js';
import { PermissionName } from './roles.js';

/** The person behind the browser and what they may do. */
export const SessionUser = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    username: z.string(),
    organisation: z.strictObject({ id: Id, uuid: Uuid, name: z.string(), country: z.string().nullable() }).nullable(),
    individual: z.strictObject({ id: Id, uuid: Uuid, firstName: z.string(), lastName: z.string(), email: z.string() }),
    role: z.strictObject({ id: Id, name: z.string() }),
    permissions: z.array(PermissionName),
    flags: RoleFlags,
    /** Organisations of the groups this user administers. */
    administeredOrganisationIds: z.array(Id),
  })
  .meta({ id: 'SessionUser' });
export type SessionUser = z.infer<typeof SessionUser>;

/** Any JSON value of a setting. */
export const SettingValue = z.unknown();

/** Who the caller is; for a stranger `user` and `csrfToken` are null. */
export const Session = z
  .strictObject({
    signedIn: z.boolean(),
    user: SessionUser.nullable(),
    /** What each write of a browser repeats in `X-CSRF-Token`; null for callers by auth key, who need none. */
    csrfToken: z.string().nullable(),
    /** The user's settings by name, except those of tables, which are asked for one by one. */
    settings: z.record(z.string(), SettingValue),
    /** Not signed in yet: the password was right, and one of these is asked for. */
    step: z.strictObject({ factors: z.array(FactorKind) }).optional(),
    /** Signed in, but nothing else can be done before a second factor is enrolled or an own password chosen. */
    heldBy: z.enum(['factor', 'password']).optional(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SignIn = z.strictObject({
  username: line(191, 1),
  password: TypedPassword,
});
export type SignIn = z.infer<typeof SignIn>;

const ByCode = [
  z.strictObject({ kind: z.literal('totp'), code: TotpCode }),
  z.strictObject({ kind: z.literal('passkey'), response: PasskeyUsed }),
] as const;

/** The second step of signing in. */
export const SecondFactor = z.discriminatedUnion('kind', [
  ...ByCode,
  z.strictObject({ kind: z.literal('recovery'), code: RecoveryCode }),
]);
export type SecondFactor = z.infer<typeof SecondFactor>;

/** What a signed-in user proves anew with: a factor where there is one, else the password. */
export const proofKinds = ['password', 'totp', 'passkey'] as const;
export const Proof = z.discriminatedUnion('kind', [
  ...ByCode,
  z.strictObject({ kind: z.literal('password'), password: TypedPassword }),
]);
export type Proof = z.infer<typeof Proof>;

/** For what a passkey is asked: to sign in with it alone, as the second step, or as a proof. */
export const passkeyPurposes = ['sign-in', 'factor', 'proof'] as const;
export type PasskeyPurpose = (typeof passkeyPurposes)[number];

/** The browser and system a session was opened with, read from what it calls itself. */
export const Device = z.strictObject({
  browser: z.string().nullable(),
  system: z.string().nullable(),
  kind: z.enum(['desktop', 'mobile', 'tablet', 'other']),
});
export type Device = z.infer<typeof Device>;

/** One browser that is signed in. */
export const SignedInBrowser = z
  .strictObject({
    id: Uuid,
    created: Time,
    seenAt: Time,
    expiresAt: Time,
    /** Where it was used last. */
    ip: z.string().nullable(),
    /** Where it signed in. */
    signInIp: z.string().nullable(),
    userAgent: z.string().nullable(),
    device: Device,
    /** How it signed in: `password`, `passkey` or the id of another method. */
    method: z.string(),
    /** The one that asks. */
    isCurrent: z.boolean(),
  })
  .meta({ id: 'SignedInBrowser' });
export type SignedInBrowser = z.infer<typeof SignedInBrowser>;

const topic = 'Session';

/** Signing in and out (FEATURES USR-18, SEC-01…06). */
export const session = {
  get: endpoint('GET /session', {
    allow: 'anyone',
    topic,
    summary: 'Who the caller is and what they may do',
    reply: Session,
    whileHeld: true,
  }),
  signIn: endpoint('POST /session', {
    allow: 'anyone',
    topic,
    summary: 'Signs in with user name and password: sets the session cookie, or asks for a second factor',
    body: SignIn,
    reply: Session,
    whileHeld: true,
  }),
  secondFactor: endpoint('POST /session/factor', {
    allow: 'anyone',
    topic,
    summary: 'The second step of signing in, after the password, in the same browser',
    body: SecondFactor,
    reply: Session,
    whileHeld: true,
  }),
  passkeyOptions: endpoint('POST /session/passkey-options', {
    allow: 'anyone',
    topic,
    summary: 'What the browser needs to use a passkey; good once, for this browser, for some minutes',
    body: z.strictObject({ purpose: z.enum(passkeyPurposes) }),
    reply: PasskeyOptions,
    whileHeld: true,
  }),
  passkey: endpoint('POST /session/passkey', {
    allow: 'anyone',
    topic,
    summary: 'Signs in with a passkey alone and sets the session cookie',
    body: z.strictObject({ response: PasskeyUsed }),
    reply: Session,
    whileHeld: true,
  }),
  proofs: endpoint('GET /session/proof', {
    allow: 'signed-in',
    topic,
    summary: 'What the caller can prove anew with, and until when the last proof holds',
    reply: z.strictObject({ kinds: z.array(z.enum(proofKinds)), provedUntil: Time.nullable() }),
    whileHeld: true,
  }),
  prove: endpoint('POST /session/proof', {
    allow: 'signed-in',
    topic,
    summary: 'Proves anew who sits at the browser, for calls that ask for it',
    body: Proof,
    reply: Done,
    whileHeld: true,
  }),
  signOut: endpoint('DELETE /session', {
    allow: 'signed-in',
    topic,
    summary: 'Signs this browser out',
    reply: Done,
    whileHeld: true,
  }),
  list: endpoint('GET /sessions', {
    allow: 'signed-in',
    topic,
    summary: "The caller's signed-in browsers",
    reply: z.strictObject({ items: z.array(SignedInBrowser) }),
  }),
  signOutEverywhere: endpoint('DELETE /sessions', {
    allow: 'signed-in',
    topic,
    summary: 'Signs every browser of the caller out',
    reply: Done,
    whileHeld: true,
  }),
  signOutOthers: endpoint('DELETE /sessions/others', {
    allow: 'signed-in',
    topic,
    summary: 'Signs every browser of the caller out but this one',
    reply: Done,
  }),
  end: endpoint('DELETE /sessions/:id', {
    allow: 'signed-in',
    topic,
    summary: 'Signs one browser of the caller out',
    params: z.strictObject({ id: Uuid }),
    reply: Done,
  }),
};

export const PasswordChange = z.strictObject({ currentPassword: TypedPassword, newPassword: NewPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** What everyone may change about their own account. */
export const account = {
  changePassword: endpoint('PUT /account/password', {
    allow: 'signed-in',
    topic: 'Account',
    summary: "Changes the caller's password and signs their other browsers out",
    body: PasswordChange,
    reply: Done,
    whileHeld: true,
  }),
};
