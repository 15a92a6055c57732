import { randomUUID } from 'node:crypto';
import type { PasskeyMade, PasskeyUsed } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type VerifiedAuthenticationResponse,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { Conflict, InvalidInput, NotAllowed, Store, sql, systemPrincipal, type Work } from '../../../kernel/index.js';
import { PasskeyEntity } from './passkey.entity.js';
import type { Place } from './relying-party.js';

/** More passkeys than a person has devices: beyond it somebody uses us as a store. */
const mostPasskeys = 30;
const waitsMs = 300_000;

interface KeyRow {
  id: number;
  user_id: number;
  user_uuid: string;
  public_key: Buffer;
  counter: string;
  transports: string[];
}

/** Whose passkey is made. */
export interface Owner {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
  readonly name: string;
}

/** Makes and checks passkeys (WebAuthn level 3); what a challenge is bound to is its keeper's business. */
@Injectable()
export class Passkeys {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** What the browser needs to make a passkey that the user does not have yet. */
  async optionsToMake(owner: Owner, place: Place, instance: string) {
    const known = await this.#idsOf(owner.id, place);
    return generateRegistrationOptions({
      rpName: instance,
      rpID: place.rpId,
      userName: owner.username,
      userDisplayName: owner.name,
      userID: new Uint8Array(handleOf(owner.uuid)),
      timeout: waitsMs,
      attestationType: 'none',
      excludeCredentials: known,
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
  }

  /** Keeps the passkey made for that challenge. Throws `InvalidInput` at `response`, and `Conflict` for one that is known. */
  async add(work: Work, userId: number, made: Made, place: Place): Promise<void> {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: made.response as never,
      expectedChallenge: made.challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpId,
      requireUserVerification: false,
    }).catch((error: Error) => {
      throw InvalidInput.at(['response'], `is not what was asked for: ${error.message.slice(0, 200)}`);
    });
    if (!registrationInfo) throw InvalidInput.at(['response'], 'does not prove that the browser made the passkey');
    const [held] = await work.query<{ n: number }>(
      sql`select count(*)::int as n from passkeys where user_id = ${userId}`,
    );
    if ((held?.n ?? 0) >= mostPasskeys) throw new NotAllowed(`you have ${mostPasskeys} passkeys; remove one first`);
    const { credential, credentialBackedUp, userVerified } = registrationInfo;
    const isDiscoverable = (made.response.clientExtensionResults['credProps'] as { rk?: boolean } | undefined)?.rk;
    const credentialId = Buffer.from(credential.id, 'base64url');
    const known = await work.query(sql`select from passkeys where credential_id = ${credentialId}`);
    if (known.length > 0) throw new Conflict('this passkey is known already');
    await work.insert(PasskeyEntity, {
      uuid: randomUUID(),
      userId,
      name: made.name,
      credentialId,
      publicKey: Buffer.from(credential.publicKey),
      counter: String(credential.counter),
      transports: [...(credential.transports ?? [])].slice(0, 10),
      rpId: place.rpId,
      isSynced: credentialBackedUp,
      isPasswordless: userVerified && isDiscoverable !== false,
      lastUsedAt: null,
      lastUsedIp: null,
    });
  }

  /** What the browser needs to use one of the user's passkeys, or, without a user, any that it finds, with PIN or finger. */
  async optionsToUse(userId: number | null, place: Place) {
    return generateAuthenticationOptions({
      rpID: place.rpId,
      timeout: waitsMs,
      userVerification: userId === null ? 'required' : 'preferred',
      ...(userId === null ? {} : { allowCredentials: await this.#idsOf(userId, place) }),
    });
  }

  /**
   * The id of the user whose passkey answered that challenge at that place; null for every way in which it did not.
   * Without `userId` the passkey stands for itself: it must have verified its user. A counter that does not grow is a
   * copy of the passkey and refused.
   */
  async use(response: PasskeyUsed, challenge: string, at: Use): Promise<number | null> {
    const row = await this.#find(response, at);
    if (!row) return null;
    const { userHandle } = response.response;
    if (userHandle && !Buffer.from(userHandle, 'base64url').equals(handleOf(row.user_uuid))) return null;
    const verified = await answered(response, challenge, row, at);
    if (!verified?.verified) return null;
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    const used = await this.store.work(systemPrincipal('sign-in'), (work) =>
      work.query(sql`
        update passkeys set counter = ${newCounter}, is_synced = ${credentialBackedUp}, last_used_at = now(),
          last_used_ip = ${at.ip}
        where id = ${row.id} and (counter < ${newCounter} or (counter = 0 and ${newCounter} = 0)) returning id`),
    );
    return used.length > 0 ? row.user_id : null;
  }

  async #find(response: PasskeyUsed, { place, userId }: Use): Promise<KeyRow | undefined> {
    const row = await this.store.readOne<KeyRow>(sql`
      select k.id, k.user_id, u.uuid as user_uuid, k.public_key, k.counter, k.transports
      from passkeys k join users u on u.id = k.user_id
      where k.credential_id = ${Buffer.from(response.id, 'base64url')} and k.rp_id = ${place.rpId}`);
    return row && (userId === null || row.user_id === userId) ? row : undefined;
  }

  async #idsOf(userId: number, { rpId }: Place): Promise<{ id: string; transports: string[] }[]> {
    const rows = await this.store.read<{ credential_id: Buffer; transports: string[] }>(
      sql`select credential_id, transports from passkeys where user_id = ${userId} and rp_id = ${rpId} order by id`,
    );
    return rows.map((row) => ({ id: row.credential_id.toString('base64url'), transports: row.transports }));
  }
}

/** A passkey as the browser made it. */
interface Made {
  readonly name: string;
  readonly response: PasskeyMade;
  readonly challenge: string;
}

/** Where a passkey is used, and by whom, if that is known already. */
interface Use {
  readonly place: Place;
  readonly userId: number | null;
  readonly ip: string;
}

function answered(
  response: PasskeyUsed,
  challenge: string,
  row: KeyRow,
  { place, userId }: Use,
): Promise<VerifiedAuthenticationResponse | null> {
  return verifyAuthenticationResponse({
    response: response as never,
    expectedChallenge: challenge,
    expectedOrigin: place.origin,
    expectedRPID: place.rpId,
    requireUserVerification: userId === null,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(row.public_key),
      counter: Number(row.counter),
      transports: row.transports,
    },
  }).catch(() => null);
}

/** What an authenticator keeps of the user: the uuid, which says nothing. */
const handleOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
