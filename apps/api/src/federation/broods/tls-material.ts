import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Issue } from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';

/** What a person entered about TLS; undefined is not mentioned. */
export interface TlsInput {
  readonly authority?: string | null | undefined;
  readonly clientCertificate?: string | null | undefined;
  readonly clientKey?: string | null | undefined;
}

/**
 * Refuses what no TLS connection could be made with, naming the field: text that is no certificate, a private key with
 * a passphrase or that belongs to another certificate. Throws `InvalidInput`, which never repeats a key.
 */
export function checkTls({ authority, clientCertificate, clientKey }: TlsInput): void {
  const issues: Issue[] = [];
  if (authority) for (const pem of certificatesIn(authority)) issues.push(...certificateIssues(pem, 'authority'));
  if (clientCertificate) issues.push(...certificateIssues(clientCertificate, 'clientCertificate'));
  if (clientKey) issues.push(...keyIssues(clientKey, clientCertificate));
  const [first] = issues;
  if (first) throw new InvalidInput(`${first.path.join('.')}: ${first.message}`, issues);
}

const certificatesIn = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [text];

function certificateIssues(pem: string, field: string): Issue[] {
  try {
    new X509Certificate(pem);
    return [];
  } catch {
    return [{ path: [field], message: 'is no certificate; paste it as PEM, with its lines BEGIN and END CERTIFICATE' }];
  }
}

function keyIssues(pem: string, certificate: string | null | undefined): Issue[] {
  try {
    const key = createPrivateKey(pem);
    if (certificate && !new X509Certificate(certificate).checkPrivateKey(key))
      return [{ path: ['clientKey'], message: 'belongs to another certificate than the one given' }];
    return [];
  } catch {
    return [{ path: ['clientKey'], message: 'is no private key in PEM, or has a passphrase; export it without one' }];
  }
}
