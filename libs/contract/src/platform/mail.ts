import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, Time } from '../shapes.js';

/** An e-mail on its way; its text is told to nobody. */
export const Mail = z
  .strictObject({
    id: Id,
    address: z.string(),
    subject: z.string(),
    state: z.enum(['waiting', 'sent', 'failed']),
    protection: z.enum(['signed', 'encrypted']).nullable(),
    attempts: z.int(),
    fault: z.string().nullable(),
    created: Time,
    sentAt: Time.nullable(),
  })
  .meta({ id: 'Mail' });
export type Mail = z.infer<typeof Mail>;

const topic = 'E-mail';

/** E-mail that this instance sends (FEATURES SEC-07). */
export const mail = {
  list: endpoint('GET /mails', {
    allow: 'instance:manage',
    topic,
    summary: 'The last 200 e-mails and what became of them',
    query: z.strictObject({ state: z.enum(['waiting', 'sent', 'failed']).optional() }),
    reply: z.array(Mail),
  }),
  test: endpoint('POST /mails/test', {
    allow: 'instance:manage',
    topic,
    summary: "Sends an e-mail to the caller's own address at once and says what the server answered",
    reply: z.strictObject({ ok: z.boolean(), address: z.string(), message: z.string() }),
  }),
  retry: endpoint('POST /mails/:id/retry', {
    allow: 'instance:manage',
    topic,
    summary: 'Tries a failed e-mail again',
    params: z.strictObject({ id: z.coerce.number().pipe(Id) }),
    reply: Mail,
  }),
  key: endpoint('GET /instance-key', {
    allow: 'anyone',
    topic,
    summary: 'The public OpenPGP key that the e-mails of this instance are signed with, ASCII-armoured',
    reply: z.string(),
    produces: 'text/plain',
  }),
};
