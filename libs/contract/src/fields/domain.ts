import { accept, defineFieldType, type FieldType, quoted, type Refusal, refuse } from './field-type.js';
import { parseWebAddress } from './web-address.js';

type ReadDomain = { readonly ok: true; readonly domain: string } | Refusal;

/**
 * Reads a domain name: lower case, IDNA to ASCII (UTS 46), a leading `*.` or dot and a trailing dot removed. Labels
 * are letters, digits and inner hyphens, 1..63 long, 253 in all (RFC 1035, RFC 1123), the last one letters only
 * (RFC 3696 §2). A single label is taken only when a team may answer for all of it, as a national team for `.lu`. No
 * list of top-level domains is consulted: it would be the greater part of the pages' weight, and grow stale.
 */
export function readDomain(text: string): ReadDomain {
  const bare = text.replace(/^(?:\*?\.)/, '').replace(/\.$/, '');
  if (/[\s/@:?#\\%[\]*]/.test(bare)) return refuse(notBare(text));
  const name = toAscii(bare);
  const fault = name === undefined ? 'is no domain name' : labelFault(name);
  if (name === undefined || fault !== undefined)
    return refuse(`${quoted(text)} ${fault}; write for example www.circl.lu`);
  if (!name.includes('.') && !wholeTopLevel.test(name)) {
    return refuse(`${quoted(text)} is a single word; write the whole domain name, for example www.circl.lu`);
  }
  return { ok: true, domain: name };
}

/** `www.circl.lu` → `lu.circl.www`; its own inverse. */
export function reverseDomain(domain: string): string {
  return domain.split('.').reverse().join('.');
}

/** Country-code domains, also internationalised ones, and the governmental ones a national team may answer for. */
const wholeTopLevel = /^(?:[a-z]{2}|xn--[a-z0-9-]+|gov|mil|edu|int)$/;

function toAscii(name: string): string | undefined {
  const lower = name.toLowerCase();
  const isPlain = /^[a-z0-9._-]+$/.test(lower) && !/(?:^|\.)xn--/.test(lower);
  return isPlain ? lower : parseWebAddress(`http://${name}/`)?.hostname;
}

function labelFault(name: string): string | undefined {
  if (name.length > 253) return 'is longer than 253 characters';
  const labels = name.split('.');
  for (const label of labels) {
    if (label === '') return 'has an empty part between dots';
    if (label.length > 63) return 'has a part longer than 63 characters';
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label)) {
      return 'has a part with something else than letters, digits and inner hyphens';
    }
  }
  if (!/^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(labels.at(-1) ?? '')) {
    return 'does not end like a domain name';
  }
  return undefined;
}

function notBare(text: string): string {
  const host = parseWebAddress(text)?.hostname;
  return host
    ? `${quoted(text)} is a web address; write only its name, ${host}`
    : `${quoted(text)} is no domain name; write for example www.circl.lu`;
}

/** Domain name; found by its suffix. */
export const domain: FieldType<'domain'> = defineFieldType({
  type: 'domain',
  title: 'Domain name',
  example: 'circl.lu',
  read(text) {
    const read = readDomain(text);
    return read.ok ? accept(read.domain, { domain: reverseDomain(read.domain) }) : read;
  },
});
