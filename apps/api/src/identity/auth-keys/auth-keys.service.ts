import {
  type AuthKey,
  type AuthKeyChanges,
  AuthKeyList,
  type AuthKeyRotation,
  type CreatedAuthKey,
  type History,
  type HistoryQuery,
  type KeyResource,
  type ListRequest,
  type NewAuthKey,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  defineListPlan,
  historyOf,
  InvalidInput,
  isUnlimited,
  likeText,
  NotAllowed,
  NotFound,
  notFound,
  type Principal,
  Records,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { UserEntity } from '../users/user.entity.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { AuthKeyEntity } from './auth-key.entity.js';
import { authKeyScope } from './auth-key.scope.js';
import { Digest } from './digest.js';
import { newAuthKey, randomAuthKey } from './new-auth-key.js';

interface KeyRow {
  id: number;
  uuid: string;
  user_id: number;
  username: string;
  authkey_start: string;
  authkey_end: string;
  comment: string | null;
  created: Date;
  expires_at: Date | null;
  is_expired: boolean;
  last_used_at: Date | null;
  last_used_ip: string | null;
  last_refused_at: Date | null;
  last_refused_ip: string | null;
  read_only: boolean;
  resources: KeyResource[] | null;
  networks: string[];
  successor_id: number | null;
  may_change: boolean;
  version: number;
}

const plan = defineListPlan(AuthKeyList, {
  key: sql`k.id`,
  fields: {
    username: sql`u.username::text`,
    userId: sql`k.user_id`,
    comment: sql`k.comment`,
    created: sql`k.created`,
    expiresAt: sql`k.expires_at`,
    lastUsedAt: sql`k.last_used_at`,
    readOnly: sql`k.read_only`,
    resources: sql`array_to_string(k.resources, ', ')`,
  },
  sorts: { username: sql`u.username::text collate "und-x-icu"`, comment: sql`k.comment collate "und-x-icu"` },
  search: (q) => sql`fold_text(concat_ws(' ', u.username, k.comment)) like fold_text(${`%${likeText(q)}%`})`,
});

/** Keys for programs. The key itself is told once, by the call that makes it; nothing stored gives it back. */
@Injectable()
export class AuthKeysService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(UserAdministration) private readonly users: UserAdministration,
  ) {}

  /** A page of keys. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every key of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One key. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<AuthKey> {
    return this.#records(principal).get(principal, ref);
  }

  /** The changes of one key, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'authKey', id, query);
  }

  /**
   * Makes a key for the caller or a user they administer, and tells it. Throws `InvalidInput` for a moment that has
   * passed or a user outside the caller's view, `NotAllowed` for one they may not change and for a caller whose own key
   * is limited: it would make itself one that is not.
   */
  async create(principal: Principal, input: NewAuthKey): Promise<CreatedAuthKey> {
    refuseLimited(principal);
    const expiresAt = futureOf(input.expiresAt);
    const raw = randomAuthKey();
    const { readOnly, resources, networks, comment } = input;
    const id = await this.store.work(principal, async (work) => {
      const userId = await this.#ownerToBe(work, input.userId);
      const row = await work.insert(
        AuthKeyEntity,
        newAuthKey(this.digest, raw, { userId, comment, expiresAt, readOnly, resources, networks }),
      );
      return row.id;
    });
    return { ...(await this.get(principal, { id })), key: raw };
  }

  /** Takes a key that programs have already, inside a work of the caller's; false when it is there. Throws `NotAllowed`, `InvalidInput`. */
  async bringIn(
    work: Work,
    raw: string,
    { userId, comment, expiresAt }: { userId: number; comment: string | null; expiresAt: Date | null },
  ): Promise<boolean> {
    refuseLimited(work.principal);
    if (await work.find(AuthKeyEntity, { digest: this.digest.of(raw) })) return false;
    const owner = { userId: await this.#ownerToBe(work, userId), comment, expiresAt };
    await work.insert(AuthKeyEntity, newAuthKey(this.digest, raw, owner));
    return true;
  }

  /**
   * Changes comment, expiry and limits; they hold from the next request by the key on. Throws `NotFound`, `NotAllowed`,
   * `StaleWrite`, and `InvalidInput` for a moment that has passed.
   */
  async update(principal: Principal, ref: RecordRef, changes: AuthKeyChanges, ifMatch?: number): Promise<AuthKey> {
    refuseLimited(principal);
    const { expiresAt, ...others } = changes;
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#toChange(work, ref, ifMatch);
      Object.assign(row, Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)));
      if (expiresAt !== undefined && expiresAt !== (row.expiresAt?.toISOString() ?? null))
        row.expiresAt = futureOf(expiresAt);
      if (await work.save(AuthKeyEntity, row)) work.emit(accessChanged, {});
      return row.id;
    });
    return this.get(principal, { id });
  }

  /**
   * Makes a key in place of this one, of the same owner with the same limits, and tells it. The old one works until the
   * overlap is over, never longer than it would have. A key may rotate itself. Throws `NotFound`, `NotAllowed`, and
   * `Conflict` for a key that was rotated already.
   */
  async rotate(principal: Principal, ref: RecordRef, { overlapHours, expiresAt }: AuthKeyRotation) {
    const raw = randomAuthKey();
    const chosen = expiresAt === undefined ? undefined : futureOf(expiresAt);
    const id = await this.store.work(principal, async (work) => {
      const old = await this.#toChange(work, ref);
      if (old.id !== principal.authKeyId) refuseLimited(principal);
      if (old.successorId !== null)
        throw new Conflict(`this key was rotated already: key ${old.successorId} has taken its place; rotate that one`);
      const { userId, comment, readOnly, resources, networks } = old;
      const row = await work.insert(
        AuthKeyEntity,
        newAuthKey(this.digest, raw, {
          ...{ userId, comment, readOnly, resources, networks },
          expiresAt: chosen === undefined ? livingAsLong(old, work.now) : chosen,
        }),
      );
      const end = new Date(work.now.getTime() + overlapHours * 3_600_000);
      if (old.expiresAt === null || old.expiresAt > end) old.expiresAt = end;
      old.successorId = row.id;
      await work.save(AuthKeyEntity, old, 'rotate');
      work.emit(accessChanged, {});
      return row.id;
    });
    return { ...(await this.get(principal, { id })), key: raw };
  }

  /** Ends a key: the next request by it is a stranger's. Throws `NotFound` and `NotAllowed`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await this.#toChange(work, ref, ifMatch);
      await work.remove(AuthKeyEntity, row);
      work.emit(accessChanged, {});
    });
  }

  /** The key of that ref, locked, whose owner is the caller or somebody they may change. */
  async #toChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<AuthKeyEntity> {
    const row = await work.find(AuthKeyEntity, ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id });
    if (!row) throw notFound(authKeyScope.noun);
    if (row.userId !== work.principal.userId) await this.#mayActFor(work, row.userId);
    if (ifMatch !== undefined && ifMatch !== row.version)
      throw new StaleWrite(
        `this key was changed meanwhile (version ${row.version}, you had ${ifMatch}); read it again`,
      );
    return row;
  }

  /** Whether the caller may change a key is a column of its row. */
  #records(principal: Principal) {
    return new Records<AuthKeyEntity, AuthKey, KeyRow>(this.store, {
      entity: AuthKeyEntity,
      scope: authKeyScope,
      plan,
      select: {
        alias: 'k',
        columns: sql`k.id, k.uuid, k.user_id, u.username, k.authkey_start, k.authkey_end, k.comment, k.created, k.expires_at,
          coalesce(k.expires_at <= now(), false) as is_expired, k.last_used_at, host(k.last_used_ip) as last_used_ip,
          k.last_refused_at, host(k.last_refused_ip) as last_refused_ip, k.read_only, k.resources, k.networks,
          k.successor_id, k.version, (${authKeyScope.change.where(principal, 'k')}) as may_change`,
        from: sql`auth_keys k join users u on u.id = k.user_id`,
      },
      toView,
    });
  }

  async #ownerToBe(work: Work, userId: number | undefined): Promise<number> {
    const { principal } = work;
    if (userId === undefined && principal.userId === null) throw InvalidInput.at(['userId'], 'is needed');
    if (userId === undefined || userId === principal.userId) return (await this.#self(work)).id;
    try {
      return (await this.users.userToChange(work, { id: userId })).id;
    } catch (error) {
      if (error instanceof NotFound)
        throw InvalidInput.at(['userId'], 'there is no such user, or they are outside your view');
      throw error;
    }
  }

  /** The caller's own row, locked: an account disabled at this moment gets no key. */
  async #self(work: Work): Promise<UserEntity> {
    const user = await work.find(UserEntity, { id: work.principal.userId ?? 0 });
    if (!user || user.disabled) throw new NotAllowed('this account is disabled');
    return user;
  }

  /** A key outside the view is absent; one inside it may still not be the caller's to end. */
  async #mayActFor(work: Work, userId: number): Promise<void> {
    try {
      await this.users.userToChange(work, { id: userId });
    } catch (error) {
      if (error instanceof NotFound) throw notFound(authKeyScope.noun);
      throw error;
    }
  }
}

