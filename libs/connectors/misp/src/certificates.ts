import { createPrivateKey, X509Certificate } from 'node:crypto';
import * as z from 'zod';

/**
 * The certificates of a link, as MISP 2.5 takes them: text in PEM, sent as base64 in `submitted_cert` and
 * `submitted_client_cert`, kept there as `<number>.pem` and `<number>_client.pem`. MISP looks whether the text is a
 * certificate only after it has saved the link and answers a redirection when it is none, so that it is looked at here
 * before anything is sent. It hands the client's file whole to PHP's `local_cert`: the key has to be in it.
 */
const blocks = (text: string, what: string): string[] =>
  text.match(new RegExp(`-----BEGIN ${what}-----[\\s\\S]*?-----END ${what}-----`, 'g')) ?? [];

const certificatesIn = (text: string): string[] => blocks(text, '(?:TRUSTED )?CERTIFICATE');
const keysIn = (text: string): string[] => blocks(text, '(?:RSA |EC |ENCRYPTED )?PRIVATE KEY');

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function certificateFault(text: string): string | undefined {
  const found = certificatesIn(text);
  if (found.length === 0 || found.some((pem) => !readCertificate(pem)))
    return 'is no certificate; give it as PEM, with its lines BEGIN and END CERTIFICATE';
  return keysIn(text).length > 0
    ? 'holds a private key, which must not leave its server; give the certificate alone'
    : undefined;
}

function clientFault(text: string): string | undefined {
  const certificate = readCertificate(certificatesIn(text)[0] ?? '');
  if (!certificate) return 'is no certificate; give it as PEM, with its lines BEGIN and END CERTIFICATE';
  const [pem] = keysIn(text);
  if (!pem) return 'lacks the private key; MISP takes both in one file';
  try {
    return certificate.checkPrivateKey(createPrivateKey(pem))
      ? undefined
      : 'holds the private key of another certificate';
  } catch {
    return 'holds a private key that has a passphrase or cannot be read; MISP asks for none';
  }
}

const pem = (fault: (text: string) => string | undefined) =>
  z
    .string()
    .trim()
    .max(100_000)
    .check(({ value, issues }) => {
      const message = value === '' ? undefined : fault(value);
      if (message) issues.push({ code: 'custom', message, input: value });
    })
    .optional();

/** What the other server is known by: its own certificate or that of its authority. Empty leaves what there is. */
export const ServerCertificate = pem(certificateFault).meta({
  title: 'Server certificate',
  description: 'Of the other MISP or of its authority, as PEM. Empty leaves what there is.',
  document: true,
});

/** What this MISP shows of itself, with its key. Empty leaves what there is. */
export const ClientCertificate = pem(clientFault).meta({
  title: 'Client certificate',
  description: 'With its private key in the same text, as PEM without a passphrase. Empty leaves what there is.',
  document: true,
  sealed: true,
});

/** How it travels. */
export const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
