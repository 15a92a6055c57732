import { Global, Module } from '@nestjs/common';
import { AUTHENTICATOR } from '../kernel/index.js';
import { RequestAuthenticator } from './sign-in/authenticator.js';

/** Who is calling: users, roles, auth keys, sign-in. */
@Global()
@Module({
  providers: [RequestAuthenticator, { provide: AUTHENTICATOR, useExisting: RequestAuthenticator }],
  exports: [AUTHENTICATOR],
})
export class IdentityModule {}
