import type { CheckOutcome } from '@cerebrate/contract';
import type { RemoteFailed, RemoteReply } from '../../kernel/index.js';

/** What is wrong with a connection, and what to change. */
export interface PeerFault {
  readonly outcome: CheckOutcome;
  readonly advice: string;
}

/** For what the machine says about a connection that did not come about. */
const codes: readonly (readonly [RegExp, CheckOutcome, string])[] = [
  [
    /^(ENOTFOUND|EAI_)/,
    'dns',
    'The name of the host is not known. Correct the address, or the DNS server of this machine.',
  ],
  [/^ECONNREFUSED/, 'refused', 'Nothing listens at that address. Check the port, and whether the remote is running.'],
  [
    /^(ETIMEDOUT|TIMEOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)/,
    'timeout',
    'The remote did not answer in time. Check firewalls and the proxy on the way, or allow more seconds.',
  ],
  [
    /^TOO_LARGE/,
    'malformed',
    'The answer is larger than any a Cerebrate gives. Check the address: another program may stand there.',
  ],
  [
    /^CERT_NOT_PINNED/,
    'tls',
    'The remote shows another certificate than the pinned one. Ask its administrators whether they renewed it, and enter the new fingerprint.',
  ],
  [
    /^CERT_HAS_EXPIRED|^CERT_NOT_YET_VALID/,
    'tls',
    'The certificate of the remote is not valid today. It must be renewed there; also check the clock of this machine.',
  ],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED)/,
    'tls',
    'No authority this node trusts vouches for the certificate of the remote. Enter its authority, or pin its certificate.',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID/,
    'tls',
    'The certificate of the remote is for another name. Use the name it is for in the address.',
  ],
  [
    /^(EPROTO|ERR_SSL|ERR_TLS)/,
    'tls',
    'The two sides found no common TLS. Check that the address is https where the remote speaks it, and whether it asks for a client certificate.',
  ],
];

/** Why there was no answer at all. */
export function faultOfFailure({ code, summary }: RemoteFailed): PeerFault {
  const [, outcome, advice] = codes.find(([pattern]) => pattern.test(code ?? '')) ?? [];
  if (code === 'EGRESS_REFUSED')
    return {
      outcome: 'blocked',
      advice: `This node may not connect there: ${summary}. Correct the address, or let its operator list the network in EGRESS_ALLOW.`,
    };
  if (outcome && advice) return { outcome, advice };
  // a node that misses our certificate shakes hands first, by TLS 1.3, and closes then
  const orCertificate = /^(UND_ERR_SOCKET|ECONNRESET)/.test(code ?? '')
    ? ', and at whether the remote asks for a client certificate'
    : '';
  return {
    outcome: 'network',
    advice: `The connection broke (${summary}). Try again; if it stays so, look at the proxy and the network on the way${orCertificate}.`,
  };
}

const statuses: Readonly<Record<number, PeerFault>> = {
  401: { outcome: 'key', advice: 'The remote does not take the key. Ask its administrators for a new one.' },
  403: {
    outcome: 'key',
    advice: 'The remote refuses us. Ask its administrators whether the key and its role are right.',
  },
  404: {
    outcome: 'address',
    advice:
      'There is no Cerebrate at that address. Correct it: the base address, without a page; check the proxy, too.',
  },
  405: {
    outcome: 'key',
    advice:
      'The remote does not know the key, or its role may not do this. Ask for a new key of a user whose role may synchronise.',
  },
  407: { outcome: 'network', advice: 'The proxy asks who we are. Correct its user and password in the settings.' },
};

/** What an answer that is none of a Cerebrate's says; null for one that may be (WIRE-CONTRACT §4.1, §4.2). */
export function faultOfReply({ status, headers, text }: RemoteReply): PeerFault | null {
  if (status >= 300 && status < 400)
    return /\/users\/login/.test(headers['location'] ?? '')
      ? {
          outcome: 'disabled',
          advice: 'The remote sends us to its sign-in page: the user of this key is disabled there. Ask to enable it.',
        }
      : {
          outcome: 'address',
          advice: `The remote sends us elsewhere${to(headers['location'])}. Enter the address it moved to.`,
        };
  const known = statuses[status];
  if (known) return known;
  if (status >= 500)
    return { outcome: 'failing', advice: `The remote has a fault of its own (${status}). Tell its administrators.` };
  if (status >= 400)
    return { outcome: 'failing', advice: `The remote refuses the question (${status}). Tell its administrators.` };
  if (text.trim() === '')
    return {
      outcome: 'malformed',
      advice: 'The remote answers nothing. Check the address, and what stands before it.',
    };
  if (/^\s*</.test(text))
    return {
      outcome: 'html',
      advice: 'A web page came instead of data. Check the address: a proxy or another program may stand there.',
    };
  return null;
}

/** What to say of an answer that is no JSON at all. */
export const unreadable =
  'The answer is no data, or was cut on the way: nothing of it is taken. Try again; if it stays so, check the address and the proxy on the way.';

const to = (location: string | undefined): string =>
  location && /^[\x20-\x7e]{1,200}$/.test(location) ? ` (${location})` : '';
