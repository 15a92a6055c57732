import { randomUUID } from 'node:crypto';
import { createMessage, encrypt, enums, type PrivateKey, type PublicKey, readSignature, sign } from 'openpgp';

/** What stands on the envelope of an e-mail and in its head. */
export interface MailHead {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly date: Date;
  readonly messageId: string;
}

/** An e-mail as text signed by our key (RFC 3156 §5), ready to be sent as it is. */
export async function signedMail(head: MailHead, text: string, signingKey: PrivateKey): Promise<string> {
  const part = textPart(text, null);
  const armored = await sign({
    message: await createMessage({ binary: Buffer.from(part) }),
    signingKeys: signingKey,
    detached: true,
  });
  const { packets } = await readSignature({ armoredSignature: armored });
  const hash = enums.read(enums.hash, packets[0]?.hashAlgorithm ?? enums.hash.sha512);
  const boundary = `signed-${randomUUID()}`;
  return [
    ...headLines(head, head.subject),
    `Content-Type: multipart/signed; micalg=pgp-${hash}; protocol="application/pgp-signature"; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    part,
    `--${boundary}`,
    'Content-Type: application/pgp-signature; name="signature.asc"',
    'Content-Description: OpenPGP digital signature',
    '',
    wire(armored),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

/**
 * An e-mail encrypted to these keys and signed inside (RFC 3156 §6.2). The subject goes inside, too; outside stands one
 * that tells nothing.
 */
export async function encryptedMail(
  head: MailHead,
  text: string,
  signingKey: PrivateKey,
  encryptionKeys: PublicKey[],
): Promise<string> {
  const armored = await encrypt({
    message: await createMessage({ binary: Buffer.from(textPart(text, head.subject)) }),
    encryptionKeys,
    signingKeys: signingKey,
  });
  const boundary = `encrypted-${randomUUID()}`;
  return [
    ...headLines(head, 'Encrypted notification'),
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: application/pgp-encrypted',
    'Content-Description: PGP/MIME version identification',
    '',
    'Version: 1',
    '',
    `--${boundary}`,
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    'Content-Description: OpenPGP encrypted message',
    'Content-Disposition: inline; filename="encrypted.asc"',
    '',
    wire(armored),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

/** The part that is signed or encrypted: lines of base64, which no server on the way rewrites. */
function textPart(text: string, subject: string | null): string {
  const body = Buffer.from(text.replace(/\r?\n/g, '\r\n'))
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');
  return [
    `Content-Type: text/plain; charset=utf-8${subject === null ? '' : '; protected-headers="v1"'}`,
    ...(subject === null ? [] : [`Subject: ${headText(subject)}`]),
    'Content-Transfer-Encoding: base64',
    '',
    body,
  ].join('\r\n');
}

function headLines({ from, to, date, messageId }: MailHead, subject: string): string[] {
  return [
    `From: ${bare(from)}`,
    `To: ${bare(to)}`,
    `Subject: ${headText(subject)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${bare(messageId)}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
  ];
}

/** One line, whatever somebody put in: a line break would begin another head line. */
const bare = (value: string): string => value.replace(/[\r\n]+/g, ' ').trim();

/** A head line's text (RFC 2047), in words of at most 45 bytes that never part a character. */
function headText(value: string): string {
  const text = bare(value);
  if (/^[\x20-\x7e]{0,200}$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

const wire = (armored: string): string => armored.trim().replace(/\r?\n/g, '\r\n');
