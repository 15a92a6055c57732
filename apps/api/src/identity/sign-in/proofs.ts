import type { Proof, proofKinds } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, NotAllowed, type Principal, Settings, Store, sql } from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { FactorsService } from './factors/factors.service.js';
import { Passkeys } from './factors/passkeys.js';
import { type Place, requirePasskeys } from './factors/relying-party.js';
import { Totp } from './factors/totp.js';
import { Limiter } from './limiter.js';
import { isPassword } from './passwords.js';
import { Steps } from './steps.js';
import { proofMs } from './two-factor.settings.js';

type ProofKind = (typeof proofKinds)[number];

/**
 * Proving anew who sits at a browser, before what asks for it (DEMANDS §2.5 rule 8): with a factor where the user has
 * one, since a password may be known to whoever found the browser open; else with the password.
 */
@Injectable()
export class Proofs {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(Steps) private readonly steps: Steps,
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(Totp) private readonly totp: Totp,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
  ) {}

  /** With what the caller can prove anew; nothing: they sign in anew. And until when the last proof holds. */
  async state(principal: Principal, place: Place): Promise<{ kinds: ProofKind[]; provedUntil: string | null }> {
    const [kinds, row, read] = await Promise.all([
      this.#kinds(principal, place),
      this.store.readOne<{ proved_at: Date }>(sql`select proved_at from sessions where id = ${principal.sessionId}`),
      this.settings.reader(),
    ]);
    return { kinds, provedUntil: row ? new Date(row.proved_at.getTime() + proofMs(read)).toISOString() : null };
  }

  /** What the browser needs to prove with a passkey; the challenge is bound to the session. */
  async passkeyOptions(principal: Principal, place: Place): Promise<Record<string, unknown>> {
    requirePasskeys(place);
    const options = await this.passkeys.optionsToUse(principal.userId ?? 0, place);
    await this.steps.holdInSession(sessionOf(principal), 'proof', options.challenge);
    return { ...options };
  }

  /** Notes that the caller proved who they are. Throws `TooManyRequests`, and `InvalidInput` for what does not prove it. */
  async prove(principal: Principal, proof: Proof, place: Place, ip: string): Promise<void> {
    const sessionId = sessionOf(principal);
    await this.limiter.countSignIn(principal.username, ip);
    if (!(await this.#kinds(principal, place)).includes(proof.kind))
      throw new NotAllowed('you prove who you are in another way; ask GET /session/proof which');
    if (!(await this.#holds(principal, proof, place, ip))) {
      await this.store.work(principal, async (work) =>
        work.log({
          kind: 'user',
          entityId: principal.userId,
          entityUuid: null,
          title: principal.username,
          action: 'login_fail',
        }),
      );
      const field = proof.kind === 'password' ? 'password' : proof.kind === 'totp' ? 'code' : 'response';
      throw InvalidInput.at(
        [field],
        proof.kind === 'password' ? 'is not your password' : 'is not right, or it was used already',
      );
    }
    await this.store.work(principal, async (work) => {
      await work.query(sql`update sessions set proved_at = ${work.now} where id = ${sessionId}`);
      work.emit(accessChanged, {});
    });
    await this.limiter.forgive(principal.username, ip);
  }

  async #kinds(principal: Principal, place: Place): Promise<ProofKind[]> {
    const userId = principal.userId ?? 0;
    const held = await this.factors.kindsOf(userId, place);
    if (held.length > 0)
      return held.filter(
        (kind) => kind !== 'recovery' && (kind !== 'passkey' || place.refusal === null),
      ) as ProofKind[];
    const row = await this.store.readOne<{ any: boolean }>(
      sql`select password_hash is not null as any from users where id = ${userId}`,
    );
    return row?.any ? ['password'] : [];
  }

  async #holds(principal: Principal, proof: Proof, place: Place, ip: string): Promise<boolean> {
    const userId = principal.userId ?? 0;
    if (proof.kind === 'totp') return this.totp.use(userId, proof.code);
    if (proof.kind === 'passkey') {
      const challenge = await this.steps.takeInSession(sessionOf(principal), 'proof');
      return challenge !== null && (await this.passkeys.use(proof.response, challenge, { place, userId, ip })) !== null;
    }
    const row = await this.store.readOne<{ hash: string | null }>(
      sql`select password_hash as hash from users where id = ${userId} and not disabled`,
    );
    return isPassword(row?.hash ?? null, proof.password);
  }
}

function sessionOf({ sessionId }: Principal): string {
  if (sessionId === null) throw new NotAllowed('a proof belongs to a browser’s session; an auth key needs none');
  return sessionId;
}
