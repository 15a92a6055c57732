import { randomUUID } from 'node:crypto';
import { normalisedUsername, type RoleFlag, roleFlags } from '@cerebrate/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { IndividualEntity, OrganisationEntity } from '../directory/index.js';
import { CONFIG, type Config, Store, sql, systemPrincipal, type Work } from '../kernel/index.js';
import { AuthKeyEntity } from './auth-keys/auth-key.entity.js';
import { Digest } from './auth-keys/digest.js';
import { newAuthKey } from './auth-keys/new-auth-key.js';
import { RoleEntity } from './roles/role.entity.js';
import { flagColumns } from './roles/role-flags.js';
import { hashPassword, randomPassword } from './sign-in/passwords.js';
import { UserEntity } from './users/user.entity.js';

/** Any number, the same in every process: who holds it may fill an empty instance. */
const firstRunLock = 7_235_002;

/** The original seeds `admin` alone (WIRE-CONTRACT §9.1); the others spare a newcomer from inventing them. */
const seededRoles: readonly { name: string; flags: readonly RoleFlag[]; isDefault?: boolean }[] = [
  { name: 'admin', flags: roleFlags.filter((flag) => flag !== 'perm_view_all_orgs') },
  { name: 'Community admin', flags: ['perm_community_admin', 'perm_meta_field_editor', 'perm_view_all_orgs'] },
  { name: 'Organisation admin', flags: ['perm_org_admin', 'perm_meta_field_editor'] },
  { name: 'User', flags: [], isDefault: true },
  { name: 'Sync', flags: ['perm_sync', 'perm_view_all_orgs', 'perm_community_admin'] },
];

/**
 * Fills an instance that has no user yet: roles, one organisation, one person and the first administrator. Runs before
 * the server listens; any number of processes may start at once, one of them does it. Once a user exists it does
 * nothing, whatever the environment says.
 */
@Injectable()
export class FirstRun implements OnModuleInit {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Digest) private readonly digest: Digest,
  ) {}

  /** Seeds when needed and prints the administrator's password, if it was made here, once and only to standard output. */
  async onModuleInit(): Promise<void> {
    if (await this.#hasUsers()) return;
    const username = normalisedUsername(this.config.admin.username ?? 'admin');
    const password = this.config.admin.password ?? randomPassword();
    const passwordHash = await hashPassword(password);
    const seeded = await this.store.work(systemPrincipal('first start'), async (work) => {
      await work.query(sql`select pg_advisory_xact_lock(${firstRunLock})`);
      const [found] = await work.query<{ any: boolean }>(sql`select exists (select from users) as any`);
      if (found?.any) return false;
      await this.#seed(work, username, passwordHash);
      return true;
    });
    if (seeded && this.config.admin.password === undefined)
      process.stdout.write(
        `\nFirst start. Sign in as ${username} with the password ${password}\nIt is shown this once: change it after signing in.\n\n`,
      );
  }

  async #hasUsers(): Promise<boolean> {
    const row = await this.store.readOne<{ any: boolean }>(sql`select exists (select from users) as any`);
    return row?.any ?? false;
  }

  async #seed(work: Work, username: string, passwordHash: string): Promise<void> {
    const roles = await work.insertMany(
      RoleEntity,
      seededRoles.map(({ name, flags, isDefault }) => ({
        uuid: randomUUID(),
        name,
        isDefault: isDefault ?? false,
        ...flagColumns((flag) => flags.includes(flag)),
      })),
    );
    const [admin] = roles;
    if (!admin) throw new Error('no role was seeded');
    const organisation = await work.insert(OrganisationEntity, { uuid: randomUUID(), name: 'default_organisation' });
    const individual = await work.insert(IndividualEntity, {
      uuid: randomUUID(),
      email: 'admin@admin.test',
      firstName: 'admin',
      lastName: 'admin',
    });
    const user = await work.insert(UserEntity, {
      uuid: randomUUID(),
      username,
      passwordHash,
      roleId: admin.id,
      individualId: individual.id,
      organisationId: organisation.id,
      disabled: false,
    });
    const { authKey } = this.config.admin;
    if (authKey)
      await work.insert(
        AuthKeyEntity,
        newAuthKey(this.digest, authKey, { userId: user.id, comment: 'set at the first start' }),
      );
  }
}
