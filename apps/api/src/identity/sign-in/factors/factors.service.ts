import type { FactorAdded, FactorKind, Factors, NewTotp, OwnFactors, PasskeyMade } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  InvalidInput,
  NotAllowed,
  NotFound,
  type Principal,
  Settings,
  Store,
  sql,
  type Work,
} from '../../../kernel/index.js';
import { accessChanged } from '../../access-changed.js';
import { SecurityLetters, type SecurityNews } from '../security-letters.js';
import { Steps } from '../steps.js';
import { factorRoles } from '../two-factor.settings.js';
import { PasskeyEntity } from './passkey.entity.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { type Place, requirePasskeys } from './relying-party.js';
import { Totp } from './totp.js';

/** The second factors of users: what there is, adding, removing. The owner is always the caller. */
@Injectable()
export class FactorsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Steps) private readonly steps: Steps,
    @Inject(Totp) private readonly totp: Totp,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    @Inject(RecoveryCodes) private readonly codes: RecoveryCodes,
    @Inject(SecurityLetters) private readonly letters: SecurityLetters,
  ) {}

  /** The caller's factors, and whether passkeys can be made at this place. */
  async own(principal: Principal, place: Place): Promise<OwnFactors> {
    return { ...(await this.of(userOf(principal))), passkeysRefused: place.refusal };
  }

  /** The factors of a user whom the caller may look at. */
  async of(userId: number): Promise<Factors> {
    const [facts, keys] = await Promise.all([
      this.store.readOne<FactorRow>(sql`
        select u.role_id, t.created as totp_created, t.last_used_at as totp_used,
          (select count(*)::int from recovery_codes c where c.user_id = u.id and c.used_at is null) as codes_left,
          (select min(c.created) from recovery_codes c where c.user_id = u.id) as codes_made
        from users u left join totp_factors t on t.user_id = u.id where u.id = ${userId}`),
      this.store.read<PasskeyRow>(sql`
        select uuid, name, created, last_used_at, host(last_used_ip) as ip, is_synced, is_passwordless
        from passkeys where user_id = ${userId} order by id`),
    ]);
    const required = await this.settings.get(factorRoles);
    return {
      totp: facts?.totp_created
        ? { created: facts.totp_created.toISOString(), lastUsedAt: facts.totp_used?.toISOString() ?? null }
        : null,
      passkeys: keys.map(toPasskey),
      recoveryCodes: facts?.codes_made ? { left: facts.codes_left, made: facts.codes_made.toISOString() } : null,
      isRequired: facts !== undefined && required.includes(facts.role_id),
    };
  }

  /** What the user can answer a second step with at this place; empty for a user without a second factor. */
  async kindsOf(userId: number, { rpId }: Place): Promise<FactorKind[]> {
    const row = await this.store.readOne<Record<'totp' | 'anyPasskey' | 'passkey' | 'recovery', boolean>>(sql`
      select exists (select from totp_factors where user_id = ${userId}) as totp,
        exists (select from passkeys where user_id = ${userId}) as "anyPasskey",
        exists (select from passkeys where user_id = ${userId} and rp_id = ${rpId}) as passkey,
        exists (select from recovery_codes where user_id = ${userId} and used_at is null) as recovery`);
    if (!row || (!row.totp && !row.anyPasskey)) return [];
    // somebody whose passkeys are of another host name and who has no codes left is helped by an administrator
    return (['passkey', 'totp', 'recovery'] as const).filter((kind) => kind === 'recovery' || row[kind]);
  }

  /** A secret for an app, held in the caller's session until a code confirms it. */
  async startTotp(principal: Principal, { rpId }: Place): Promise<NewTotp> {
    const userId = userOf(principal);
    const secret = this.totp.newSecret();
    await this.steps.holdInSession(sessionOf(principal), 'enrol-totp', this.totp.sealed(secret, userId));
    const instance = await this.#instanceName();
    return { secret, uri: this.totp.uri(secret, `${instance} (${rpId})`, principal.username) };
  }

  /** Turns the app on. Throws `Conflict` without a secret made before, `InvalidInput` for another code. */
  async confirmTotp(principal: Principal, code: string): Promise<FactorAdded> {
    const userId = userOf(principal);
    const sealed = await this.steps.readInSession(sessionOf(principal), 'enrol-totp');
    if (sealed === null) throw new Conflict('the secret was made too long ago; begin again');
    const step = this.totp.stepOf(this.totp.opened(sealed, userId), code);
    if (step === null)
      throw InvalidInput.at(
        ['code'],
        'does not belong to the secret; wait for the next code, and check the clock of the device',
      );
    const added = await this.#add(principal, 'app added', async (work) => this.totp.keep(work, userId, sealed, step));
    await this.steps.takeInSession(sessionOf(principal), 'enrol-totp');
    return added;
  }

  /** Turns the app off. Throws `NotFound` without one, `Conflict` when the role asks for the last factor. */
  async removeTotp(principal: Principal): Promise<void> {
    await this.#remove(principal, 'app removed', async (work, userId) => {
      if (!(await this.totp.drop(work, userId))) throw new NotFound('you have no authenticator app');
    });
  }

  /** What the browser needs to make a passkey; the challenge is bound to the session. Throws `Conflict` at a place without passkeys. */
  async passkeyOptions(principal: Principal, place: Place) {
    requirePasskeys(place);
    const owner = await this.store.readOne<{ id: number; uuid: string; username: string; name: string }>(sql`
      select u.id, u.uuid, u.username::text, trim(concat(i.first_name, ' ', i.last_name)) as name
      from users u join individuals i on i.id = u.individual_id where u.id = ${userOf(principal)}`);
    if (!owner) throw new NotFound('there is no such user');
    const options = await this.passkeys.optionsToMake(owner, place, await this.#instanceName());
    await this.steps.holdInSession(sessionOf(principal), 'enrol-passkey', options.challenge);
    return { ...options } as Record<string, unknown>;
  }

  /** Adds the passkey made for the challenge, which is used up. Throws `Conflict` and `InvalidInput`. */
  async addPasskey(principal: Principal, name: string, response: PasskeyMade, place: Place): Promise<FactorAdded> {
    const challenge = await this.steps.takeInSession(sessionOf(principal), 'enrol-passkey');
    if (challenge === null) throw new Conflict('what the browser was asked is used up or too old; begin again');
    return this.#add(principal, 'passkey added', (work) =>
      this.passkeys.add(work, userOf(principal), { name, response, challenge }, place),
    );
  }

  /** Names a passkey of the caller anew. Throws `NotFound`. */
  async renamePasskey(principal: Principal, uuid: string, name: string): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await ownPasskey(work, uuid);
      row.name = name;
      await work.save(PasskeyEntity, row);
    });
  }

  /** Removes a passkey of the caller. Throws as `removeTotp`. */
  async removePasskey(principal: Principal, uuid: string): Promise<void> {
    await this.#remove(principal, 'passkey removed', async (work) =>
      work.remove(PasskeyEntity, await ownPasskey(work, uuid)),
    );
  }

  /** New recovery codes; the former ones end. Throws `Conflict` without a factor they would stand in for. */
  async newRecoveryCodes(principal: Principal): Promise<string[]> {
    const userId = ofPerson(principal);
    return this.store.work(principal, async (work) => {
      if (!(await holdsFactor(work, userId))) throw new Conflict('add a second factor first');
      note(work, userId, principal.username, 'recovery_codes');
      await this.letters.tell(work, userId, 'recovery codes');
      return this.codes.make(work, userId);
    });
  }

  /** Takes every factor from a user whom the work's principal may change; false when there was none. */
  async reset(work: Work, userId: number): Promise<boolean> {
    const hadApp = await this.totp.drop(work, userId);
    const keys = await work.findAll(PasskeyEntity, { userId });
    for (const key of keys) await work.remove(PasskeyEntity, key);
    await this.codes.drop(work, userId);
    work.emit(accessChanged, {});
    const isReset = hadApp || keys.length > 0;
    if (isReset) await this.letters.tell(work, userId, 'factors reset');
    return isReset;
  }

  async #add(principal: Principal, news: SecurityNews, add: (work: Work) => Promise<void>): Promise<FactorAdded> {
    const userId = userOf(principal);
    return this.store.work(principal, async (work) => {
      await lockUser(work, userId);
      await add(work);
      await this.letters.tell(work, userId, news);
      work.emit(accessChanged, {});
      const [held] = await work.query(sql`select from recovery_codes where user_id = ${userId} limit 1`);
      return { recoveryCodes: held ? null : await this.codes.make(work, userId) };
    });
  }

  async #remove(
    principal: Principal,
    news: SecurityNews,
    remove: (work: Work, userId: number) => Promise<void>,
  ): Promise<void> {
    const userId = ofPerson(principal);
    const required = await this.settings.get(factorRoles);
    await this.store.work(principal, async (work) => {
      await lockUser(work, userId);
      await remove(work, userId);
      await this.letters.tell(work, userId, news);
      work.emit(accessChanged, {});
      if (await holdsFactor(work, userId)) return;
      if (required.includes(principal.roleId ?? 0))
        throw new Conflict('your role asks for a second factor: add another one before you remove this one');
      await this.codes.drop(work, userId);
    });
  }

  async #instanceName(): Promise<string> {
    const row = await this.store.readOne<{ name: string }>(sql`select name from instances`);
    return row?.name ?? 'Cerebrate';
  }
}

