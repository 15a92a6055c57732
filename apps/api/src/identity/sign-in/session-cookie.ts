import '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../kernel/index.js';

/**
 * The cookies that hold the secrets of a session and of a step of signing in. Over https, as the operator says or a
 * trusted proxy tells, `__Host-cerebrate`: a sibling host can neither set nor read it; over plain http `cerebrate`,
 * since browsers refuse the prefix. Never readable by scripts, never sent along by another site's writes.
 */
@Injectable()
export class SessionCookie {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The secret of the session the browser sent, if any. */
  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name(request, 'cerebrate')];
  }

  /** Gives the browser the secret of its new session, for at most that long; a step of signing in is over. */
  give(reply: FastifyReply, secret: string, livesMs: number): void {
    const { request } = reply;
    const maxAge = livesMs / 1000;
    void reply.setCookie(this.#name(request, 'cerebrate'), secret, { ...this.#attributes(request), maxAge });
    if (this.readStep(request) !== undefined) this.#clear(reply, stepName);
  }

  /** Takes the session's secret away from the browser. */
  take(reply: FastifyReply): void {
    this.#clear(reply, 'cerebrate');
  }

  /** The secret of the step the browser is in, if any. */
  readStep(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name(request, stepName)];
  }

  /** Gives the browser the secret of a step, until it is closed. */
  giveStep(reply: FastifyReply, secret: string): void {
    void reply.setCookie(this.#name(reply.request, stepName), secret, this.#attributes(reply.request));
  }

  #clear(reply: FastifyReply, name: string): void {
    void reply.clearCookie(this.#name(reply.request, name), this.#attributes(reply.request));
  }

  #isSecure(request: FastifyRequest): boolean {
    return this.config.isHttps || request.protocol === 'https';
  }

  #name(request: FastifyRequest, name: string): string {
    return this.#isSecure(request) ? `__Host-${name}` : name;
  }

  #attributes(request: FastifyRequest) {
    return { httpOnly: true, sameSite: 'lax', path: '/', secure: this.#isSecure(request) } as const;
  }
}

const stepName = 'cerebrate-step';
