import { Inject, Injectable } from '@nestjs/common';
import { defineJob, Settings, sql, type Work } from '../../kernel/index.js';
import { mailIsOn } from './mail-settings.js';

/** How often an e-mail is tried before it counts as failed; the pauses grow from seconds to half an hour. */
export const mailAttempts = 10;

/** Sends one e-mail. */
export const mailJob = defineJob<{ mailId: number }>('mail.send', {
  retries: mailAttempts,
  concurrency: 1,
  expireInSeconds: 120,
});

/** An e-mail to one person. */
export interface NewMail {
  readonly userId: number | null;
  readonly address: string;
  readonly subject: string;
  /** Plain text; `%BASE%` becomes the address of the instance. */
  readonly body: string;
}

/** Takes e-mails on their way: each exists, and is tried, exactly when the change that asked for it was committed. */
@Injectable()
export class MailBox {
  constructor(@Inject(Settings) private readonly settings: Settings) {}

  /** Puts an e-mail on its way; does nothing while no server is named. */
  async post(work: Work, mail: NewMail): Promise<void> {
    if (!mailIsOn(await this.settings.reader())) return;
    const [row] = await work.query<{ id: string }>(sql`
      insert into mails (user_id, address, subject, body, created)
      values (${mail.userId}, ${mail.address}, ${mail.subject.slice(0, 255)}, ${mail.body}, ${work.now}) returning id`);
    if (row) work.enqueue(mailJob, { mailId: Number(row.id) });
  }
}
