import { session } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { SessionCookie } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';

@Controller()
export class SessionController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
  ) {}

  @Serves(session.get)
  get({ principal, reply }: Asked<typeof session.get>) {
    void reply.header('cache-control', 'no-store');
    return this.sessions.describe(principal);
  }

  @Serves(session.signIn)
  async signIn({ principal, body, request, reply }: Asked<typeof session.signIn>) {
    const opened = await this.sessions.signIn(body, {
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
      requestId: request.id,
      formerSessionId: principal.sessionId,
    });
    this.cookie.give(reply, opened.secret, opened.livesMs);
    void reply.header('cache-control', 'no-store');
    return opened.session;
  }

  @Serves(session.signOut)
  async signOut({ principal, reply }: Asked<typeof session.signOut>) {
    await this.sessions.signOut(principal);
    this.cookie.take(reply);
    return { done: true as const };
  }

  @Serves(session.list)
  async list({ principal }: Asked<typeof session.list>) {
    return { items: await this.sessions.list(principal) };
  }

  @Serves(session.signOutEverywhere)
  async signOutEverywhere({ principal, reply }: Asked<typeof session.signOutEverywhere>) {
    await this.sessions.signOutEverywhere(principal);
    this.cookie.take(reply);
    return { done: true as const };
  }

  @Serves(session.end)
  async end({ principal, params }: Asked<typeof session.end>) {
    await this.sessions.end(principal, params.id);
    return { done: true as const };
  }
}
