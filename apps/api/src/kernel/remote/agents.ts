import type { LookupFunction } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import type { Egress } from './egress.js';

/** How a remote proves who it is, and how we prove who we are. */
export interface RemoteTls {
  /** Certificates (PEM) of authorities that vouch for it, besides those everybody trusts. */
  readonly authority?: string;
  /** SHA-256 of the only certificate it may show, 64 lower-case hexadecimal digits; no authority is needed then. */
  readonly pinned?: string;
  /** The certificate we show, and its private key (PEM). */
  readonly certificate?: string;
  readonly key?: string;
}

/** One way of connecting; an empty `proxy` is directly. */
export interface AgentOptions {
  readonly proxy: string;
  readonly token: string;
  readonly rejectUnauthorized: boolean;
  readonly tls: RemoteTls;
}

/**
 * The connections of one way. A pinned certificate is checked before a single byte is sent, and no session is taken up
 * again, since a resumed one shows no certificate. Through a proxy a pinned certificate must also be vouched for by an
 * authority (for a self-signed one: itself).
 */
export function agentFor({ proxy, token, rejectUnauthorized, tls }: AgentOptions, egress: Egress): Dispatcher {
  const options = tlsOptions(tls, rejectUnauthorized);
  if (proxy !== '')
    return new ProxyAgent({
      uri: proxy,
      ...(token === '' ? {} : { token: `Basic ${token}` }),
      requestTls: tls.pinned === undefined ? options : { ...options, checkServerIdentity: pinnedIdentity(tls.pinned) },
    });
  return new Agent({
    connect: guardedConnector(
      (lookup) =>
        tls.pinned === undefined
          ? buildConnector({ ...options, ...lookup })
          : pinnedConnector({ ...options, ...lookup }, tls.pinned),
      egress,
    ),
  });
}

function tlsOptions({ authority, pinned, certificate, key }: RemoteTls, rejectUnauthorized: boolean) {
  return {
    rejectUnauthorized,
    timeout: 10_000,
    ...(authority === undefined ? {} : { ca: [...rootCertificates, authority] }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(pinned === undefined ? {} : { maxCachedSessions: 0 }),
  };
}

/** Connects to addresses only that the guard lets pass: those written out at once, names by what they resolve to. */
function guardedConnector(
  connectorWith: (lookup: { lookup: LookupFunction }) => buildConnector.connector,
  egress: Egress,
): buildConnector.connector {
  const [plain, encrypted] = [true, false].map((isPlain) => connectorWith({ lookup: egress.lookup(isPlain) }));
  return (target, callback) => {
    const isPlain = target.protocol !== 'https:';
    try {
      egress.checkLiteral(target.hostname, isPlain);
    } catch (error) {
      return callback(error as Error, null);
    }
    return (isPlain ? plain : encrypted)?.(target, callback);
  };
}

/** A certificate other than the pinned one; its code tells it from other faults of TLS. */
class PinBroken extends Error {
  readonly code = 'CERT_NOT_PINNED';
}

const fingerprintOf = ({ fingerprint256 }: PeerCertificate): string =>
  (fingerprint256 ?? '').replaceAll(':', '').toLowerCase();

const pinnedIdentity =
  (pinned: string) =>
  (_host: string, certificate: PeerCertificate): Error | undefined =>
    fingerprintOf(certificate) === pinned
      ? undefined
      : new PinBroken('it shows another certificate than the pinned one');

/** Connects, then looks at the certificate shown; whoever pins one needs no authority. */
function pinnedConnector(options: buildConnector.BuildOptions, pinned: string): buildConnector.connector {
  const connect = buildConnector({ ...options, rejectUnauthorized: false });
  const check = pinnedIdentity(pinned);
  return (target, callback) =>
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const fault = target.protocol === 'https:' ? check('', (socket as TLSSocket).getPeerCertificate()) : undefined;
      if (fault) socket.destroy();
      return fault ? callback(fault, null) : callback(null, socket);
    });
}