/** Who holds a limited credential must not make themselves one that is not. */
function refuseLimited(principal: Principal): void {
  if (!isUnlimited(principal))
    throw new NotAllowed('your own auth key is limited: make and change keys in the browser, or with one that is not');
}

/** The moment as a date. Throws `InvalidInput` for one that has passed. */
function futureOf(expiresAt: string | null): Date | null {
  const moment = expiresAt === null ? null : new Date(expiresAt);
  if (moment && moment <= new Date())
    throw InvalidInput.at(['expiresAt'], 'has passed; choose a later moment, or null for never');
  return moment;
}

/** When a key made now ends that shall live as long as that one was made to live. */
const livingAsLong = ({ created, expiresAt }: AuthKeyEntity, now: Date): Date | null =>
  expiresAt && new Date(now.getTime() + Math.max(expiresAt.getTime() - created.getTime(), 3_600_000));

const toView = (row: KeyRow): AuthKey => ({
  id: row.id,
  uuid: row.uuid,
  user: { id: row.user_id, username: row.username },
  start: row.authkey_start,
  end: row.authkey_end,
  comment: row.comment,
  created: row.created.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  isExpired: row.is_expired,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  lastUsedIp: row.last_used_ip,
  lastRefused: row.last_refused_at && { at: row.last_refused_at.toISOString(), ip: row.last_refused_ip },
  readOnly: row.read_only,
  resources: row.resources,
  networks: row.networks,
  successorId: row.successor_id,
  mayChange: row.may_change,
  version: row.version,
});