interface FactorRow {
  role_id: number;
  totp_created: Date | null;
  totp_used: Date | null;
  codes_left: number;
  codes_made: Date | null;
}

interface PasskeyRow {
  uuid: string;
  name: string;
  created: Date;
  last_used_at: Date | null;
  ip: string | null;
  is_synced: boolean;
  is_passwordless: boolean;
}

const toPasskey = (row: PasskeyRow): Factors['passkeys'][number] => ({
  id: row.uuid,
  name: row.name,
  created: row.created.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  lastUsedIp: row.ip,
  isSynced: row.is_synced,
  isPasswordless: row.is_passwordless,
});

const userOf = ({ userId }: Principal): number => userId ?? 0;

/** Factors are for people at browsers; what a program without a session would hold could not be bound to anything. */
function sessionOf({ sessionId }: Principal): string {
  if (sessionId === null) throw new NotAllowed('second factors are changed in a browser, not by auth key');
  return sessionId;
}

/** The user at the browser; a program with a key of theirs changes nothing about their factors. */
function ofPerson(principal: Principal): number {
  sessionOf(principal);
  return userOf(principal);
}

async function ownPasskey(work: Work, uuid: string): Promise<PasskeyEntity> {
  const row = await work.find(PasskeyEntity, { uuid, userId: userOf(work.principal) });
  if (!row) throw new NotFound('you have no such passkey');
  return row;
}

/** Of two changes of one user's factors one waits: the last factor cannot go twice. */
const lockUser = (work: Work, userId: number) =>
  work.query(sql`select from users where id = ${userId} for no key update`);

async function holdsFactor(work: Work, userId: number): Promise<boolean> {
  const [row] = await work.query<{ any: boolean }>(sql`
    select exists (select from totp_factors where user_id = ${userId})
      or exists (select from passkeys where user_id = ${userId}) as any`);
  return row?.any ?? false;
}

function note(work: Work, userId: number, title: string, action: string): void {
  work.log({ kind: 'user', entityId: userId, entityUuid: null, title, action });
}
