import { randomInt, randomUUID } from 'node:crypto';

/** An organisation as MISP 2.5 keeps it; ids are text, as everywhere in MISP's replies. */
export interface Organisation {
  id: string;
  name: string;
  date_created: string;
  date_modified: string;
  description: string | null;
  type: string;
  nationality: string;
  sector: string;
  created_by: string;
  uuid: string;
  contacts: string | null;
  local: boolean;
  restricted_to_domain: string[] | null;
  landingpage: null;
}

/** The columns of a user that its replies show, apart from the keys. */
export interface User {
  id: string;
  org_id: string;
  email: string;
  invited_by: string;
  nids_sid: string;
  termsaccepted: boolean;
  role_id: string;
  change_pw: boolean;
  disabled: boolean;
  date_created: string;
  date_modified: string;
  last_login: string;
  last_api_access: string;
}

/** A link to another MISP. */
export interface SyncServer {
  id: string;
  name: string;
  url: string;
  authkey: string;
  org_id: string;
  remote_org_id: string;
  push: boolean;
  pull: boolean;
  push_sightings: boolean;
  push_galaxy_clusters: boolean;
  push_analyst_data: boolean;
  pull_analyst_data: boolean;
  pull_galaxy_clusters: boolean;
  publish_without_email: boolean;
  unpublish_event: boolean;
  self_signed: boolean;
  pull_rules: string;
  push_rules: string;
  cert_file: string | null;
  client_cert_file: string | null;
  internal: boolean;
  skip_proxy: boolean;
  remove_missing_tags: boolean;
  caching_enabled: boolean;
  priority: string;
}

export interface Member {
  id: string;
  sharing_group_id: string;
  org_id: string;
  extend: boolean;
}

export interface SharingGroup {
  id: string;
  name: string;
  releasability: string;
  description: string;
  uuid: string;
  organisation_uuid: string;
  org_id: string;
  sync_user_id: string;
  active: boolean;
  created: string;
  modified: string;
  local: boolean;
  roaming: boolean;
  members: Member[];
}

/** A setting of the instance; `description` is in `getSetting` alone. */
export interface Setting {
  level: 0 | 1 | 2;
  description: string;
  value: unknown;
  test: string | null;
  type: 'string' | 'boolean' | 'numeric';
  tab: string;
  setting: string;
  options?: Readonly<Record<string, string>> | readonly string[];
  errorMessage?: string | null;
  cli_only?: boolean;
  redacted?: boolean;
}

/** What may be asked of a role; `perm_site_admin` opens everything. */
export interface Role {
  readonly id: string;
  readonly name: string;
  readonly perm_site_admin: boolean;
  readonly perm_admin: boolean;
  readonly perm_sync: boolean;
  readonly perm_sharing_group: boolean;
}

const role = (id: string, name: string, rights: Partial<Omit<Role, 'id' | 'name'>> = {}): Role => ({
  id,
  name,
  perm_site_admin: false,
  perm_admin: false,
  perm_sync: false,
  perm_sharing_group: false,
  ...rights,
});

/** The roles a fresh MISP has; sync users are made with the fifth. */
export const roles: readonly Role[] = [
  role('1', 'admin', { perm_site_admin: true, perm_admin: true, perm_sync: true, perm_sharing_group: true }),
  role('2', 'Org Admin', { perm_admin: true, perm_sharing_group: true }),
  role('3', 'User'),
  role('4', 'Publisher'),
  role('5', 'Sync user', { perm_sync: true, perm_sharing_group: true }),
  role('6', 'Read Only'),
];

/** Local time as MISP prints it in dates of organisations and sharing groups. */
export const stamp = (at = new Date()): string => at.toISOString().slice(0, 19).replace('T', ' ');
/** Seconds since 1970 as text, as users carry them. */
export const seconds = (): string => String(Math.floor(Date.now() / 1000));

const keyLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** A key of 40 letters and digits, as MISP makes them. */
export const newKey = (): string => Array.from({ length: 40 }, () => keyLetters[randomInt(keyLetters.length)]).join('');

/** Everything one stand-in remembers. Specs read it to see what is left behind. */
export class MispState {
  readonly organisations: Organisation[] = [];
  readonly users: User[] = [];
  /** Valid keys and whose they are; a reset takes the old one away. */
  readonly keys = new Map<string, string>();
  readonly servers: SyncServer[] = [];
  /** Certificates of links, by the name MISP keeps them under. */
  readonly files = new Map<string, string>();
  readonly groups: SharingGroup[] = [];
  /** Seconds since 1970 at which each event was changed last. */
  readonly events: number[] = [];
  readonly settings: Setting[] = [];
  /** Queues of background jobs; `supervisord_status` is a bare boolean among them, as recorded. */
  readonly workers: Record<string, unknown> = {};
  uuid: string = randomUUID();
  version = '2.5.1';
  readonly #last = new Map<string, number>();

  /** The next number of a table; they are never given twice. */
  nextId(table: string): string {
    const id = (this.#last.get(table) ?? 0) + 1;
    this.#last.set(table, id);
    return String(id);
  }

  organisation(ref: string): Organisation | undefined {
    return this.organisations.find(({ id, uuid }) => id === ref || uuid === ref);
  }

  addOrganisation(given: Pick<Organisation, 'name'> & Partial<Organisation>): Organisation {
    const now = stamp();
    const organisation: Organisation = {
      id: this.nextId('organisations'),
      date_created: now,
      date_modified: now,
      description: null,
      type: '',
      nationality: '',
      sector: '',
      created_by: '1',
      uuid: randomUUID(),
      contacts: null,
      local: true,
      restricted_to_domain: null,
      landingpage: null,
      ...given,
    };
    this.organisations.push(organisation);
    return organisation;
  }

  user(id: string): User | undefined {
    return this.users.find((one) => one.id === id);
  }

  userOfKey(key: string): User | undefined {
    const id = this.keys.get(key);
    return id === undefined ? undefined : this.user(id);
  }

  /** Makes a user and its key; answers both. */
  addUser(
    given: Pick<User, 'email' | 'org_id' | 'role_id'> & Partial<User>,
    key = newKey(),
  ): { user: User; key: string } {
    const now = seconds();
    const user: User = {
      id: this.nextId('users'),
      invited_by: '1',
      nids_sid: String(randomInt(1_000_000, 9_999_999)),
      termsaccepted: false,
      change_pw: true,
      disabled: false,
      date_created: now,
      date_modified: now,
      last_login: '0',
      last_api_access: '0',
      ...given,
    };
    this.users.push(user);
    this.keys.set(key, user.id);
    return { user, key };
  }

  /** Takes every key of a user away. */
  dropKeys(userId: string): void {
    for (const [key, owner] of this.keys) if (owner === userId) this.keys.delete(key);
  }
}

/** The role of a user; one whose role is gone may do nothing. */
export const roleOf = ({ role_id }: User): Role => roles.find(({ id }) => id === role_id) ?? role(role_id, '');
