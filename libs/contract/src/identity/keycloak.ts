import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, Id, RefParams, Time } from '../shapes.js';

/** How far a user's account at the provider has got. */
export const ssoStates = ['linked', 'pending', 'synchronised', 'differs', 'conflict', 'failed', 'leaving'] as const;
export const SsoStateName = z.enum(ssoStates);

/** A value that is not the same here and there. */
export const SsoDifference = z
  .strictObject({ field: z.string(), here: z.string().nullable(), there: z.string().nullable() })
  .meta({ id: 'SsoDifference' });
export type SsoDifference = z.infer<typeof SsoDifference>;

/** A user's account at the provider (FEATURES KCL-15). */
export const SsoAccount = z
  .strictObject({
    state: SsoStateName,
    /** Why it waits or failed, in a sentence. */
    reason: z.string().nullable(),
    differences: z.array(SsoDifference),
    isLinked: z.boolean(),
    linkedAt: Time.nullable(),
    lastSignInAt: Time.nullable(),
    checkedAt: Time.nullable(),
    synchronisedAt: Time.nullable(),
    nextAttemptAt: Time.nullable(),
    welcome: z.enum(['none', 'due', 'sent', 'failed']),
    /** The account in the provider's administration console; for who runs the instance. */
    consoleUrl: z.string().nullable(),
  })
  .meta({ id: 'SsoAccount' });
export type SsoAccount = z.infer<typeof SsoAccount>;

/** What the page of set-up can do by itself at the provider. */
export const setUpActs = ['declare-attributes', 'add-mappers', 'mend-client'] as const;
export type SetUpAct = (typeof setUpActs)[number];

/** One thing that was looked at while testing the provider. */
export const SelfTestStep = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    state: z.enum(['ok', 'warning', 'failed', 'skipped']),
    told: z.string(),
    /** What to do, where. */
    remedy: z.string().nullable(),
    act: z.enum(setUpActs).nullable(),
  })
  .meta({ id: 'SelfTestStep' });
export type SelfTestStep = z.infer<typeof SelfTestStep>;

/** A value to enter at the provider, exactly as it must be. */
export const SetUpValue = z
  .strictObject({ field: z.string(), value: z.string(), where: z.string() })
  .meta({ id: 'SetUpValue' });
export type SetUpValue = z.infer<typeof SetUpValue>;

/** What came of a test of the provider: what to enter there, and how each step stands. */
export const SelfTest = z
  .strictObject({ values: z.array(SetUpValue), steps: z.array(SelfTestStep), isReady: z.boolean() })
  .meta({ id: 'SelfTest' });
export type SelfTest = z.infer<typeof SelfTest>;

export const reconcileKinds = ['missing', 'differs', 'conflict', 'gone', 'unknown'] as const;

/** One account that is not the same on both sides. */
export const ReconcileItem = z
  .strictObject({
    kind: z.enum(reconcileKinds),
    username: z.string(),
    userId: Id.nullable(),
    subject: z.string().nullable(),
    differences: z.array(SsoDifference),
    /** What applying did; null when nothing was done. */
    done: z.enum(['created', 'updated', 'linked', 'failed']).nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ReconcileItem' });
export type ReconcileItem = z.infer<typeof ReconcileItem>;

/** A comparison of all accounts; `endedAt` is null while it runs. */
export const ReconcileRun = z
  .strictObject({
    id: Id,
    created: Time,
    endedAt: Time.nullable(),
    applies: z.boolean(),
    actor: z.string(),
    fault: z.string().nullable(),
    counts: z.record(z.string(), z.int()),
  })
  .meta({ id: 'ReconcileRun' });
export type ReconcileRun = z.infer<typeof ReconcileRun>;

export const ReconcileReport = ReconcileRun.extend({ items: z.array(ReconcileItem) }).meta({ id: 'ReconcileReport' });
export type ReconcileReport = z.infer<typeof ReconcileReport>;

/** `applies`: also create what is missing and mend what differs. Accounts unknown here are never touched. */
export const NewReconcileRun = z.strictObject({
  applies: z.boolean().default(false),
  /** Make accounts anew that were linked and are gone there. */
  recreatesGone: z.boolean().default(false),
});
export type NewReconcileRun = z.infer<typeof NewReconcileRun>;

const topic = 'Keycloak';
const run = { topic, allow: 'instance:manage' } as const;
const IdParams = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) });

/** Keeping Keycloak in step, and setting it up (FEATURES KCL-04…17, 21, Annex B). */
export const keycloak = {
  selfTest: endpoint('POST /keycloak/self-test', {
    ...run,
    summary: 'Tests the provider step by step and tells what to enter where',
    reply: SelfTest,
    safe: true,
  }),
  setUp: endpoint('POST /keycloak/set-up', {
    ...run,
    summary: 'Does one step of the set-up at the provider: declares attributes, adds mappers, mends the client',
    body: z.strictObject({ act: z.enum(setUpActs) }),
    stepUp: true,
    reply: SelfTest,
  }),
  runs: endpoint('GET /keycloak/runs', {
    ...run,
    summary: 'The last comparisons with Keycloak, newest first',
    reply: z.strictObject({ items: z.array(ReconcileRun) }),
  }),
  reconcile: endpoint('POST /keycloak/runs', {
    ...run,
    summary: 'Compares all accounts in both directions, and mends what differs when asked to',
    body: NewReconcileRun,
    // a comparison alone changes nothing
    stepUp: ['applies', 'recreatesGone'],
    reply: ReconcileRun,
    status: 202,
  }),
  report: endpoint('GET /keycloak/runs/:id', {
    ...run,
    summary: 'What a comparison found and did',
    params: IdParams,
    reply: ReconcileReport,
  }),
  account: endpoint('GET /users/:ref/keycloak', {
    allow: 'user:read',
    topic,
    summary: "How a user's account at the provider stands",
    params: RefParams,
    reply: z.strictObject({ account: SsoAccount.nullable(), pushes: z.boolean() }),
  }),
  check: endpoint('POST /users/:ref/keycloak/check', {
    allow: 'user:write',
    topic,
    summary: 'Compares one account with Keycloak now',
    params: RefParams,
    reply: SsoAccount,
  }),
  push: endpoint('POST /users/:ref/keycloak/push', {
    allow: 'user:write',
    topic,
    summary: 'Pushes one account to Keycloak again',
    params: RefParams,
    reply: Done,
  }),
  link: endpoint('POST /users/:ref/keycloak/link', {
    allow: 'user:write',
    topic,
    summary: 'Links a user to the account of the same name that Keycloak already has',
    params: RefParams,
    // whoever holds that account becomes this user
    stepUp: true,
    reply: SsoAccount,
  }),
  unlink: endpoint('DELETE /users/:ref/keycloak/link', {
    allow: 'user:write',
    topic,
    summary: 'Forgets which account of the provider belongs to a user; nothing changes there',
    params: RefParams,
    stepUp: true,
    reply: Done,
  }),
};
