import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** An e-mail as it arrived. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** A real SMTP server on loopback that keeps what it gets, and refuses while `refuses` is set. */
export class PostOffice {
  readonly letters: Letter[] = [];
  readonly signIns: string[] = [];
  refuses = false;
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      this.signIns.push(`${username}:${password}`);
      done(null, { user: username });
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (this.refuses) return done(new Error(`not now, ${this.signIns.at(-1)}`));
        const { mailFrom, rcptTo } = session.envelope;
        this.letters.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString('utf8'),
        });
        done();
      });
    },
  });

  async open(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

/** The parts between the boundaries of a multipart e-mail, without the line break that belongs to each boundary. */
export function partsOf(letter: string): string[] {
  const boundary = /boundary="([^"]+)"/.exec(letter)?.[1] ?? '';
  return letter
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.replace(/^\r\n/, '').replace(/\r\n$/, ''));
}

/** The text of a part that is in base64. */
export const bodyOf = (part: string): string =>
  Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4), 'base64').toString('utf8');
