import type { SsoDifference } from '@cerebrate/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  defineEvent,
  defineJob,
  Events,
  Jobs,
  LOG,
  ownerIsGone,
  Presence,
  RemoteFailed,
  Settings,
  type Sql,
  Store,
  settingChanged,
  sql,
  systemPrincipal,
  WORKS_JOBS,
} from '../../kernel/index.js';
import type { SsoAccountEntity } from '../single-sign-on/sso-account.entity.js';
import { SsoFlow } from '../single-sign-on/sso-flow.js';
import { type DesiredAccount, differencesOf, merged, newAccount } from './desired-account.js';
import { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakAccount, KeycloakAdmin, NoteCall } from './keycloak-admin.js';
import { KeycloakMappers } from './keycloak-mappers.js';
import { keycloakPush, mappedFields, sendsWelcome } from './push-settings.js';

/** Something that Keycloak must hear of was changed; sent by the tables themselves (migration `create-sso-accounts`). */
const keycloakMarked = defineEvent<object>('keycloak.marked');

/** Pushes whatever is due, one account after another. */
const pushJob = defineJob<object>('keycloak.push', { retries: 2, concurrency: 2, expireInSeconds: 600 });

/** A row of `sso_accounts` that was claimed for a push. */
export type Claimed = Pick<
  SsoAccountEntity,
  'id' | 'username' | 'subject' | 'issuer' | 'marked' | 'attempts' | 'welcome'
> & {
  readonly claimed_by: string;
  readonly user_id: number | null;
  readonly remove_after: Date | null;
  readonly state: 'pending' | 'leaving';
};

/** What a push came to; everything that is not said stays. */
export interface Outcome {
  readonly state: SsoAccountEntity['state'] | 'gone';
  readonly reason?: string | null;
  readonly differences?: readonly SsoDifference[];
  readonly link?: { readonly issuer: string; readonly subject: string };
  readonly welcome?: SsoAccountEntity['welcome'];
  /** When to look again. */
  readonly again?: Date;
}

/** Longest wait between two attempts. */
const longestWaitSeconds = 3600;
/** A claim that nobody finished counts as lost after this time; one of a process that died, at once. */
const claimSeconds = 90;
const mostAttempts = 10;

/**
 * Brings accounts to Keycloak (FEATURES KCL-04…10, 13, Annex B). What is due stands in the table: a change marks it in
 * its own transaction, a claim is given back when its process dies, a fault is tried again with growing pauses, and the
 * user's page tells which of it is the case.
 */
