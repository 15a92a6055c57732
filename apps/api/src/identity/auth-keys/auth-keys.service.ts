import {
  type AuthKey,
  AuthKeyList,
  type CreatedAuthKey,
  type ListRequest,
  type NewAuthKey,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  defineListPlan,
  InvalidInput,
  likeText,
  NotAllowed,
  NotFound,
  notFound,
  type Principal,
  Records,
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
  },
  sorts: { username: sql`u.username::text collate "und-x-icu"`, comment: sql`k.comment collate "und-x-icu"` },
  search: (q) => sql`fold_text(concat_ws(' ', u.username, k.comment)) like fold_text(${`%${likeText(q)}%`})`,
});

/** Keys for programs. The key itself is told once, by the call that makes it; nothing stored gives it back. */
@Injectable()
export class AuthKeysService {
  readonly #records: Records<AuthKeyEntity, AuthKey, KeyRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(UserAdministration) private readonly users: UserAdministration,
  ) {
    this.#records = new Records(store, {
      entity: AuthKeyEntity,
      scope: authKeyScope,
      plan,
      select: {
        alias: 'k',
        columns: sql`k.id, k.uuid, k.user_id, u.username, k.authkey_start, k.authkey_end, k.comment, k.created, k.expires_at,
          coalesce(k.expires_at <= now(), false) as is_expired, k.last_used_at, host(k.last_used_ip) as last_used_ip`,
        from: sql`auth_keys k join users u on u.id = k.user_id`,
      },
      toView,
    });
  }

  /** A page of keys. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every key of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /**
   * Makes a key for the caller or a user they administer, and tells it. Throws `InvalidInput` for a moment that has
   * passed or a user outside the caller's view, `NotAllowed` for one they may not change.
   */
  async create(principal: Principal, input: NewAuthKey): Promise<CreatedAuthKey> {
    const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt);
    if (expiresAt && expiresAt <= new Date())
      throw InvalidInput.at(['expiresAt'], 'has passed; choose a later moment, or null for never');
    const raw = randomAuthKey();
    const id = await this.store.work(principal, async (work) => {
      const userId = await this.#ownerToBe(work, input.userId);
      const row = await work.insert(
        AuthKeyEntity,
        newAuthKey(this.digest, raw, { userId, comment: input.comment, expiresAt }),
      );
      return row.id;
    });
    return { ...(await this.#records.get(principal, { id })), key: raw };
  }

  /** Ends a key: the next request by it is a stranger's. Throws `NotFound` and `NotAllowed`. */
  async remove(principal: Principal, ref: RecordRef): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await work.find(AuthKeyEntity, ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id });
      if (!row) throw notFound(authKeyScope.noun);
      if (row.userId !== principal.userId) await this.#mayActFor(work, row.userId);
      await work.remove(AuthKeyEntity, row);
      work.emit(accessChanged, {});
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
});
