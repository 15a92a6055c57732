import '@fastify/cookie';
import { singleSignOn } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type Asked,
  CONFIG,
  type Config,
  JsonText,
  NotAllowed,
  type Principal,
  RemoteFailed,
  Serves,
  Settings,
} from '../../kernel/index.js';
import { SessionCookie } from '../sign-in/session-cookie.js';
import type { Visitor } from '../sign-in/sessions.service.js';
import { passwordSignIn } from '../sign-in/sign-in-methods.js';
import { providerOf, ssoSignIn } from './provider-settings.js';
import { SingleSignOn } from './single-sign-on.service.js';
import { SsoFlow } from './sso-flow.js';
import { SsoLogout } from './sso-logout.js';

const startPath = '/social-auth/login/keycloak';
const refusedPage = '/users/refused';

@Controller()
export class SingleSignOnController {
  readonly #prefix: string;
  readonly #attributes: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(SingleSignOn) private readonly service: SingleSignOn,
    @Inject(SsoFlow) private readonly flow: SsoFlow,
    @Inject(SsoLogout) private readonly logout: SsoLogout,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(CONFIG) config: Config,
  ) {
    this.#prefix = config.isHttps ? '__Host-cerebrate-sso' : 'cerebrate-sso';
    this.#attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure: config.isHttps };
  }

  @Serves(singleSignOn.options)
  async options({ principal }: Asked<typeof singleSignOn.options>) {
    const read = await this.settings.reader();
    const { kind, label, issuer } = providerOf(read);
    const isOn = read(ssoSignIn);
    return {
      password: read(passwordSignIn),
      provider: isOn ? { label, startUrl: startPath } : null,
      accountUrl: isOn && kind === 'keycloak' && principal.userId !== null ? `${issuer}/account` : null,
    };
  }

  @Serves(singleSignOn.start)
  async start({ query, request, reply, principal }: Asked<typeof singleSignOn.start>) {
    try {
      const { url, cookie, state } = await this.flow.depart(query.redirect ?? '/');
      void reply.setCookie(this.#departure(state), cookie, { ...this.#attributes, maxAge: 900 });
      return goTo(reply, url);
    } catch (error) {
      if (!(error instanceof RemoteFailed) && !(error instanceof NotAllowed)) throw error;
      return this.#refuse(reply, await this.service.refusalOf(error, visitorOf(request, principal)));
    }
  }

  @Serves(singleSignOn.callback)
  async callback({ request, reply, principal }: Asked<typeof singleSignOn.callback>) {
    const queryText = request.originalUrl.split('?').slice(1).join('?');
    const name = this.#departure(new URLSearchParams(queryText).get('state') ?? '');
    const came = await this.service.signIn(queryText, request.cookies[name], visitorOf(request, principal));
    void reply.clearCookie(name, this.#attributes);
    if ('refusal' in came) return this.#refuse(reply, came.refusal);
    void reply.clearCookie(this.#prefix, this.#attributes);
    this.cookie.give(reply, came.opened.secret, came.opened.livesMs);
    return goTo(reply, came.redirect);
  }

  @Serves(singleSignOn.refusal)
  refusal({ request, reply }: Asked<typeof singleSignOn.refusal>) {
    void reply.header('cache-control', 'no-store');
    return { refusal: this.service.opened(request.cookies[this.#prefix]) };
  }

  @Serves(singleSignOn.signOut)
  async signOut({ principal, reply }: Asked<typeof singleSignOn.signOut>) {
    const next = await this.logout.signOut(principal);
    this.cookie.take(reply);
    return { next };
  }

  @Serves(singleSignOn.backChannelLogout)
  async backChannelLogout({ body, request, reply }: Asked<typeof singleSignOn.backChannelLogout>) {
    void reply.header('cache-control', 'no-store');
    await this.logout.endByToken(body, request.ip);
    return { done: true as const };
  }

  /** Each sign-in under way has a cookie of its own: two tabs do not disturb each other. */
  #departure(state: string): string {
    return `${this.#prefix}-${state.replace(/[^\w-]/g, '').slice(0, 12)}`;
  }

  #refuse(reply: FastifyReply, refusal: Parameters<SingleSignOn['seal']>[0]): JsonText {
    void reply.setCookie(this.#prefix, this.service.seal(refusal), { ...this.#attributes, maxAge: 600 });
    return goTo(reply, refusedPage);
  }
}

function goTo(reply: FastifyReply, url: string): JsonText {
  void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  return new JsonText('', { location: url, 'content-type': 'text/plain; charset=utf-8' });
}

const visitorOf = (request: FastifyRequest, principal: Principal): Visitor => ({
  ip: request.ip,
  userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
  requestId: request.id,
  formerSessionId: principal.sessionId,
});
