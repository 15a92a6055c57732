export { InboxService } from './inbox/inbox.service.js';
export { defineRequestKind, type Received, type RequestKind, RequestKinds } from './inbox/request-kind.js';
export { MessageWireReader, type MessageWireRow } from './message-wire-reader.js';
export { OutboxService } from './outbox/outbox.service.js';
export { defineOutgoingKind, type OutgoingKind, OutgoingKinds } from './outbox/outgoing-kind.js';
export { OutboxSender } from './outbox/sender.js';
export { RequestsModule } from './requests.module.js';
