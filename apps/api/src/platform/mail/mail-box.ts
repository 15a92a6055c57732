import { Inject, Injectable } from '@nestjs/common';
import {
  cut,
  defineJob,
  type NewMail,
  type OutgoingMail,
  Sealer,
  Settings,
  sql,
  type Work,
} from '../../kernel/index.js';
import { mailIsOn } from './mail-settings.js';

/** How often an e-mail is tried before it counts as failed; the pauses grow from seconds to half an hour. */
export const mailAttempts = 10;

/** Sends one e-mail. */
export const mailJob = defineJob<{ mailId: number }>('mail.send', {
  retries: mailAttempts,
  concurrency: 1,
  expireInSeconds: 120,
});

/** Takes e-mails on their way: each exists, and is tried, exactly when the change that asked for it was committed. */
@Injectable()
export class MailBox implements OutgoingMail {
  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** See `OutgoingMail`. */
  async isOn(): Promise<boolean> {
    return mailIsOn(await this.settings.reader());
  }

  /** See `OutgoingMail`. */
  async post(work: Work, mail: NewMail): Promise<void> {
    if (!(await this.isOn())) return;
    const [row] = await work.query<{ id: string }>(sql`
      insert into mails (user_id, address, subject, body, created)
      values (${mail.userId}, ${mail.address}, ${cut(mail.subject, 255)}, ${mail.body}, ${work.now}) returning id`);
    if (!row) return;
    if (mail.secret !== undefined)
      await work.query(
        sql`update mails set sealed = ${this.sealer.seal(mail.secret, mailPlace(row.id))} where id = ${row.id}`,
      );
    work.enqueue(mailJob, { mailId: Number(row.id) });
  }
}

/** Where the secret of an e-mail is sealed for. */
export const mailPlace = (id: string | number): string => `mail:${id}`;
