import '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../kernel/index.js';

/**
 * The cookie that holds a session's secret: `__Host-cerebrate` over https, `cerebrate` on plain-http loopback, where
 * browsers refuse the prefix. Never readable by scripts, never sent along by another site's writes.
 */
@Injectable()
export class SessionCookie {
  readonly name: string;
  readonly #attributes: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };

  constructor(@Inject(CONFIG) config: Config) {
    this.name = config.isHttps ? '__Host-cerebrate' : 'cerebrate';
    this.#attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure: config.isHttps };
  }

  /** The secret the browser sent, if any. */
  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  /** Gives the browser a new secret, for at most that long. */
  give(reply: FastifyReply, secret: string, livesMs: number): void {
    void reply.setCookie(this.name, secret, { ...this.#attributes, maxAge: livesMs / 1000 });
  }

  /** Takes the secret away from the browser. */
  take(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.#attributes);
  }
}
