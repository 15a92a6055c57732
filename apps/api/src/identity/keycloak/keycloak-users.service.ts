import type { RecordRef, SsoAccount } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, NotFound, type Principal, Settings, Store, sql, type Work } from '../../kernel/index.js';
import { providerOf } from '../single-sign-on/provider-settings.js';
import { SsoAccountEntity } from '../single-sign-on/sso-account.entity.js';
import type { UserEntity } from '../users/user.entity.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { UsersService } from '../users/users.service.js';
import { differencesOf } from './desired-account.js';
import { KeycloakAccounts } from './keycloak-accounts.js';
import { KeycloakPusher } from './keycloak-pusher.js';

/** The account of one user at the provider, for whoever administers the user. */
@Injectable()
export class KeycloakUsers {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
    @Inject(KeycloakAccounts) private readonly accounts: KeycloakAccounts,
    @Inject(KeycloakPusher) private readonly pusher: KeycloakPusher,
  ) {}

  /** How it stands; null when the user has none that we know of. Throws `NotFound`. */
  async account(principal: Principal, ref: RecordRef): Promise<{ account: SsoAccount | null; pushes: boolean }> {
    const { id } = await this.users.get(principal, ref);
    return { account: await this.#view(principal, id), pushes: await this.accounts.pushes() };
  }

  /** Compares it with Keycloak now. Throws `NotFound`, `NotAllowed`, `Conflict`, `RemoteFailed`. */
  async check(principal: Principal, ref: RecordRef): Promise<SsoAccount> {
    const user = await this.#toChange(principal, ref);
    const [desired, row] = await Promise.all([this.accounts.desired(user.id), this.#row(user.id)]);
    if (!desired || row?.subject == null) throw new Conflict('this user has no account at the provider yet');
    const admin = await this.accounts.admin();
    const there = await admin.account(row.subject, this.accounts.noteFor({ userId: user.id, username: user.username }));
    const differences = there ? differencesOf(desired, there) : [];
    const state = there === null ? 'failed' : differences.length > 0 ? 'differs' : 'synchronised';
    const reason = there === null ? 'The linked account is gone from Keycloak.' : null;
    await this.store.work(principal, async (work) => {
      await work.query(sql`
        update sso_accounts set checked_at = now(), differences = ${JSON.stringify(differences)}::jsonb, reason = ${reason},
          state = case when state = 'pending' then state else ${state} end where user_id = ${user.id}`);
    });
    return this.#shown(principal, user.id);
  }

  /** Pushes it again. Throws `NotFound`, `NotAllowed`, `Conflict`. */
  async push(principal: Principal, ref: RecordRef): Promise<void> {
    const user = await this.#toChange(principal, ref);
    if (!(await this.accounts.pushes())) throw new Conflict('keeping accounts in step is switched off');
    await this.store.work(principal, async (work) => {
      await work.query(sql`update sso_accounts set state = 'pending', reason = null where user_id = ${user.id}`);
      await work.query(sql`select keycloak_mark(array[${user.id}]::int[])`);
    });
  }

  /**
   * Links the user to the account that has their name there: somebody looked and says it is the same person. Throws
   * `Conflict` when it belongs to another user, `NotFound` when there is none.
   */
  async link(principal: Principal, ref: RecordRef): Promise<SsoAccount> {
    const user = await this.#toChange(principal, ref);
    const admin = await this.accounts.admin();
    const there = await admin.findByUsername(
      user.username,
      this.accounts.noteFor({ userId: user.id, username: user.username }),
    );
    if (!there) throw new NotFound('Keycloak has no account of this user name');
    const issuer = await this.accounts.issuer();
    await this.store.work(principal, async (work) => {
      await refuseTaken(work, issuer, there.id, user.id);
      await this.#keepLink(work, user, issuer, there.id);
      await work.query(sql`select keycloak_mark(array[${user.id}]::int[])`);
    });
    if (await this.accounts.pushes()) await this.pusher.pushNow(user.id);
    return this.#shown(principal, user.id);
  }

  /** Forgets the link. Throws `NotFound`, `NotAllowed`, `Conflict`. */
  async unlink(principal: Principal, ref: RecordRef): Promise<void> {
    const user = await this.#toChange(principal, ref);
    await this.store.work(principal, async (work) => {
      const account = await work.find(SsoAccountEntity, { userId: user.id });
      if (!account) throw new Conflict('this user has no account at the provider');
      await work.remove(SsoAccountEntity, account, 'unlink');
    });
  }

  async #keepLink(work: Work, user: UserEntity, issuer: string, subject: string): Promise<void> {
    const link = {
      issuer,
      subject,
      linkedAt: work.now,
      state: 'linked' as const,
      reason: null,
      welcome: 'none' as const,
    };
    const account = await work.find(SsoAccountEntity, { userId: user.id });
    if (account) return void (await work.save(SsoAccountEntity, Object.assign(account, link), 'link'));
    await work.insert(
      SsoAccountEntity,
      {
        userId: user.id,
        userUuid: user.uuid,
        username: user.username,
        differences: [],
        marked: 0,
        attempts: 0,
        lastSignInAt: null,
        nextAttemptAt: null,
        checkedAt: null,
        synchronisedAt: null,
        removeAfter: null,
        ...link,
      },
      'link',
    );
  }

  /** Who may set a user's password may say which account elsewhere is theirs, and nobody else. */
  #toChange(principal: Principal, ref: RecordRef): Promise<UserEntity> {
    return this.store.work(principal, (work) => this.administration.userToChange(work, ref));
  }

  async #row(userId: number): Promise<AccountRow | undefined> {
    return this.store.readOne<AccountRow>(sql`
      select state, reason, differences, subject, linked_at, last_sign_in_at, checked_at, synchronised_at, next_attempt_at,
        welcome from sso_accounts where user_id = ${userId}`);
  }

  async #shown(principal: Principal, userId: number): Promise<SsoAccount> {
    const account = await this.#view(principal, userId);
    if (!account) throw new NotFound('this user has no account at the provider');
    return account;
  }

  async #view(principal: Principal, userId: number): Promise<SsoAccount | null> {
    const row = await this.#row(userId);
    if (!row) return null;
    const { kind, baseUrl, realm } = providerOf(await this.settings.reader());
    const hasConsole = kind === 'keycloak' && row.subject !== null && principal.permissions.has('instance:manage');
    return {
      state: row.state,
      reason: row.reason,
      differences: row.differences,
      isLinked: row.subject !== null,
      linkedAt: row.linked_at?.toISOString() ?? null,
      lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
      checkedAt: row.checked_at?.toISOString() ?? null,
      synchronisedAt: row.synchronised_at?.toISOString() ?? null,
      nextAttemptAt: row.state === 'pending' ? (row.next_attempt_at?.toISOString() ?? null) : null,
      welcome: row.welcome,
      consoleUrl: hasConsole ? `${baseUrl}/admin/master/console/#/${realm}/users/${row.subject}/settings` : null,
    };
  }
}

interface AccountRow {
  state: SsoAccount['state'];
  reason: string | null;
  differences: SsoAccount['differences'];
  subject: string | null;
  linked_at: Date | null;
  last_sign_in_at: Date | null;
  checked_at: Date | null;
  synchronised_at: Date | null;
  next_attempt_at: Date | null;
  welcome: SsoAccount['welcome'];
}

async function refuseTaken(work: Work, issuer: string, subject: string, userId: number): Promise<void> {
  const taken = await work.query(sql`
    select from sso_accounts where issuer = ${issuer} and subject = ${subject} and user_id is distinct from ${userId}`);
  if (taken.length > 0) throw new Conflict('that account belongs to another user here');
}
