import {
  type FactorKind,
  normalisedUsername,
  type PasskeyUsed,
  type SecondFactor,
  type SignIn,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  anonymous,
  masked,
  NotAllowed,
  NotAuthenticated,
  type Principal,
  Settings,
  Store,
  sql,
} from '../../kernel/index.js';
import { UserEntity } from '../users/user.entity.js';
import { FactorsService } from './factors/factors.service.js';
import { Passkeys } from './factors/passkeys.js';
import { RecoveryCodes } from './factors/recovery-codes.js';
import { type Place, requirePasskeys } from './factors/relying-party.js';
import { Totp } from './factors/totp.js';
import { Limiter } from './limiter.js';
import { hashPassword, isCarried, isPassword } from './passwords.js';
import { type Opened, refusal, SessionsService, type Visitor } from './sessions.service.js';
import { isBreakGlass, passwordSignIn } from './sign-in-methods.js';
import { type Step, Steps } from './steps.js';

/** The password was right, and something more is asked for; the secret is for the cookie of the step. */
export interface Halfway {
  readonly factors: readonly FactorKind[];
  readonly secret: string;
}

interface Known {
  id: number;
  username: string;
  version: number;
  disabled: boolean;
  hash: string | null;
  perm_admin: boolean;
}

const lost = (): NotAuthenticated =>
  new NotAuthenticated('this step of signing in took too long or was tried too often; begin again with your password');
const wrong = (): NotAuthenticated => new NotAuthenticated('this is not right, or it was used already');
const passkeyRefused = (): NotAuthenticated =>
  new NotAuthenticated('this passkey does not belong to an enabled account here');

/**
 * The way in: by password, then a second factor where there is one, or by a passkey alone. Attempts are counted before
 * they are judged and forgiven only when the whole way is behind.
 */
