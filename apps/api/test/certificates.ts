import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both PEM, and what a pin is made of. */
interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 in hexadecimal. */
  readonly fingerprint: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** An authority that signs certificates of its own: for `127.0.0.1` unless told otherwise, valid for a day around now. */
export class TestAuthority {
  readonly #keys: webcrypto.CryptoKeyPair;
  private constructor(
    keys: webcrypto.CryptoKeyPair,
    /** Its own certificate, PEM. */
    readonly certificate: string,
    readonly name: string,
  ) {
    this.#keys = keys;
  }

  static async make(name: string): Promise<TestAuthority> {
    x509.cryptoProvider.set(webcrypto as never);
    const keys = await newKeys();
    const own = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + day),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new TestAuthority(keys, own.toString('pem'), name);
  }

  /** Signs a certificate for that address. */
  async sign({ address = '127.0.0.1', expired = false } = {}): Promise<TestCertificate> {
    const keys = await newKeys();
    const made = await x509.X509CertificateGenerator.create({
      subject: 'CN=a node',
      issuer: `CN=${this.name}`,
      signingKey: this.#keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 2 * day),
      notAfter: new Date(Date.now() + (expired ? -day : day)),
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
    });
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    return {
      certificate: made.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
      fingerprint: Buffer.from(await made.getThumbprint('SHA-256')).toString('hex'),
    };
  }
}

const newKeys = () =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
