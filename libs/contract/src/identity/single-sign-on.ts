import * as z from 'zod';
import { endpoint, endpointAt } from '../endpoint.js';
import { Done, line } from '../shapes.js';

/** How people get in, as the sign-in page needs it. */
export const SignInOptions = z
  .strictObject({
    /** Whether user name and password are asked for. */
    password: z.boolean(),
    /** What the button of the provider says; null when nobody signs in there. */
    provider: z.strictObject({ label: z.string(), startUrl: z.string() }).nullable(),
    /** Where people look after their account at the provider; for signed-in callers alone. */
    accountUrl: z.string().nullable(),
  })
  .meta({ id: 'SignInOptions' });
export type SignInOptions = z.infer<typeof SignInOptions>;

/** Why the provider's word did not open the door. */
export const ssoRefusals = [
  /** They are unknown here, and asked for an account by signing in. */
  'requested',
  'unknown-user',
  'other-email',
  'unconfirmed-email',
  'missing-claim',
  'linked-elsewhere',
  'disabled',
  'cancelled',
  'expired',
  'provider',
] as const;
export type SsoRefusalReason = (typeof ssoRefusals)[number];

/** What a person is told whose sign-in at the provider was refused here: the provider's words about them, never ours. */
export const SsoRefusal = z
  .strictObject({
    reason: z.enum(ssoRefusals),
    provider: z.string(),
    /** What the provider says of the person, for them to see what differs. */
    claims: z.array(z.strictObject({ claim: z.string(), value: z.string().nullable(), isFault: z.boolean() })),
    /** For the person on duty. */
    detail: z.string().nullable(),
    requestId: z.string(),
  })
  .meta({ id: 'SsoRefusal' });
export type SsoRefusal = z.infer<typeof SsoRefusal>;

const topic = 'Single sign-on';
const open = { topic, allow: 'anyone' } as const;
const redirect = { ...open, reply: z.string(), status: 302, produces: 'text/plain' } as const;

/** A page of ours to go to; never another site's. */
export const LocalPath = line(1000, 1).refine(isLocalPath, 'must be a path of this instance');

/** Whether the text is the path of a page of ours, and nothing that a browser takes for another site. */
export function isLocalPath(text: string): boolean {
  if (!text.startsWith('/') || /[\\\s]/.test(text) || text.startsWith('//')) return false;
  return URL.canParse(text, 'http://here.invalid') && new URL(text, 'http://here.invalid').host === 'here.invalid';
}

/** Signing in and out at an OpenID Connect provider (WIRE-CONTRACT §1.5; FEATURES KCL-01…03, 18…20, Annex B). */
export const singleSignOn = {
  options: endpoint('GET /sign-in-options', { ...open, summary: 'How people get in', reply: SignInOptions }),
  start: endpointAt('GET /social-auth/login/keycloak', {
    ...redirect,
    summary: 'Sends the browser to the provider: authorization code with PKCE, state and nonce',
    query: z.strictObject({ redirect: LocalPath.optional() }),
  }),
  callback: endpointAt('GET /social-auth/callback/keycloak', {
    ...redirect,
    summary: 'Takes what the provider answered, opens a session and sends the browser on',
    query: z.looseObject({}),
  }),
  refusal: endpoint('GET /single-sign-on/refusal', {
    ...open,
    summary: 'Why the last sign-in of this browser at the provider was refused',
    reply: z.strictObject({ refusal: SsoRefusal.nullable() }),
  }),
  signOut: endpoint('POST /single-sign-on/sign-out', {
    allow: 'signed-in',
    topic,
    summary: 'Signs this browser out; `next` is where the provider ends its own session',
    reply: z.strictObject({ next: z.string().nullable() }),
    whileHeld: true,
  }),
  backChannelLogout: endpointAt('POST /social-auth/backchannel-logout/keycloak', {
    ...open,
    summary: 'OpenID Connect back-channel logout: the provider ends sessions by a signed token',
    body: z.string().max(20_000),
    reply: Done,
  }),
};
