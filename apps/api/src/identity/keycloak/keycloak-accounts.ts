import { Inject, Injectable } from '@nestjs/common';
import { Conflict, Remote, type RemoteFailed, Settings, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { isComplete, providerOf } from '../single-sign-on/provider-settings.js';
import { type DesiredAccount, desiredAccounts } from './desired-account.js';
import { KeycloakAdmin, type NoteCall } from './keycloak-admin.js';
import { keycloakPush, mappedFields, namesIn } from './push-settings.js';

/** Whom an audit row about a call is about. */
interface Subject {
  readonly userId: number | null;
  readonly username: string;
}

/** The way to Keycloak: the service account, the fields that are mapped, and the audit of every call. */
@Injectable()
export class KeycloakAccounts {
  #kept: { readonly key: string; readonly admin: KeycloakAdmin } | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Remote) private readonly remote: Remote,
  ) {}

  /** Keycloak's admin API as the settings say. Throws `Conflict` while they do not. */
  async admin(): Promise<KeycloakAdmin> {
    const read = await this.settings.reader();
    const provider = providerOf(read);
    if (provider.kind !== 'keycloak' || !isComplete(read))
      throw new Conflict('no Keycloak is set up: fill in its settings first');
    const key = JSON.stringify(provider);
    if (this.#kept?.key !== key) this.#kept = { key, admin: new KeycloakAdmin(this.remote, provider) };
    return this.#kept.admin;
  }

  /** What tokens name as their issuer. */
  async issuer(): Promise<string> {
    return providerOf(await this.settings.reader()).issuer;
  }

  /** Whether changes are pushed. */
  async pushes(): Promise<boolean> {
    const read = await this.settings.reader();
    return read(keycloakPush) && providerOf(read).kind === 'keycloak' && isComplete(read);
  }

  /** The names of the meta-fields that go along. */
  async fields(): Promise<string[]> {
    return namesIn(await this.settings.get(mappedFields));
  }

  /** What one user's account must say; undefined for a user who is gone. */
  async desired(userId: number): Promise<DesiredAccount | undefined> {
    const [found] = await desiredAccounts(this.store, sql`u.id = ${userId}`, await this.fields());
    return found;
  }

  /** What every user's account must say. */
  async allDesired(): Promise<DesiredAccount[]> {
    return desiredAccounts(this.store, sql`true`, await this.fields());
  }

  /** Writes each call about that account to the audit log, with what came of it and without what was sent. */
  noteFor({ userId, username }: Subject): NoteCall {
    return async (action: string, fault: RemoteFailed | null) => {
      await this.store.work(systemPrincipal('Keycloak', 'job'), async (work) =>
        work.log({
          kind: 'user',
          entityId: userId,
          entityUuid: null,
          title: username,
          action,
          after: { outcome: fault === null ? 'done' : fault.message },
        }),
      );
    };
  }
}
