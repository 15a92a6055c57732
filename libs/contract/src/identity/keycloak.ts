import * as z from 'zod';
import { Id, Time } from '../shapes.js';

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
