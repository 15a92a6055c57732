import { Global, Module } from '@nestjs/common';
import { AUTHENTICATOR, CONFIG, type Config } from '../kernel/index.js';
import { Digest } from './auth-keys/digest.js';
import { FirstRun } from './first-run.js';
import { RequestAuthenticator } from './sign-in/authenticator.js';
import { Callers } from './sign-in/callers.js';
import { Limiter } from './sign-in/limiter.js';
import { SessionController } from './sign-in/session.controller.js';
import { SessionCookie } from './sign-in/session-cookie.js';
import { SessionsService } from './sign-in/sessions.service.js';
import { Traces } from './sign-in/traces.js';

/** Who is calling: users, roles, auth keys, sign-in. */
@Global()
@Module({
  controllers: [SessionController],
  providers: [
    { provide: Digest, inject: [CONFIG], useFactory: (config: Config) => new Digest(config.secretKey) },
    Callers,
    FirstRun,
    Limiter,
    RequestAuthenticator,
    SessionCookie,
    SessionsService,
    Traces,
    { provide: AUTHENTICATOR, useExisting: RequestAuthenticator },
  ],
  exports: [AUTHENTICATOR, Digest],
})
export class IdentityModule {}
