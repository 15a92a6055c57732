import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { NewPassword, Username } from './credentials.js';
import { Candidate } from './users.js';

/** What a stranger says of themself to be given an account (FEATURES REG-01). A password is chosen after approval. */
export const NewRegistration = z
  .strictObject({
    username: Username,
    email: z.email('is no e-mail address').max(191),
    firstName: line(191, 1),
    lastName: line(191, 1),
    organisationName: line(191).default(''),
    organisationUuid: z.union([Uuid, z.literal('')]).default(''),
    /** Why they ask, for whoever decides. */
    note: paragraph(2000).default(''),
    /** A field people do not see: who fills it in is a program. */
    website: z.string().max(400).default(''),
  })
  .meta({ id: 'NewRegistration' });
export type NewRegistration = z.infer<typeof NewRegistration>;

/** The secret of a mailed link. */
const Token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, 'is not complete; open the link of the e-mail again');

/** What is kept of the wish in the inbox: nothing secret (CVE-2026-53912). */
export const RegistrationPayload = z.strictObject({
  username: Username,
  email: z.email('is no e-mail address').max(191),
  firstName: line(191, 1),
  lastName: line(191, 1),
  organisationName: line(191).default(''),
  organisationUuid: z.union([Uuid, z.literal('')]).default(''),
  note: paragraph(2000).default(''),
  /** Who they are at the identity provider, when they asked by signing in there (FEATURES KCL-03); nobody can send it. */
  provider: z.strictObject({ issuer: z.string().max(500), subject: z.string().min(1).max(255) }).optional(),
});
export type RegistrationPayload = z.infer<typeof RegistrationPayload>;

/** How a registration is approved (FEATURES REG-03). */
export const RegistrationDecision = z.strictObject({
  /** Somebody of the directory without an account; null makes a new person of the request. */
  individualId: Id.nullable().default(null),
  /** As the new person shall stand in the directory; what is left out is as asked. */
  email: z.email('is no e-mail address').max(191).optional(),
  firstName: line(191, 1).optional(),
  lastName: line(191, 1).optional(),
  position: line(191).optional(),
  username: Username.optional(),
  organisationId: Id,
  /** Left out: the default role. */
  roleId: Id.optional(),
  disabled: z.boolean().default(false),
});
export type RegistrationDecision = z.infer<typeof RegistrationDecision>;

/** An organisation the request may belong to, and why. */
export const OrganisationGuess = z.strictObject({
  id: Id,
  uuid: Uuid,
  name: z.string(),
  /** `uuid` and `name`: as the stranger says; `domain`: its own domain; `people`: people of it have such addresses. */
  reasons: z.array(z.enum(['uuid', 'name', 'domain', 'people'])),
});
export type OrganisationGuess = z.infer<typeof OrganisationGuess>;

/** What helps to decide on a registration, as far as the caller sees it. */
export const RegistrationAdvice = z
  .strictObject({
    organisations: z.array(OrganisationGuess),
    /** People without an account who have this e-mail address or this name. */
    people: z.array(Candidate),
    /** Why it cannot be approved as it is: the user name or the address is taken. */
    usernameTaken: z.boolean(),
    emailTaken: z.boolean(),
    /** When the address was confirmed; null when somebody with rights sent the request. */
    confirmedAt: Time.nullable(),
    /** Approved, but no password chosen yet: the link can be sent again. */
    awaitsPassword: z.boolean(),
  })
  .meta({ id: 'RegistrationAdvice' });
export type RegistrationAdvice = z.infer<typeof RegistrationAdvice>;

const topic = 'Registration';

/** Self-registration (FEATURES REG-01…04). What strangers are answered is the same whatever is known of them. */
export const registration = {
  state: endpoint('GET /registration', {
    allow: 'anyone',
    topic,
    summary: 'Whether strangers may ask for an account',
    reply: z.strictObject({ isOpen: z.boolean() }),
  }),
  ask: endpoint('POST /registration', {
    allow: 'anyone',
    topic,
    summary: 'Asks for an account; a link to confirm the address is sent by e-mail',
    body: NewRegistration,
    reply: Done,
    status: 202,
  }),
  confirm: endpoint('POST /registration/confirm', {
    allow: 'anyone',
    topic,
    summary: 'Confirms the address by the link that was mailed; the request goes to the administrators',
    body: z.strictObject({ token: Token }),
    reply: Done,
  }),
  choosePassword: endpoint('POST /registration/password', {
    allow: 'anyone',
    topic,
    summary: 'Chooses the first password of an approved account by the link that was mailed',
    body: z.strictObject({ token: Token, password: NewPassword }),
    reply: z.strictObject({ username: z.string() }),
  }),
  advice: endpoint('GET /inbox/:ref/registration', {
    allow: 'inbox:read',
    topic,
    summary: 'Organisations and people a registration may belong to',
    params: RefParams,
    reply: RegistrationAdvice,
  }),
  resend: endpoint('POST /inbox/:ref/registration/link', {
    allow: 'inbox:decide',
    topic,
    summary: 'Mails the link to choose a password again; the former one is void',
    params: RefParams,
    reply: Done,
  }),
};
