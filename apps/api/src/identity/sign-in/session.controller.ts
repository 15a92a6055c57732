import { session } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Asked, type Principal, Serves } from '../../kernel/index.js';
import { RequestAuthenticator } from './authenticator.js';
import { Entrance } from './entrance.js';
import { RelyingParty } from './factors/relying-party.js';
import { Proofs } from './proofs.js';
import { SessionCookie } from './session-cookie.js';
import { stranger } from './session-view.js';
import { type Opened, SessionsService, type Visitor } from './sessions.service.js';

const done = { done: true as const };

@Controller()
export class SessionController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Entrance) private readonly entrance: Entrance,
    @Inject(Proofs) private readonly proofs: Proofs,
    @Inject(RelyingParty) private readonly relyingParty: RelyingParty,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(RequestAuthenticator) private readonly authenticator: RequestAuthenticator,
  ) {}

  @Serves(session.get)
  async get({ principal, request }: Asked<typeof session.get>) {
    const described = await this.sessions.describe(principal);
    if (described.signedIn) return request.heldBy ? { ...described, heldBy: request.heldBy } : described;
    const factors = await this.entrance.awaited(this.cookie.readStep(request), this.relyingParty.of(request));
    return factors ? { ...described, step: { factors: [...factors] } } : described;
  }

  @Serves(session.signIn)
  async signIn({ principal, body, request, reply }: Asked<typeof session.signIn>) {
    const met = await this.entrance.signIn(body, visitorOf(request, principal), this.relyingParty.of(request));
    if (!('factors' in met)) return this.#opened(met, reply);
    this.cookie.giveStep(reply, met.secret);
    return { ...stranger, step: { factors: [...met.factors] } };
  }

  @Serves(session.secondFactor)
  async secondFactor({ principal, body, request, reply }: Asked<typeof session.secondFactor>) {
    const place = this.relyingParty.of(request);
    const step = this.cookie.readStep(request);
    return this.#opened(await this.entrance.secondFactor(step, body, visitorOf(request, principal), place), reply);
  }

  @Serves(session.passkeyOptions)
  async passkeyOptions({ principal, body, request, reply }: Asked<typeof session.passkeyOptions>) {
    const place = this.relyingParty.of(request);
    if (body.purpose === 'proof') return this.proofs.passkeyOptions(principal, place);
    const asked = await this.entrance.passkeyOptions(body.purpose, this.cookie.readStep(request), place);
    if (asked.secret) this.cookie.giveStep(reply, asked.secret);
    return asked.options;
  }

  @Serves(session.passkey)
  async passkey({ principal, body, request, reply }: Asked<typeof session.passkey>) {
    const place = this.relyingParty.of(request);
    const step = this.cookie.readStep(request);
    const visitor = visitorOf(request, principal);
    return this.#opened(await this.entrance.byPasskey(step, body.response, visitor, place), reply);
  }

  @Serves(session.proofs)
  proofState({ principal, request }: Asked<typeof session.proofs>) {
    return this.proofs.state(principal, this.relyingParty.of(request));
  }

  @Serves(session.prove)
  async prove({ principal, body, request }: Asked<typeof session.prove>) {
    await this.proofs.prove(principal, body, this.relyingParty.of(request), request.ip);
    return done;
  }

  @Serves(session.signOut)
  async signOut({ principal, reply }: Asked<typeof session.signOut>) {
    await this.sessions.signOut(principal);
    this.cookie.take(reply);
    return done;
  }

  @Serves(session.list)
  async list({ principal }: Asked<typeof session.list>) {
    return { items: await this.sessions.list(principal) };
  }

  @Serves(session.signOutEverywhere)
  async signOutEverywhere({ principal, reply }: Asked<typeof session.signOutEverywhere>) {
    await this.sessions.signOutEverywhere(principal);
    this.cookie.take(reply);
    return done;
  }

  @Serves(session.signOutOthers)
  async signOutOthers({ principal }: Asked<typeof session.signOutOthers>) {
    await this.sessions.signOutOthers(principal);
    return done;
  }

  @Serves(session.end)
  async end({ principal, params }: Asked<typeof session.end>) {
    await this.sessions.end(principal, params.id);
    return done;
  }

  async #opened(opened: Opened, reply: FastifyReply) {
    this.cookie.give(reply, opened.secret, opened.livesMs);
    const heldBy = await this.authenticator.heldBy(opened.secret);
    return heldBy ? { ...opened.session, heldBy } : opened.session;
  }
}

/** What is known of the browser that sent the request. */
export const visitorOf = (request: FastifyRequest, principal: Principal): Visitor => ({
  ip: request.ip,
  userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
  requestId: request.id,
  formerSessionId: principal.sessionId,
});
