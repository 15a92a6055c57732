import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { SealBroken, Sealer, Store, sql, systemPrincipal, type Work } from '../../../kernel/index.js';
import { TotpFactorEntity } from './totp-factor.entity.js';

/** What every authenticator app understands (RFC 6238; the key URI format of Google Authenticator). */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Clocks may differ by one step. */
const window = 1;

/** Codes of authenticator apps. A secret is sealed for its user; a code is good once. */
@Injectable()
export class Totp {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** A new secret of 160 bits, in base32. */
  newSecret(): string {
    return new Secret({ size: 20 }).base32;
  }

  /** What a QR code tells the app; `issuer` is the instance, `label` the user. */
  uri(secret: string, issuer: string, label: string): string {
    return new TOTP({
      ...kind,
      secret: Secret.fromBase32(secret),
      issuer: issuer.replaceAll(':', ' '),
      label,
    }).toString();
  }

  /** The time step of a code that belongs to the secret now; null for any other code. */
  stepOf(secret: string, code: string): number | null {
    const totp = new TOTP({ ...kind, secret: Secret.fromBase32(secret) });
    const timestamp = Date.now();
    const delta = totp.validate({ token: code, timestamp, window });
    return delta === null ? null : totp.counter({ timestamp }) + delta;
  }

  /** The secret sealed for that user; `opened` gives it back. */
  sealed(secret: string, userId: number): string {
    return this.sealer.seal(secret, placeOf(userId));
  }

  /** Gives the user an app in place of a former one. The code that proved it, of that step, is used up. */
  async keep(work: Work, userId: number, sealedSecret: string, step: number): Promise<void> {
    await this.drop(work, userId);
    await work.insert(TotpFactorEntity, {
      userId,
      sealedSecret,
      lastStep: step,
      lastUsedAt: null,
    });
  }

  /** Takes the app away; false when there is none. */
  async drop(work: Work, userId: number): Promise<boolean> {
    const row = await work.find(TotpFactorEntity, { userId });
    if (row) await work.remove(TotpFactorEntity, row);
    return row !== null;
  }

  /**
   * Whether the code is one of the user's app and neither it nor a later one was used before; it is used up then.
   * Of many that send the same code at once one is let through.
   */
  async use(userId: number, code: string): Promise<boolean> {
    const row = await this.store.readOne<{ sealed: string }>(
      sql`select sealed_secret as sealed from totp_factors where user_id = ${userId}`,
    );
    const step = row ? this.stepOf(this.opened(row.sealed, userId), code) : null;
    if (step === null) return false;
    return this.store.work(systemPrincipal('sign-in'), async (work) => {
      const used = await work.query(sql`
        update totp_factors set last_step = ${step}, last_used_at = now()
        where user_id = ${userId} and last_step < ${step} returning id`);
      return used.length > 0;
    });
  }

  /**
   * The secret that was sealed for that user. After a change of `SECRET_KEY` without the former one it is another, to
   * which no code belongs; recovery codes and administrators help.
   */
  opened(sealed: string, userId: number): string {
    try {
      return this.sealer.open(sealed, placeOf(userId));
    } catch (error) {
      if (error instanceof SealBroken) return this.newSecret();
      throw error;
    }
  }
}

const placeOf = (userId: number): string => `totp:${userId}`;