@Injectable()
export class Entrance {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Steps) private readonly steps: Steps,
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(Totp) private readonly totp: Totp,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    @Inject(RecoveryCodes) private readonly codes: RecoveryCodes,
  ) {}

  /**
   * Opens a session, or asks for the second factor of a user who has one. Throws `TooManyRequests`, and one and the same
   * `NotAuthenticated`, after the same work, for an unknown name, a wrong password and a disabled account.
   */
  async signIn(input: SignIn, visitor: Visitor, place: Place): Promise<Opened | Halfway> {
    const read = await this.settings.reader();
    const username = normalisedUsername(input.username);
    await this.limiter.countSignIn(username, visitor.ip);
    const found = await this.#find(sql`u.username = ${username}`);
    // the database folds letters its own way: a name that is not the same to both is unknown
    const user = found && normalisedUsername(found.username) === username ? found : undefined;
    const isRight = await isPassword(user?.hash ?? null, input.password, await this.#areCarried());
    const isOpen = read(passwordSignIn) || (user !== undefined && isRight && isBreakGlass(read, user));
    if (!user || !isRight || user.disabled || !isOpen) {
      await this.#recordFailure(username, user?.id ?? null, visitor);
      throw isOpen ? refusal() : new NotAllowed('signing in by password is switched off on this instance');
    }
    if (isCarried(user.hash)) await this.#renewHash(user, input.password, visitor);
    const kinds = await this.factors.kindsOf(user.id, place);
    if (kinds.length > 0) return { factors: kinds, secret: await this.steps.begin('factor', user) };
    return this.#admit(user, 'password', visitor, null);
  }

  /** Whether any account still has a password as the original hashed it. */
  async #areCarried(): Promise<boolean> {
    const row = await this.store.readOne<{ any: boolean }>(
      sql`select exists (select from users where password_hash like '$2%') as any`,
    );
    return row?.any ?? false;
  }

  /** The same password, hashed our way from now on. A password changed meanwhile stays. */
  async #renewHash(user: Known, password: string, visitor: Visitor): Promise<void> {
    const renewed = await hashPassword(password);
    const caller: Principal = { ...anonymous(visitor.requestId, visitor.ip), channel: 'browser' };
    await this.store.work(caller, async (work) => {
      const changed = await work.query(sql`
        update users set password_hash = ${renewed} where id = ${user.id} and password_hash = ${user.hash} returning id`);
      if (changed.length > 0)
        work.log({
          ...{ kind: 'user', entityId: user.id, entityUuid: null, title: user.username, action: 'edit' },
          ...{ before: { passwordHash: masked }, after: { passwordHash: masked } },
        });
    });
  }

  /** The factors that the step of this secret waits for; null when there is no such step. */
  async awaited(secret: string | undefined, place: Place): Promise<readonly FactorKind[] | null> {
    const step = await this.steps.find(secret, 'factor');
    return step?.userId ? this.factors.kindsOf(step.userId, place) : null;
  }

  /**
   * The second step: opens the session, once, in the browser that gave the password. Throws `TooManyRequests`, and
   * `NotAuthenticated` for a wrong answer and for a step that has ended.
   */
  async secondFactor(secret: string | undefined, input: SecondFactor, visitor: Visitor, place: Place): Promise<Opened> {
    const step = await this.steps.find(secret, 'factor');
    const user = step?.userId ? await this.#find(sql`u.id = ${step.userId}`) : undefined;
    if (!step || !user || user.disabled || user.version !== step.userVersion) throw lost();
    await this.limiter.countSignIn(normalisedUsername(user.username), visitor.ip);
    if (!(await this.steps.countTry(step))) throw lost();
    if (!(await this.#isRight(user.id, step, input, visitor.ip, place))) {
      await this.#recordFailure(user.username, user.id, visitor);
      throw wrong();
    }
    return this.#admit(user, 'password', visitor, step);
  }

  /** What the browser needs to use a passkey: alone (with the secret of a new step), or as the second step. */
  async passkeyOptions(purpose: 'sign-in' | 'factor', secret: string | undefined, place: Place) {
    requirePasskeys(place);
    const begun = purpose === 'sign-in' ? await this.steps.begin('sign-in', null) : undefined;
    const step = await this.steps.find(begun ?? secret, purpose);
    if (!step) throw lost();
    const options = await this.passkeys.optionsToUse(step.userId, place);
    await this.steps.hold(step, options.challenge);
    return { options: { ...options } as Record<string, unknown>, secret: begun };
  }

  /** Signs in by a passkey alone, which verified its user. Throws `TooManyRequests` and one `NotAuthenticated`. */
  async byPasskey(secret: string | undefined, response: PasskeyUsed, visitor: Visitor, place: Place): Promise<Opened> {
    const step = await this.steps.find(secret, 'sign-in');
    await this.limiter.countPasskey(visitor.ip);
    const challenge = step ? await this.steps.take(step) : null;
    if (!step || challenge === null) throw lost();
    const userId = await this.passkeys.use(response, challenge, { place, userId: null, ip: visitor.ip });
    const user = userId === null ? undefined : await this.#find(sql`u.id = ${userId}`);
    const read = await this.settings.reader();
    // whoever switches passwords off wants everybody to come in by another program, passkeys or not
    const isOpen = read(passwordSignIn) || (user !== undefined && isBreakGlass(read, user));
    if (!user || user.disabled || !isOpen) {
      await this.#recordFailure(user?.username ?? '', user?.id ?? null, visitor);
      throw passkeyRefused();
    }
    return this.#admit(user, 'passkey', visitor, step);
  }

  async #isRight(userId: number, step: Step, input: SecondFactor, ip: string, place: Place): Promise<boolean> {
    if (input.kind === 'totp') return this.totp.use(userId, input.code);
    if (input.kind === 'recovery') return this.codes.use(userId, input.code);
    const challenge = await this.steps.take(step);
    return challenge !== null && (await this.passkeys.use(input.response, challenge, { place, userId, ip })) !== null;
  }

  /** The row is locked and its version compared again: a password changed meanwhile opens nothing. */
  async #admit(user: Known, method: string, visitor: Visitor, step: Step | null): Promise<Opened> {
    const opened = await this.sessions.openFor(
      user.id,
      visitor,
      async (work) => {
        const now = await work.find(UserEntity, { id: user.id });
        if (!now || now.version !== user.version) throw lost();
        if (step && !(await this.steps.end(work, step))) throw lost();
      },
      method,
    );
    await this.limiter.forgive(normalisedUsername(user.username), visitor.ip);
    return opened;
  }

  #find(which: ReturnType<typeof sql>): Promise<Known | undefined> {
    return this.store.readOne<Known>(sql`
      select u.id, u.username::text, u.version, u.disabled, u.password_hash as hash, r.perm_admin
      from users u join roles r on r.id = u.role_id where ${which}`);
  }

  /** The name that was typed is not kept for an unknown user: people type passwords into that field. */
  async #recordFailure(username: string, userId: number | null, visitor: Visitor): Promise<void> {
    const stranger: Principal = { ...anonymous(visitor.requestId, visitor.ip), channel: 'browser' };
    const title = userId === null ? 'an unknown user name' : username;
    await this.store.work(stranger, async (work) =>
      work.log({ kind: 'user', entityId: userId, entityUuid: null, title, action: 'login_fail' }),
    );
  }
}
