import { endpointAt, SignIn } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { Entrance, FormTokens, RelyingParty, SessionCookie, SessionsService, visitorOf } from '../../identity/index.js';
import {
  type Asked,
  JsonText,
  NotAllowed,
  NotAuthenticated,
  Serves,
  TooManyRequests,
  Unavailable,
} from '../../kernel/index.js';
import { PageInstead, plainPage } from './form-page.js';
import { signInFormPaths } from './paths.js';

const spoken = { allow: 'anyone', topic: 'Cerebrate 1.35', reply: z.unknown(), status: 302, whileHeld: true } as const;
const signIn = endpointAt(`POST ${signInFormPaths.signIn}`, {
  ...spoken,
  summary: "The original's sign-in form",
  query: z.record(z.string(), z.unknown()),
  body: z.unknown(),
});
const signOut = endpointAt(`GET ${signInFormPaths.signOut}`, {
  ...spoken,
  summary: "The original's sign-out",
  query: z.record(z.string(), z.unknown()),
});
const signOutByPost = endpointAt(`POST ${signInFormPaths.signOut}`, {
  ...spoken,
  summary: "The original's sign-out by POST",
  query: z.record(z.string(), z.unknown()),
  body: z.unknown(),
});

/**
 * The form posts of the original (WIRE-CONTRACT §1.4, recordings 669-673): right credentials lead on with 302, wrong ones
 * to the form again, a missing token to 403, too many attempts to 302. Everything is decided by `Entrance`, as for our
 * own page: the limiter, a second factor, what must be done first.
 */
@Controller()
export class SignInFormController {
  constructor(
    @Inject(Entrance) private readonly entrance: Entrance,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(RelyingParty) private readonly relyingParty: RelyingParty,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(FormTokens) private readonly tokens: FormTokens,
  ) {}

  @Serves(signIn)
  async signIn({ principal, body, query, request, reply }: Asked<typeof signIn>) {
    const form = new URLSearchParams(typeof body === 'string' ? body : '');
    if (!this.tokens.accepts(request, form.get('_csrfToken') ?? undefined))
      throw new PageInstead(
        403,
        plainPage('CSRF token from either the request body or request headers did not match or is missing.', null),
      );
    const typed = SignIn.safeParse({ username: form.get('username') ?? '', password: form.get('password') ?? '' });
    if (!typed.success) throw this.#again(reply);
    try {
      const met = await this.entrance.signIn(typed.data, visitorOf(request, principal), this.relyingParty.of(request));
      if ('factors' in met) {
        this.cookie.giveStep(reply, met.secret);
        return goTo(reply, '/users/login');
      }
      this.cookie.give(reply, met.secret, met.livesMs);
      if (met.session.csrfToken) this.tokens.give(reply, met.session.csrfToken);
      return goTo(reply, ownPath(query['redirect']) ?? '/instance/home');
    } catch (error) {
      if (error instanceof TooManyRequests) return goTo(reply, '/users/login');
      if (error instanceof NotAuthenticated || error instanceof NotAllowed) throw this.#again(reply);
      if (error instanceof Unavailable) throw this.#later(reply, error);
      throw error;
    }
  }

  /** Another site's page may lead a browser here, but not sign it out. */
  @Serves(signOut)
  async signOut({ principal, request, reply }: Asked<typeof signOut>) {
    const site = request.headers['sec-fetch-site'];
    if (principal.sessionId !== null && (site === undefined || site === 'same-origin' || site === 'none')) {
      await this.sessions.signOut(principal);
      this.cookie.take(reply);
    }
    return goTo(reply, '/users/login');
  }

  @Serves(signOutByPost)
  async signOutByPost({ principal, reply }: Asked<typeof signOutByPost>) {
    if (principal.sessionId !== null) await this.sessions.signOut(principal);
    this.cookie.take(reply);
    return goTo(reply, '/users/login');
  }

  #later(reply: FastifyReply, { retryAfter }: Unavailable): PageInstead {
    void reply.header('retry-after', String(retryAfter));
    return new PageInstead(
      503,
      plainPage('Nobody can sign in at the moment; try again in a few seconds.', this.tokens.of(reply)),
    );
  }

  #again(reply: FastifyReply): PageInstead {
    return new PageInstead(
      200,
      plainPage('User name or password is wrong, or the account is disabled.', this.tokens.of(reply)),
    );
  }
}

/** As the original does, the whole address. */
function goTo(reply: FastifyReply, path: string): JsonText {
  const { protocol, host } = reply.request;
  return new JsonText('', {
    location: `${protocol}://${host}${path}`,
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=UTF-8',
  });
}

/** A page of ours to go on to; anything that could lead elsewhere is none. */
function ownPath(asked: unknown): string | null {
  if (typeof asked !== 'string' || !asked.startsWith('/') || /^\/[/\\]|[\\\s]/.test(asked)) return null;
  const there = new URL(asked, 'https://here.invalid');
  return there.origin === 'https://here.invalid' ? there.pathname + there.search : null;
}
