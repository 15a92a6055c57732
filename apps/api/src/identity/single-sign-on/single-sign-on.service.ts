import type { SsoRefusal } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { anonymous, DomainError, type Principal, SealBroken, Sealer, Settings, Store } from '../../kernel/index.js';
import { type Opened, SessionsService, type Visitor } from '../sign-in/sessions.service.js';
import { ssoLabel } from './provider-settings.js';
import { SsoSessionEntity } from './sso-account.entity.js';
import { type Arrival, FlowCancelled, FlowExpired, SsoFlow } from './sso-flow.js';
import { SsoLinks, SsoRefused } from './sso-links.js';
import { SsoWishes } from './sso-wishes.js';

const refusedFor = 'sso refusal';

/** Signing in at the provider: from its answer to a session of ours, or to a page that says why not. */
@Injectable()
export class SingleSignOn {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(SsoFlow) private readonly flow: SsoFlow,
    @Inject(SsoLinks) private readonly links: SsoLinks,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SsoWishes) private readonly wishes: SsoWishes,
  ) {}

  /**
   * Takes the provider's answer: a session and the page to go to, or a refusal for the person, which is in the audit
   * log, too. Never throws for what the provider or the person did.
   */
  async signIn(
    queryText: string,
    cookie: string | undefined,
    visitor: Visitor,
  ): Promise<{ opened: Opened; redirect: string } | { refusal: SsoRefusal }> {
    let arrival: Arrival | undefined;
    try {
      arrival = await this.flow.arrive(queryText, cookie);
      const arrived = arrival;
      const known = await this.links.find(arrived);
      const opened = await this.sessions.openFor(known.userId, visitor, async (work, sessionId) => {
        await this.links.keep(work, known, arrived);
        const { issuer, subject, sid, idToken } = arrived;
        const sealed = this.sealer.seal(idToken, `sso session ${sessionId}`);
        await work.insert(SsoSessionEntity, { sessionId, issuer, subject, sid, idToken: sealed });
      });
      return { opened, redirect: arrived.redirect };
    } catch (error) {
      return { refusal: await this.#refuse(error, arrival, visitor) };
    }
  }

  /** What `seal` sealed: the refusal that this browser was given last; null for none. */
  opened(sealed: string | undefined): SsoRefusal | null {
    if (sealed === undefined) return null;
    try {
      return JSON.parse(this.sealer.open(sealed, refusedFor)) as SsoRefusal;
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }

  /** A refusal as the browser carries it to the page that shows it: only this browser learns of it. */
  seal(refusal: SsoRefusal): string {
    return this.sealer.seal(JSON.stringify(refusal), refusedFor);
  }

  /** A refusal for what kept a browser from even going to the provider. Rethrows what is a fault of ours. */
  async refusalOf(error: unknown, visitor: Visitor): Promise<SsoRefusal> {
    return this.#refuse(error, undefined, visitor);
  }

  async #refuse(error: unknown, arrival: Arrival | undefined, visitor: Visitor): Promise<SsoRefusal> {
    const told = reasonOf(error);
    if (told === null) throw error;
    const reason = told === 'unknown-user' && arrival ? await this.wishes.ask(arrival, visitor) : told;
    const faults = error instanceof SsoRefused && reason !== 'requested' ? error.faults : [];
    const claims = arrival ? await this.links.told(arrival.claims) : [];
    const named = claims[0]?.value ?? null;
    const stranger: Principal = { ...anonymous(visitor.requestId, visitor.ip), channel: 'browser' };
    const detail = error instanceof DomainError ? error.message : null;
    await this.store.work(stranger, async (work) =>
      work.log({
        kind: 'user',
        entityId: null,
        entityUuid: null,
        title: named ?? 'somebody at the provider',
        action: 'login_fail',
        after: { provider: reason, ...(detail ? { detail } : {}) },
      }),
    );
    return {
      reason,
      provider: await this.settings.get(ssoLabel),
      claims: claims.map((one) => ({ ...one, isFault: faults.includes(one.claim) })),
      detail,
      requestId: visitor.requestId,
    };
  }
}

function reasonOf(error: unknown): SsoRefusal['reason'] | null {
  if (error instanceof SsoRefused) return error.reason;
  if (error instanceof FlowExpired) return 'expired';
  if (error instanceof FlowCancelled) return 'cancelled';
  return error instanceof DomainError && error.status !== 500 ? 'provider' : null;
}
