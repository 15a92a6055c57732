import '@fastify/cookie';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../kernel/index.js';
import { Digest } from '../auth-keys/digest.js';

/** The original's name, which programs look for. */
const cookieName = 'csrfToken';

/**
 * The token that a form of the original carries twice, in a cookie and a hidden field (WIRE-CONTRACT §1.3). It is
 * sealed: a cookie that a sibling host planted is none of ours.
 */
@Injectable()
export class FormTokens {
  constructor(
    @Inject(Digest) private readonly digest: Digest,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The token of this browser: the one it has, or a new one that it is given. */
  of(reply: FastifyReply): string {
    const known = reply.request.cookies[cookieName];
    if (known && this.#isOurs(known)) return known;
    const facts = randomBytes(24).toString('base64url');
    const token = `${facts}.${this.#seal(facts)}`;
    this.give(reply, token);
    return token;
  }

  /** Gives the browser a token to repeat: after signing in, that of its session, which the original's clients send as a header. */
  give(reply: FastifyReply, token: string): void {
    const secure = this.config.isHttps || reply.request.protocol === 'https';
    void reply.setCookie(cookieName, token, { httpOnly: true, sameSite: 'lax', path: '/', secure });
  }

  /** Whether the form's field is the token of the browser's cookie. */
  accepts(request: FastifyRequest, field: string | undefined): boolean {
    const known = request.cookies[cookieName];
    return known !== undefined && field !== undefined && isSame(known, field) && this.#isOurs(known);
  }

  #isOurs(token: string): boolean {
    const [facts = '', seal = ''] = token.split('.');
    return isSame(this.#seal(facts), seal);
  }

  #seal(facts: string): string {
    return this.digest.of(`form ${facts}`).toString('base64url');
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
