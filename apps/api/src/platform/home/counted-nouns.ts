import type { ActivityNoun, Permission } from '@cerebrate/contract';
import { encryptionKeyScope, individualScope, organisationScope, sharingGroupScope } from '../../directory/index.js';
import { broodScope } from '../../federation/index.js';
import { userScope } from '../../identity/index.js';
import { allOf, type Principal, raw, type Sql, sql } from '../../kernel/index.js';

/** A noun whose activity is counted, over the alias `x` of its table. */
export interface CountedNoun {
  readonly noun: ActivityNoun;
  readonly permission: Permission;
  readonly table: Sql;
  /** What of it the caller sees. */
  where(principal: Principal): Sql;
  /** Whether each of its changes is told by an event, so that an answer can be kept. */
  readonly isKept: boolean;
}

/** Every noun of the first page, in its order (FEATURES HOM-02). */
export const countedNouns: readonly CountedNoun[] = [
  {
    noun: 'individual',
    permission: 'individual:read',
    table: raw('individuals'),
    where: (principal) => individualScope.see.where(principal, 'x'),
    isKept: true,
  },
  {
    noun: 'organisation',
    permission: 'organisation:read',
    table: raw('organisations'),
    where: (principal) => organisationScope.see.where(principal, 'x'),
    isKept: true,
  },
  {
    noun: 'alignment',
    permission: 'individual:read',
    table: raw('alignments'),
    where: (principal) =>
      allOf([
        sql`exists (select from individuals i where i.id = x.individual_id and ${individualScope.see.where(principal, 'i')})`,
        sql`exists (select from organisations o where o.id = x.organisation_id and ${organisationScope.see.where(principal, 'o')})`,
      ]),
    isKept: true,
  },
  {
    noun: 'orgGroup',
    permission: 'orgGroup:read',
    table: raw('org_groups'),
    where: () => sql`x.deleted_at is null`,
    isKept: true,
  },
  {
    noun: 'encryptionKey',
    permission: 'encryptionKey:read',
    table: raw('encryption_keys'),
    where: (principal) => encryptionKeyScope.see.where(principal, 'x'),
    isKept: false,
  },
  {
    noun: 'sharingGroup',
    permission: 'sharingGroup:read',
    table: raw('sharing_groups'),
    where: (principal) => sharingGroupScope.see.where(principal, 'x'),
    isKept: false,
  },
  {
    noun: 'user',
    permission: 'user:read',
    table: raw('users'),
    where: (principal) => userScope.see.where(principal, 'x'),
    isKept: true,
  },
  {
    noun: 'brood',
    permission: 'brood:read',
    table: raw('broods'),
    where: (principal) => broodScope.see.where(principal, 'x'),
    isKept: false,
  },
  { noun: 'tag', permission: 'tag:read', table: raw('tags'), where: () => sql`true`, isKept: true },
];
