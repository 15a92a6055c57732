import { Module } from '@nestjs/common';
import { DirectoryModule } from '../../directory/index.js';
import { IdentityModule } from '../../identity/index.js';
import { KeyServerController } from './key-server.controller.js';
import { KeyServer } from './key-server.service.js';

/** Keys for programs without a session. */
@Module({ imports: [DirectoryModule, IdentityModule], controllers: [KeyServerController], providers: [KeyServer] })
export class KeyServerModule {}
