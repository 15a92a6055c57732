import { timingSafeEqual } from 'node:crypto';
import { type Endpoint, needsProof } from '@cerebrate/contract';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { anonymous, type CredentialLimits, holds, type Principal } from '../access/principal.js';
import { Held, type HeldBy, NotAllowed, NotAuthenticated, ProofNeeded } from '../errors.js';
import { ENDPOINT } from './serves.js';

/** What an authenticator found out about a request. */
export interface Identified {
  readonly principal: Principal;
  /** For callers known by a cookie: the token each write must repeat in `X-CSRF-Token`. */
  readonly csrfToken?: string;
  /** What such a caller must do before anything else. */
  readonly heldBy?: HeldBy | null;
  /** Whether such a caller proved lately who they are. */
  readonly isProved?: boolean;
}

/** Tells who sent a request; provided by the room `identity`. Null: nobody we know, for whatever reason. */
export interface Authenticator {
  identify(request: FastifyRequest): Promise<Identified | null>;
}

/** Nest's token for the Authenticator. */
export const AUTHENTICATOR = Symbol('authenticator');

/**
 * The one gate every route passes. A route without a descriptor is closed. Identifies, refuses forged writes of
 * cookie callers (DEMANDS §2.5 rule 12), asks for the descriptor's permission, holds browsers back that must do
 * something else first, and asks them for a recent proof where the descriptor does (rule 8).
 */
@Injectable()
export class Gate implements CanActivate {
  constructor(
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** Lets the request through or throws `NotAuthenticated` or `NotAllowed`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = this.reflector.get<Endpoint | undefined>(ENDPOINT, context.getHandler());
    if (!endpoint) throw new NotAllowed('this route declares nobody who may use it');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const identified = await this.authenticator.identify(request);
    const isHeld = Boolean(identified?.heldBy) && !endpoint.whileHeld;
    // whoever is held is a stranger to what strangers may ask
    const principal =
      identified && !(isHeld && endpoint.allow === 'anyone') ? identified.principal : anonymous(request.id, request.ip);
    request.principal = principal;
    if (identified?.csrfToken && !isReading(request.method)) checkCsrf(request, identified.csrfToken);
    if (endpoint.allow === 'anyone') return true;
    if (!identified) throw new NotAuthenticated('sign in, or send an auth key that is valid');
    if (principal.limits) checkLimits(endpoint, principal.limits);
    if (endpoint.allow === 'scim:provision' && !principal.limits?.resources?.has('scim'))
      throw new NotAllowed("SCIM needs an auth key that is limited to 'scim'");
    if (endpoint.allow !== 'signed-in' && !holds(principal, endpoint.allow))
      throw new NotAllowed(`your role lacks the permission ${endpoint.allow}`);
    if (isHeld && identified.heldBy) throw new Held(identified.heldBy);
    if (identified.csrfToken && !identified.isProved && needsProof(endpoint, request.body))
      throw new ProofNeeded('prove again who you are: this call needs a proof that is not older than some minutes');
    return true;
  }
}

/** What a limited credential is refused, whatever the role of its user. */
function checkLimits({ allow, safe }: Endpoint, limits: CredentialLimits): void {
  if (limits.readOnly && !safe)
    throw new NotAllowed('this auth key only reads; ask for the change with another, or in the browser');
  const resource = allow === 'signed-in' ? 'account' : (allow.split(':')[0] ?? '');
  if (limits.resources?.has(resource) === false)
    throw new NotAllowed(
      `this auth key is limited to ${[...limits.resources].join(', ')}; '${resource}' is not among them`,
    );
}

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

function checkCsrf(request: FastifyRequest, expected: string): void {
  const sent = request.headers['x-csrf-token'];
  const a = Buffer.from(typeof sent === 'string' ? sent : '');
  const b = Buffer.from(expected);
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new NotAllowed('the request lacks the token of your session; reload the page and try again');
}
