import { Inject, Injectable } from '@nestjs/common';
import { type PublicKey, PublicKeys } from '../../directory/index.js';
import { Limiter } from '../../identity/index.js';
import { NotFound, type Principal, Settings } from '../../kernel/index.js';
import { openDirectoryEnabled } from '../open-directory/open-directory.settings.js';

/** Calls of one address within the limiter's window of five minutes. */
const callLimit = 300;

/** OpenPGP's numbers of algorithms (RFC 9580 §9.1), as the index of HKP gives them. */
const algorithmNumber = (name: string | null): number =>
  name === 'rsa' ? 1 : name === 'ed25519' ? 22 : name === 'dsa' ? 17 : 19;

/**
 * A read-only key server (draft-gallagher-openpgp-hkp) and Web Key Directory (draft-koch-openpgp-webkey-service) for
 * programs without a session. Only keys whose owner agreed, only by exact name, counted by address. An absent key and
 * one that is not public are the same 404.
 */
@Injectable()
export class KeyServer {
  constructor(
    @Inject(PublicKeys) private readonly keys: PublicKeys,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** The keys of a search in one armour each. Throws `NotFound`, `TooManyRequests`. */
  async armoured(principal: Principal, search: string): Promise<string> {
    const blocks: string[] = [];
    for (const key of await this.#found(principal, search)) {
      const exported = await this.keys.exported(key);
      if (exported) blocks.push(exported.armoured);
    }
    if (blocks.length === 0) throw noKey();
    return blocks.join('\n');
  }

  /** The machine-readable index of a search. Throws `NotFound`, `TooManyRequests`. */
  async index(principal: Principal, search: string): Promise<string> {
    const keys = await this.#found(principal, search);
    if (keys.length === 0) throw noKey();
    const lines = keys.flatMap((key) => [pubLine(key), ...key.userIds.map((userId) => uidLine(userId, key))]);
    return `info:1:${keys.length}\n${lines.join('\n')}\n`;
  }

  /** The binary key of a user of a domain, with the user ids of that address alone. Throws `NotFound`, `TooManyRequests`. */
  async directoryKey(principal: Principal, domain: string, hash: string, hint: string | undefined): Promise<Buffer> {
    await this.#count(principal);
    const email = await this.keys.addressOf(domain, hash, hint);
    for (const key of email === undefined ? [] : await this.keys.byEmail(email)) {
      const exported = await this.keys.exported(key, email);
      if (exported) return exported.binary;
    }
    throw noKey();
  }

  async #found(principal: Principal, search: string): Promise<PublicKey[]> {
    await this.#count(principal);
    const text = search.trim();
    return text.includes('@') ? this.keys.byEmail(/<([^>]+)>$/.exec(text)?.[1] ?? text) : this.keys.byId(text);
  }

  /** Consent is to the open directory: while that is closed, so is this. */
  async #count(principal: Principal): Promise<void> {
    await this.limiter.countCall('key server', principal.ip ?? '', callLimit);
    if (!(await this.settings.get(openDirectoryEnabled))) throw noKey();
  }
}

const noKey = () => new NotFound('there is no such key here, or its owner did not make it public');

const seconds = (time: Date | null): string => (time === null ? '' : String(Math.floor(time.getTime() / 1000)));
const flagsOf = ({ state }: PublicKey): string => (state === 'revoked' ? 'r' : state === 'expired' ? 'e' : '');

const pubLine = (key: PublicKey): string =>
  [
    'pub',
    key.fingerprint,
    algorithmNumber(key.algorithm),
    key.bits ?? '',
    seconds(key.madeAt),
    seconds(key.expiresAt),
    flagsOf(key),
  ].join(':');

/** User ids stand percent-encoded, so that none can break the line. */
const uidLine = (userId: string, key: PublicKey): string =>
  ['uid', encodeURIComponent(userId), seconds(key.madeAt), seconds(key.expiresAt), flagsOf(key)].join(':');