@Injectable()
export class KeycloakPusher implements OnModuleInit {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Events) private readonly events: Events,
    @Inject(LOG) private readonly log: Logger,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
    @Inject(KeycloakAccounts) private readonly accounts: KeycloakAccounts,
    @Inject(KeycloakMappers) private readonly mappers: KeycloakMappers,
    @Inject(SsoFlow) private readonly flow: SsoFlow,
  ) {}

  /** Registers the job and listens for what must be pushed. */
  onModuleInit(): void {
    this.jobs.register(pushJob, (_nothing, signal) => this.pushDue(signal), { cron: '* * * * *' });
    if (!this.worksJobs) return;
    this.events.on(keycloakMarked, () => void this.#wake());
    this.events.on(settingChanged, ({ name }) => void (name === mappedFields.id && this.#remapped()));
  }

  /** Pushes until nothing is due. */
  async pushDue(signal?: AbortSignal): Promise<void> {
    if (!(await this.accounts.pushes())) return;
    while (!signal?.aborted) {
      const claimed = await this.#claim();
      if (!claimed) break;
      await this.#pushClaimed(claimed);
    }
    const waiting = await this.store.readOne<{ seconds: number }>(sql`
      select extract(epoch from min(next_attempt_at) - now())::float8 as seconds from sso_accounts
      where state = 'pending' and next_attempt_at > now() and attempts > 0`);
    if (waiting && waiting.seconds !== null && waiting.seconds < 60) await this.#wake(Math.ceil(waiting.seconds) + 1);
  }

  /** Pushes one account now; answers what came of it. For whoever waits: the report, the user's page. */
  async pushNow(userId: number): Promise<Outcome> {
    await this.mark([userId]);
    const [claimed] = await this.#claimed(sql`user_id = ${userId}`);
    if (!claimed) return { state: 'conflict' };
    return this.#pushClaimed(claimed);
  }

  /** Marks users whose accounts must be pushed; no row is made twice. */
  async mark(userIds: readonly number[]): Promise<void> {
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      await work.query(sql`select keycloak_mark(${[...userIds]}::int[])`);
    });
  }

  async #pushClaimed(claimed: Claimed): Promise<Outcome> {
    let outcome: Outcome;
    try {
      outcome = await (claimed.state === 'leaving' ? this.#leave(claimed) : this.#push(claimed));
    } catch (error) {
      if (!(error instanceof RemoteFailed))
        this.log.error({ error: (error as Error).message }, 'a push to Keycloak failed');
      outcome = afterFault(claimed, error as Error);
    }
    await this.#keep(claimed, outcome);
    return outcome;
  }

  async #push(claimed: Claimed): Promise<Outcome> {
    const desired = claimed.user_id === null ? undefined : await this.accounts.desired(claimed.user_id);
    if (!desired) return { state: 'gone' };
    const admin = await this.accounts.admin();
    const issuer = await this.accounts.issuer();
    const note = this.accounts.noteFor({ userId: desired.userId, username: desired.username });
    if (claimed.subject === null || claimed.issuer !== issuer) return this.#create(admin, desired, issuer, note);
    const there = await admin.account(claimed.subject, note);
    if (!there)
      return {
        state: 'failed',
        reason: 'The linked account is gone from Keycloak. Unlink it, or make it anew on the page Keycloak.',
      };
    return this.#update(admin, desired, there, note, claimed.welcome);
  }

  /** A new account with everything at once; one of the same name is never taken over. */
  async #create(admin: KeycloakAdmin, desired: DesiredAccount, issuer: string, note: NoteCall): Promise<Outcome> {
    const taken = await admin.findByUsername(desired.username, note);
    if (taken)
      return {
        state: 'conflict',
        reason: 'Keycloak already has an account of this user name. Link it if it is the same person.',
        differences: differencesOf(desired, taken),
      };
    let subject: string;
    try {
      subject = await admin.create(newAccount(desired), note);
    } catch (error) {
      if (!(error instanceof RemoteFailed) || error.remoteStatus !== 409) throw error;
      return { state: 'conflict', reason: `Keycloak has another account like this one: ${error.summary}` };
    }
    const link = { issuer, subject };
    // from here on the account is ours whatever happens next: a process that dies now must not meet it as a stranger's
    await this.#link(desired, link);
    const made = await admin.account(subject, note);
    const outcome = made ? await this.#update(admin, desired, made, note, 'due') : { state: 'pending' as const };
    return { ...outcome, link };
  }

  async #update(
    admin: KeycloakAdmin,
    desired: DesiredAccount,
    there: KeycloakAccount,
    note: NoteCall,
    welcome: Claimed['welcome'],
  ): Promise<Outcome> {
    let account = there;
    if (differencesOf(desired, there).length > 0) {
      await admin.update(merged(desired, there), note);
      account = (await admin.account(there.id, note)) ?? there;
    }
    if (!desired.enabled) await admin.endSessions(there.id, note);
    const left = differencesOf(desired, account);
    if (left.length > 0)
      return {
        state: 'failed',
        differences: left,
        reason: `Keycloak did not keep ${left.map(({ field }) => field).join(', ')}: declare these attributes on the page Keycloak.`,
      };
    return { state: 'synchronised', differences: [], ...(await this.#welcome(admin, desired, account, note, welcome)) };
  }

  /** The e-mail to choose a password; an account without it is still in step. */
  async #welcome(
    admin: KeycloakAdmin,
    desired: DesiredAccount,
    { id }: KeycloakAccount,
    note: NoteCall,
    welcome: Claimed['welcome'],
  ): Promise<Pick<Outcome, 'welcome' | 'reason'>> {
    if (welcome !== 'due' || !desired.enabled) return { reason: null };
    if (!(await this.settings.get(sendsWelcome))) return { welcome: 'none', reason: null };
    try {
      await admin.sendWelcome(id, this.flow.callbackUrl, note);
      return { welcome: 'sent', reason: null };
    } catch (error) {
      if (!(error instanceof RemoteFailed)) throw error;
      return {
        welcome: 'failed',
        reason: `The account is there, but the e-mail to choose a password was not sent: ${error.message}`,
      };
    }
  }

  /** The user is deleted here: the account there is disabled, and deleted by its id after the time of grace. */
  async #leave({ subject, username, remove_after: removeAfter }: Claimed): Promise<Outcome> {
    if (subject === null) return { state: 'gone' };
    const admin = await this.accounts.admin();
    const note = this.accounts.noteFor({ userId: null, username });
    if (removeAfter === null || removeAfter.getTime() <= Date.now()) {
      await admin.remove(subject, note);
      return { state: 'gone' };
    }
    const there = await admin.account(subject, note);
    if (!there) return { state: 'gone' };
    if (there.enabled) await admin.update({ ...there, access: undefined, enabled: false }, note);
    await admin.endSessions(subject, note);
    return { state: 'leaving', reason: 'Disabled; deleted after the time of grace.', again: removeAfter };
  }

  async #claim(): Promise<Claimed | undefined> {
    const [claimed] = await this.#claimed(sql`id = (
      select id from sso_accounts where state in ('pending', 'leaving')
        and (next_attempt_at is null or next_attempt_at <= now() or ${ownerIsGone(sql`claimed_by`)})
      order by next_attempt_at nulls first, id limit 1 for update skip locked)`);
    return claimed;
  }

  async #claimed(which: Sql): Promise<Claimed[]> {
    const token = await this.presence.token();
    return this.store.work(systemPrincipal('Keycloak', 'job'), (work) =>
      work.query<Claimed>(sql`
        update sso_accounts set next_attempt_at = now() + ${claimSeconds} * interval '1 second', claimed_by = ${token},
          state = case when state = 'leaving' then state else 'pending' end
        where ${which}
        returning id, user_id, username::text, subject, issuer, marked, attempts, welcome, state, remove_after, claimed_by`),
    );
  }

  async #link(desired: DesiredAccount, { issuer, subject }: { issuer: string; subject: string }): Promise<void> {
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      await work.query(sql`
        update sso_accounts set issuer = ${issuer}, subject = ${subject}, linked_at = now(), welcome = 'due'
        where user_id = ${desired.userId}`);
      work.log({
        kind: 'user',
        entityId: desired.userId,
        entityUuid: desired.userUuid,
        title: desired.username,
        action: 'enrollUser',
        after: { subject },
      });
    });
  }

  /** What was marked meanwhile stays due: the newest is not there yet. */
  async #keep(claimed: Claimed, outcome: Outcome): Promise<void> {
    await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
      if (outcome.state === 'gone')
        return void (await work.query(sql`delete from sso_accounts where id = ${claimed.id}`));
      const { state, reason = null, differences = [], again = null, welcome = null } = outcome;
      const failed = outcome.state === 'pending';
      await work.query(sql`
        update sso_accounts set
          state = case when marked = ${claimed.marked} then ${state} else state end,
          reason = ${reason}, differences = ${JSON.stringify(differences)}::jsonb, welcome = coalesce(${welcome}, welcome),
          attempts = case when ${failed} then attempts + 1 else 0 end,
          next_attempt_at = case when marked = ${claimed.marked} then ${again}::timestamptz else null end,
          claimed_by = nullif(claimed_by, ${claimed.claimed_by}::uuid),
          checked_at = case when ${failed} then checked_at else now() end,
          synchronised_at = case when ${state} = 'synchronised' then now() else synchronised_at end,
          modified = now()
        where id = ${claimed.id}`);
    });
  }

  async #wake(startAfterSeconds = 0): Promise<void> {
    if (!this.jobs.isOpen || !(await this.settings.get(keycloakPush))) return;
    await this.store
      .work(systemPrincipal('Keycloak', 'job'), async (work) =>
        work.enqueue(pushJob, {}, startAfterSeconds > 0 ? { startAfterSeconds } : {}),
      )
      .catch((error: Error) => this.log.warn({ error: error.message }, 'the push to Keycloak waits for the clock'));
  }

  /** Other fields are mapped now: everybody's account and the mappers follow. */
  async #remapped(): Promise<void> {
    if (!(await this.accounts.pushes())) return;
    try {
      await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) => {
        await work.query(sql`select keycloak_mark(array(select user_id from sso_accounts where user_id is not null))`);
      });
      await this.mappers.bring();
    } catch (error) {
      this.log.warn({ error: (error as Error).message }, 'the mappers at Keycloak do not follow the mapped fields yet');
    }
  }
}

/** A fault that may pass is tried again with growing pauses; a refusal stays until something changes. */
function afterFault({ attempts }: Claimed, error: Error): Outcome {
  const status = error instanceof RemoteFailed ? error.remoteStatus : null;
  const mayPass =
    error instanceof RemoteFailed && (status === null || status >= 500 || status === 429 || status === 401);
  if (!mayPass || attempts >= mostAttempts) return { state: 'failed', reason: error.message };
  const seconds = Math.min(longestWaitSeconds, 3 * 2 ** attempts);
  return { state: 'pending', reason: error.message, again: new Date(Date.now() + seconds * 1000) };
}
