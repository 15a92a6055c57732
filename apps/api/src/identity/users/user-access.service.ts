import type { Factors, RecordRef, SignedInBrowser } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { NotAllowed, NotFound, notFound, type Principal, Store, sql } from '../../kernel/index.js';
import { FactorsService } from '../sign-in/factors/factors.service.js';
import { SessionsService } from '../sign-in/sessions.service.js';
import { userScope } from './user.scope.js';
import { UserAdministration } from './user-administration.service.js';

/** Sessions and second factors of users whom the caller administers; whose they are is never anybody else. */
@Injectable()
export class UserAccess {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(UserAdministration) private readonly users: UserAdministration,
    @Inject(SessionsService) private readonly sessionsOf: SessionsService,
    @Inject(FactorsService) private readonly factorsOf: FactorsService,
  ) {}

  /** Where the user is signed in. Throws `NotFound` and `NotAllowed`. */
  async sessions(principal: Principal, ref: RecordRef): Promise<SignedInBrowser[]> {
    return this.sessionsOf.ofUser(await this.#administered(principal, ref), principal.sessionId);
  }

  /** Ends one session of the user. Throws `NotFound`, also for a session of somebody else, and `NotAllowed`. */
  async endSession(principal: Principal, ref: RecordRef, id: string): Promise<void> {
    await this.store.work(principal, async (work) => {
      const user = await this.users.userToChange(work, ref);
      if ((await this.sessionsOf.endIn(work, user, sql`id = ${id}`)) === 0)
        throw new NotFound('there is no such session of this user');
    });
  }

  /** Ends every session of the user. Throws `NotFound` and `NotAllowed`. */
  async endSessions(principal: Principal, ref: RecordRef): Promise<void> {
    await this.store.work(principal, async (work) => {
      await this.sessionsOf.endIn(work, await this.users.userToChange(work, ref));
    });
  }

  /** The user's second factors. Throws `NotFound` and `NotAllowed`. */
  async factors(principal: Principal, ref: RecordRef): Promise<Factors> {
    return this.factorsOf.of(await this.#administered(principal, ref));
  }

  /**
   * Takes every second factor from a user who lost them and ends their sessions: the next sign-in is by password alone,
   * or leads to enrolling when the role asks for a factor. Throws `NotFound`, `NotAllowed`, also for oneself.
   */
  async resetFactors(principal: Principal, ref: RecordRef): Promise<void> {
    await this.store.work(principal, async (work) => {
      const user = await this.users.userToChange(work, ref);
      if (user.id === principal.userId) throw new NotAllowed('your own factors are changed on your account page');
      if (!(await this.factorsOf.reset(work, user.id))) throw new NotFound('this user has no second factor');
      await this.sessionsOf.endIn(work, user);
    });
  }

  async #administered(principal: Principal, ref: RecordRef): Promise<number> {
    const which = ref.id === undefined ? sql`u.uuid = ${ref.uuid}` : sql`u.id = ${ref.id}`;
    const row = await this.store.readOne<{ id: number; may: boolean }>(sql`
      select u.id, ${userScope.change.where(principal, 'u')} as may
      from users u where ${which} and ${userScope.see.where(principal, 'u')}`);
    if (!row) throw notFound(userScope.noun);
    if (!row.may) throw new NotAllowed('you may see this user but not change them: their role is not one you may give');
    return row.id;
  }
}
