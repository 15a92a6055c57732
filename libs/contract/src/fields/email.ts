import { readDomain } from './domain.js';
import { accept, defineFieldType, type FieldType, quoted, type Refusal, refuse } from './field-type.js';

/**
 * Reads `local@domain`, also behind `mailto:`. The local part is kept as written (RFC 5321 §2.4), 1..64 of the
 * characters a browser's e-mail input takes, dots only between others; the domain as `readDomain`.
 */
export function readEmail(text: string): { readonly ok: true; readonly email: string } | Refusal {
  const address = text.replace(/^mailto:/i, '');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = readDomain(address.slice(at + 1));
  const isLocal = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/i.test(local) && !/^\.|\.\.|\.$/.test(local);
  if (!isLocal || !domain.ok || /^[.*]/.test(address.slice(at + 1)) || !domain.domain.includes('.')) {
    return refuse(`${quoted(text)} is no e-mail address; write for example info@circl.lu`);
  }
  const email = `${local}@${domain.domain}`;
  return email.length <= 254
    ? { ok: true, email }
    : refuse(`${quoted(text)} is longer than an e-mail address may be, 254`);
}

/** E-mail address, domain in lower case and ASCII. */
export const email: FieldType<'email'> = defineFieldType({
  type: 'email',
  title: 'E-mail address',
  example: 'info@circl.lu',
  read(text) {
    const read = readEmail(text);
    return read.ok ? accept(read.email) : read;
  },
});
