import { Global, Inject, Module } from '@nestjs/common';
import { InboxController } from './inbox/inbox.controller.js';
import { InboxService } from './inbox/inbox.service.js';
import { keptKinds } from './inbox/kept-kinds.js';
import './inbox/notice-kind.js';
import { RequestKinds } from './inbox/request-kind.js';
import { MessageWireReader } from './message-wire-reader.js';
import { OutboxController } from './outbox/outbox.controller.js';
import { OutboxService } from './outbox/outbox.service.js';
import { OutgoingKinds } from './outbox/outgoing-kind.js';
import { OutboxSender } from './outbox/sender.js';

/** Asking and deciding: inbox, outbox, and the kinds that other rooms contribute. */
@Global()
@Module({
  controllers: [InboxController, OutboxController],
  providers: [InboxService, MessageWireReader, OutboxSender, OutboxService, OutgoingKinds, RequestKinds],
  exports: [InboxService, MessageWireReader, OutboxSender, OutboxService, OutgoingKinds, RequestKinds],
})
export class RequestsModule {
  constructor(@Inject(RequestKinds) kinds: RequestKinds) {
    for (const kind of keptKinds) kinds.add(kind);
  }
}
