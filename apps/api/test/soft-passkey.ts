import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { PasskeyMade, PasskeyUsed } from '@cerebrate/contract';

/** What a page hands to its authenticator: a challenge and, to make a passkey, a user. */
type Options = Readonly<Record<string, unknown>>;

/**
 * An authenticator made of software: a real key pair, real signatures, as a security key or a phone gives them. `origin`
 * is what the browser would say, `rpId` what it would let the page ask for.
 */
export class SoftPasskey {
  readonly id = randomBytes(32);
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  /** How often it was used; a copy would start again. */
  counter = 0;
  /** Whether it asks for a PIN or a finger. */
  verifiesUser = true;
  userHandle: string | undefined;

  constructor(
    readonly origin: string,
    readonly rpId: string,
  ) {}

  /** Answers `navigator.credentials.create()`. */
  make(options: Options): PasskeyMade {
    this.userHandle = (options['user'] as { id: string }).id;
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, this.#coseKey()]);
    const authData = this.#authData(0x40, attested);
    const attestationObject = Buffer.concat([
      map(3),
      text('fmt'),
      text('none'),
      text('attStmt'),
      map(0),
      text('authData'),
      bytes(authData),
    ]);
    return {
      id: url(this.id),
      rawId: url(this.id),
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options),
        attestationObject: url(attestationObject),
        transports: ['internal'],
      },
      clientExtensionResults: { credProps: { rk: true } },
    };
  }

  /** Answers `navigator.credentials.get()`. */
  use(options: Options): PasskeyUsed {
    this.counter++;
    const authenticatorData = this.#authData(0);
    const clientDataJSON = this.#clientData('webauthn.get', options);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = createSign('sha256')
      .update(Buffer.concat([authenticatorData, hash]))
      .sign(this.#keys.privateKey);
    return {
      id: url(this.id),
      rawId: url(this.id),
      type: 'public-key',
      response: {
        clientDataJSON,
        authenticatorData: url(authenticatorData),
        signature: url(signature),
        ...(this.userHandle ? { userHandle: this.userHandle } : {}),
      },
      clientExtensionResults: {},
    };
  }

  #authData(flags: number, more: Buffer = Buffer.alloc(0)): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const present = 0x01 | (this.verifiesUser ? 0x04 : 0) | flags;
    return Buffer.concat([createHash('sha256').update(this.rpId).digest(), Buffer.from([present]), counter, more]);
  }

  #clientData(type: string, options: Options): string {
    const { challenge } = options;
    return url(Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })));
  }

  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    return Buffer.concat([
      map(5),
      Buffer.from([0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      bytes(Buffer.from(x, 'base64url')),
      Buffer.from([0x22]),
      bytes(Buffer.from(y, 'base64url')),
    ]);
  }
}

const url = (data: Buffer): string => data.toString('base64url');
/** The three kinds of CBOR that an authenticator's answer is made of. */
const map = (entries: number): Buffer => Buffer.from([0xa0 + entries]);
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer =>
  Buffer.concat([
    value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, value.length >> 8, value.length & 255]),
    value,
  ]);
