import * as z from 'zod';
import { operationsOf, type WireOperation } from './openapi-operation.js';
import { InboxMessage, MessageReply, OutboxMessageRow } from './shapes/message.js';

const Registration = z.looseObject({
  username: z.string(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  org_name: z.string().optional(),
  org_uuid: z.string().optional(),
});
const Decision = z.looseObject({
  individual_id: z.int().describe('-1 makes a new person').optional(),
  username: z.string().optional(),
  role_id: z.int().optional(),
  org_id: z.int().optional(),
  disabled: z.boolean().optional(),
});

const inbox = operationsOf('inbox');
const outbox = operationsOf('outbox');

/** The operations of `/inbox` and `/outbox` beside their indexes, for the API document. */
export const messageOperations: readonly WireOperation[] = Object.freeze([
  inbox('GET', 'view/{id}', 'getInboxById', 'One message of the inbox', InboxMessage),
  inbox(
    'POST',
    'createEntry/User/Registration',
    'createUserRegistrationInboxEntry',
    'Ask for an account in the name of somebody',
    MessageReply,
    Registration,
  ),
  inbox('POST', 'process/{id}', 'processInboxEntry', 'Carry a message out', MessageReply, Decision),
  outbox('GET', 'view/{id}', 'getOutboxById', 'One message of the outbox', OutboxMessageRow),
  outbox('POST', 'process/{id}', 'processOutboxEntry', 'Send a message again', MessageReply, z.looseObject({})),
]);
