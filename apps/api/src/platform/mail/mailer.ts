import { isIP } from 'node:net';
import { type Mail } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { readKey } from 'openpgp';
import {
  CONFIG,
  type Config,
  Conflict,
  Jobs,
  NotFound,
  type Principal,
  Remote,
  Sealer,
  type SettingReader,
  Settings,
  type Sql,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';
import { InstanceKey } from './instance-key.js';
import { mailAttempts, mailJob, mailPlace } from './mail-box.js';
import {
  mailFrom,
  mailHost,
  mailIsOn,
  mailPassword,
  mailPort,
  mailSecurity,
  mailUser,
  mailVerifies,
} from './mail-settings.js';
import { encryptedMail, type MailHead, signedMail } from './pgp-mime.js';
import { RecipientKeys } from './recipient-keys.js';

const patienceMs = 15_000;

interface Waiting {
  id: string;
  user_id: number | null;
  address: string;
  subject: string;
  body: string | null;
  sealed: string | null;
  attempts: number;
  created: Date;
}

/** Sends e-mails: signed by the instance, encrypted to whoever has a key. */
@Injectable()
export class Mailer {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(InstanceKey) private readonly key: InstanceKey,
    @Inject(RecipientKeys) private readonly recipientKeys: RecipientKeys,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Remote) private readonly remote: Remote,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(mailJob, ({ mailId }) => this.send(mailId));
  }

  /**
   * Sends one e-mail that waits; one that does not wait any more is let be. A failure is written down and thrown, so that
   * the queue tries again; after the last try the e-mail has failed.
   */
  async send(id: number): Promise<void> {
    const mail = await this.store.readOne<Waiting>(sql`
      select id, user_id, address, subject, body, sealed, attempts, created from mails where id = ${id} and state = 'waiting'`);
    if (!mail) return;
    try {
      const protection = await this.#deliver(mail);
      await this.#note(
        sql`state = 'sent', protection = ${protection}, body = null, sealed = null, fault = null, sent_at = now(), tried_at = now(),
          attempts = attempts + 1`,
        id,
      );
    } catch (error) {
      const isLast = mail.attempts + 1 > mailAttempts;
      const fault = this.#without(await this.settings.get(mailPassword), (error as Error).message);
      await this.#note(
        sql`state = ${isLast ? 'failed' : 'waiting'}, fault = ${fault}, tried_at = now(), attempts = attempts + 1`,
        id,
      );
      if (!isLast) throw new Error(`e-mail ${id} was not sent: ${fault}`);
    }
  }

  /** Sends an e-mail to the caller now, and says what the server answered. Throws `Conflict` while there is no server. */
  async test(principal: Principal): Promise<{ ok: boolean; address: string; message: string }> {
    if (!mailIsOn(await this.settings.reader()))
      throw new Conflict('name the SMTP server and the sender first, at Settings, Notifications, E-mail');
    const row = await this.store.readOne<{ address: string }>(
      sql`select i.email as address from users u join individuals i on i.id = u.individual_id where u.id = ${principal.userId}`,
    );
    if (!row) throw new NotFound('the caller has no e-mail address');
    const { address } = row;
    try {
      const protection = await this.#deliver({
        id: `test-${Date.now()}`,
        user_id: principal.userId,
        address,
        subject: 'Test of the e-mail settings',
        body: 'This e-mail was sent to test the settings of\n%BASE%',
        sealed: null,
        attempts: 0,
        created: new Date(),
      });
      return { ok: true, address, message: `The server took an e-mail to ${address}, ${protection}.` };
    } catch (error) {
      const message = this.#without(await this.settings.get(mailPassword), (error as Error).message);
      return { ok: false, address, message };
    }
  }

  /** What keeps the SMTP server from taking our e-mail, asked now without sending any; null when nothing does, undefined while none is named. */
  async fault(): Promise<string | null | undefined> {
    const read = await this.settings.reader();
    if (!mailIsOn(read)) return undefined;
    try {
      const address = await this.remote.addressOf({ name: 'the SMTP server' }, read(mailHost));
      const transport = createTransport(transportOf(read, address));
      await transport.verify().finally(() => transport.close());
      return null;
    } catch (error) {
      return this.#without(read(mailPassword), (error as Error).message);
    }
  }

  /** The newest 200, or those in one state. */
  async list(state: Mail['state'] | undefined): Promise<Mail[]> {
    return this.#mails(state ? sql`state = ${state}` : sql`true`);
  }

  /** Tries a failed one again. Throws `NotFound`, and `Conflict` when it did not fail. */
  async retry(principal: Principal, id: number): Promise<Mail> {
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<{ state: string }>(sql`select state from mails where id = ${id} for update`);
      if (!row) throw new NotFound('there is no such e-mail');
      if (row.state !== 'failed') throw new Conflict('this e-mail did not fail');
      await work.query(sql`update mails set state = 'waiting', attempts = 0 where id = ${id}`);
      work.enqueue(mailJob, { mailId: id });
    });
    const [mail] = await this.#mails(sql`id = ${id}`);
    if (!mail) throw new NotFound('there is no such e-mail');
    return mail;
  }

  async #mails(which: Sql): Promise<Mail[]> {
    const rows = await this.store.read<
      Waiting & Pick<Mail, 'state' | 'protection' | 'fault'> & { sent_at: Date | null }
    >(sql`
      select id, address, subject, state, protection, attempts, fault, created, sent_at from mails
      where ${which} order by id desc limit 200`);
    return rows.map((row) => ({
      id: Number(row.id),
      address: row.address,
      subject: row.subject,
      state: row.state,
      protection: row.protection,
      attempts: row.attempts,
      fault: row.fault,
      created: row.created.toISOString(),
      sentAt: row.sent_at?.toISOString() ?? null,
    }));
  }

  /** Who has a usable key gets nothing in the clear, whatever goes wrong with the encryption. */
  async #deliver(mail: Waiting): Promise<'signed' | 'encrypted'> {
    const read = await this.settings.reader();
    if (!mailIsOn(read)) throw new Error('no SMTP server is named any more');
    const from = read(mailFrom);
    const head: MailHead = {
      from,
      to: mail.address,
      subject: mail.subject,
      date: mail.created,
      messageId: `${mail.id}.${mail.created.getTime()}@${from.split('@')[1] ?? 'localhost'}`,
    };
    const secret = mail.sealed === null ? '' : this.sealer.open(mail.sealed, mailPlace(mail.id));
    const text = (mail.body ?? '').replaceAll('%BASE%', this.config.baseUrl).replaceAll('%SECRET%', () => secret);
    const [signingKey, armored] = await Promise.all([this.key.privateKey(), this.recipientKeys.of(mail.user_id)]);
    const keys = await Promise.all(armored.map((armoredKey) => readKey({ armoredKey })));
    const raw =
      keys.length > 0 ? await encryptedMail(head, text, signingKey, keys) : await signedMail(head, text, signingKey);
    const address = await this.remote.addressOf({ name: 'the SMTP server' }, read(mailHost));
    const transport = createTransport(transportOf(read, address));
    try {
      await transport.sendMail({ envelope: { from, to: [mail.address] }, raw });
    } finally {
      transport.close();
    }
    return keys.length > 0 ? 'encrypted' : 'signed';
  }

  #note(changes: Sql, id: number): Promise<unknown> {
    return this.store.work(systemPrincipal('mail', 'job'), (work) =>
      work.query(sql`update mails set ${changes} where id = ${id}`),
    );
  }

  /** A server may repeat what it was sent. */
  #without(password: string, message: string): string {
    const told = password === '' ? message : message.replaceAll(password, '•••');
    return told.slice(0, 500);
  }
}

/** Connects to the address that was judged; the certificate is still the host's. */
const transportOf = (read: SettingReader, address: string) => ({
  host: address,
  port: read(mailPort),
  secure: read(mailSecurity) === 'tls',
  requireTLS: read(mailSecurity) === 'starttls',
  ignoreTLS: read(mailSecurity) === 'none',
  tls: {
    rejectUnauthorized: read(mailVerifies),
    ...(isIP(read(mailHost)) === 0 ? { servername: read(mailHost) } : {}),
  },
  ...(read(mailUser) === '' ? {} : { auth: { user: read(mailUser), pass: read(mailPassword) } }),
  connectionTimeout: patienceMs,
  greetingTimeout: patienceMs,
  socketTimeout: patienceMs,
  disableFileAccess: true,
  disableUrlAccess: true,
});
