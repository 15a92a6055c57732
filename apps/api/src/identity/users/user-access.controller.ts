import { userAccess } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { UserAccess } from './user-access.service.js';

const done = { done: true as const };

@Controller()
export class UserAccessController {
  constructor(@Inject(UserAccess) private readonly access: UserAccess) {}

  @Serves(userAccess.sessions)
  async sessions({ principal, params }: Asked<typeof userAccess.sessions>) {
    return { items: await this.access.sessions(principal, params.ref) };
  }

  @Serves(userAccess.endSession)
  async endSession({ principal, params }: Asked<typeof userAccess.endSession>) {
    await this.access.endSession(principal, params.ref, params.id);
    return done;
  }

  @Serves(userAccess.endSessions)
  async endSessions({ principal, params }: Asked<typeof userAccess.endSessions>) {
    await this.access.endSessions(principal, params.ref);
    return done;
  }

  @Serves(userAccess.factors)
  factors({ principal, params }: Asked<typeof userAccess.factors>) {
    return this.access.factors(principal, params.ref);
  }

  @Serves(userAccess.resetFactors)
  async resetFactors({ principal, params }: Asked<typeof userAccess.resetFactors>) {
    await this.access.resetFactors(principal, params.ref);
    return done;
  }
}
