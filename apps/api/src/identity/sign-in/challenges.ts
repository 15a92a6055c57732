import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Challenge } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Digest } from '../auth-keys/digest.js';
import { Limiter } from './limiter.js';

/** A browser solves this in a moment; whoever wants ten thousand addresses pays for each. */
const bits = 14;
/** Below the limiter's window, so that a used riddle is remembered for as long as it is good. */
const goodForMs = 240_000;

/**
 * Riddles that cost their solver a little work (hashcash): given to strangers before they are told an e-mail address.
 * Nothing is kept of a riddle until it is used; then it is remembered until it is old.
 */
@Injectable()
export class Challenges {
  constructor(
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Limiter) private readonly limiter: Limiter,
  ) {}

  /** A new riddle. */
  make(): Challenge {
    const facts = `${Date.now() + goodForMs}.${randomBytes(12).toString('base64url')}`;
    return { challenge: `${facts}.${this.#seal(facts)}`, bits };
  }

  /** Whether the answer solves one of our riddles that is neither old nor used; it is used then. */
  async accepts(challenge: string, answer: string): Promise<boolean> {
    const [expires = '', nonce = '', seal = ''] = challenge.split('.');
    const expected = Buffer.from(this.#seal(`${expires}.${nonce}`));
    const given = Buffer.from(seal);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    if (!(Number(expires) > Date.now())) return false;
    if (leadingZeros(createHash('sha256').update(`${challenge}:${answer}`).digest()) < bits) return false;
    return this.limiter.spend(`riddle ${nonce}`);
  }

  #seal(facts: string): string {
    return this.digest.of(`riddle ${facts}`).toString('base64url');
  }
}

function leadingZeros(hash: Buffer): number {
  let zeros = 0;
  for (const byte of hash) {
    zeros += byte === 0 ? 8 : Math.clz32(byte) - 24;
    if (byte !== 0) break;
  }
  return zeros;
}
