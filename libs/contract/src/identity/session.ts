import * as z from 'zod';
import { RoleFlags } from '../access/index.js';
import { endpoint } from '../endpoint.js';
import { Done, Id, line, Time, Uuid } from '../shapes.js';
import { NewPassword, TypedPassword } from './credentials.js';
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
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SignIn = z.strictObject({
  username: line(191, 1),
  password: TypedPassword,
});
export type SignIn = z.infer<typeof SignIn>;

/** One browser that is signed in. */
export const SignedInBrowser = z
  .strictObject({
    id: Uuid,
    created: Time,
    seenAt: Time,
    expiresAt: Time,
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
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
  }),
  signIn: endpoint('POST /session', {
    allow: 'anyone',
    topic,
    summary: 'Signs in with user name and password and sets the session cookie',
    body: SignIn,
    reply: Session,
  }),
  signOut: endpoint('DELETE /session', { allow: 'signed-in', topic, summary: 'Signs this browser out', reply: Done }),
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
  }),
};
