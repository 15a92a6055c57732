import dgram from 'node:dgram';
import net from 'node:net';
import os from 'node:os';
import tls from 'node:tls';
import type { ChangeEvent } from '../audit/change-event.js';

/** Facility 13 is the audit log, severity 5 a notice and 4 a warning (RFC 5424 §6.2.1). */
const facility = 13;
const timeoutMs = 15_000;
/** What every receiver takes by UDP (RFC 5426 §3.2); longer ones go without what changed. */
const longestDatagram = 2_048;

/** Somewhere that changes are sent to, in their order. */
export interface Outlet {
  readonly name: string;
  /** Hands them over; throws when that cannot be told to have happened, so that they are sent again. */
  send(events: readonly ChangeEvent[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A change as one message of RFC 5424: who, what and where as structured data, all of it as JSON behind. Values are
 * escaped as §6.3.3 asks, names are our own under the number for documentation.
 */
export function syslogLine(event: ChangeEvent, host = os.hostname()): string {
  const { data, timestamp, type } = event;
  const facts = {
    seq: data.seq,
    kind: data.kind,
    action: data.action,
    id: data.id,
    uuid: data.uuid,
    actor: data.actor.name,
    channel: data.channel,
  };
  const params = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) =>
        `${name}="${String(value)
          .replace(/[\r\n]/g, ' ')
          .replace(/["\\\]]/g, '\\$&')}"`,
    );
  const severity = /fail|denied|lock/.test(data.action) ? 4 : 5;
  const header = [ascii(host, 255), 'cerebrate', process.pid, ascii(type, 32)].join(' ');
  return `<${facility * 8 + severity}>1 ${timestamp} ${header} [cerebrate@32473 ${params.join(' ')}] \uFEFF${JSON.stringify(event)}`;
}

const ascii = (text: string, longest: number): string => text.replace(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-';

/**
 * The outlet of an address such as `tls://log.example:6514`, `tcp://…` or `udp://…`. By TLS its certificate must be signed
 * by an authority of the system, or by `ca` alone.
 */
export function syslogOutlet(address: string, ca?: string): Outlet {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'tls:' ? 6514 : 514));
  const name = `${url.protocol}//${url.host}`;
  return url.protocol === 'udp:'
    ? datagrams(name, host, port)
    : stream(name, host, port, url.protocol === 'tls:' && { ca });
}

function datagrams(name: string, host: string, port: number): Outlet {
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  const one = (event: ChangeEvent): Promise<void> =>
    new Promise((resolve, reject) => {
      const whole = Buffer.from(syslogLine(event));
      const { before: _before, after: _after, ...facts } = event.data;
      const short = { ...event, data: { ...facts, before: null, after: null } };
      const bytes = whole.length > longestDatagram ? Buffer.from(syslogLine(short)) : whole;
      socket.send(bytes, port, host, (error) => (error ? reject(error) : resolve()));
    });
  return {
    name,
    send: async (events) => {
      for (const event of events) await one(event);
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** Octets are counted, as RFC 6587 §3.4.1 and RFC 5425 §4.3 ask. */
function stream(name: string, host: string, port: number, secure: false | { ca: string | undefined }): Outlet {
  let open: net.Socket | undefined;
  const connect = (): Promise<net.Socket> =>
    new Promise((resolve, reject) => {
      const socket = secure
        ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host, ...(secure.ca ? { ca: secure.ca } : {}) })
        : net.connect(port, host);
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error('it did not take anything for a while')));
      socket.once('error', reject);
      socket.once('close', () => {
        if (open === socket) open = undefined;
      });
      socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket));
      // what it says is nothing to us; unread it would keep the end from being seen
      socket.resume();
    });
  return {
    name,
    send: async (events) => {
      open ??= await connect();
      const socket = open;
      const bytes = Buffer.concat(
        events.flatMap((event) => {
          const line = Buffer.from(syslogLine(event));
          return [Buffer.from(`${line.length} `), line];
        }),
      );
      await new Promise<void>((resolve, reject) => {
        socket.once('close', () => reject(new Error('the connection was closed')));
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      socket.removeAllListeners('close');
      socket.once('close', () => {
        if (open === socket) open = undefined;
      });
    },
    close: async () => {
      open?.destroy();
    },
  };
}
