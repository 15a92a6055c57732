/**
 * The controllers of the original, their actions, and who may call them (contract 9.2). One of the listed role flags
 * is enough; `any` is every authenticated, enabled caller. There is no bypass for `perm_admin`.
 */
export const roleFlags = [
  'perm_admin',
  'perm_community_admin',
  'perm_org_admin',
  'perm_group_admin',
  'perm_sync',
  'perm_meta_field_editor',
  'perm_view_all_orgs',
] as const;
export type RoleFlag = (typeof roleFlags)[number];
/** A flag that was never set is null on the wire and counts as false. */
export type RoleFlags = Readonly<Partial<Record<RoleFlag, boolean | null>>>;

type Who = 'any' | readonly RoleFlag[];

const any = 'any' as const;
const A = ['perm_admin'] as const;
const CA = ['perm_community_admin'] as const;
const admins = ['perm_admin', 'perm_community_admin'] as const;
const stewards = ['perm_community_admin', 'perm_group_admin', 'perm_org_admin'] as const;
const peers = ['perm_community_admin', 'perm_sync'] as const;

/** Rights of actions: `rights([who, 'index view'], …)`, in the order the original lists them. */
function rights(...rows: readonly (readonly [Who, string])[]): Readonly<Record<string, Who>> {
  const table: Record<string, Who> = {};
  for (const [who, actions] of rows) for (const action of actions.split(' ')) table[action] = who;
  return Object.freeze(table);
}

const endpoints = {
  alignments: rights([stewards, 'add delete'], [any, 'index view']),
  auditLogs: rights([CA, 'filtering index']),
  authKeys: rights([any, 'add delete index']),
  broods: rights([
    CA,
    'add delete downloadIndividual downloadOrg downloadSharingGroup edit index interconnectTools previewIndex testConnection view',
  ]),
  encryptionKeys: rights([any, 'view add edit delete index']),
  enumerations: rights([CA, 'delete'], [any, 'index']),
  enumerationCollections: rights([any, 'view'], [CA, 'add edit delete'], [any, 'index']),
  inbox: rights(
    [peers, 'createEntry'],
    [CA, 'delete filtering index'],
    [peers, 'listProcessors'],
    [CA, 'process view'],
  ),
  individuals: rights(
    [stewards, 'add'],
    [CA, 'delete'],
    [stewards, 'edit'],
    [any, 'filtering index tag untag view viewTags'],
  ),
  instance: rights(
    [A, 'downloadTopology'],
    [any, 'home'],
    [A, 'migrate migrationIndex rollback saveSetting'],
    [any, 'searchAll'],
    [A, 'settings'],
    [any, 'status'],
    [A, 'topology'],
  ),
  localTools: rights(
    [admins, 'action'],
    [A, 'add batchAction'],
    [admins, 'broodTools connectionRequest'],
    [A, 'delete edit'],
    [['perm_admin', 'perm_community_admin', 'perm_sync'], 'exposedTools'],
    [admins, 'index'],
    [A, 'connectorIndex'],
    [admins, 'view viewConnector'],
  ),
  mailingLists: rights(
    [stewards, 'add addIndividual delete edit'],
    [any, 'index'],
    [stewards, 'listIndividuals removeIndividual'],
    [any, 'view'],
  ),
  metaTemplateFields: rights([admins, 'index']),
  metaTemplates: rights([
    A,
    'createNewTemplate delete disable enable getMetaFieldsToUpdate index migrateMetafieldsToNewestTemplate migrateOldMetaTemplateToNewestVersionForEntity update updateAllTemplates toggle view',
  ]),
  metaTemplateNameDirectory: rights([A, 'index']),
  orgGroups: rights(
    [CA, 'add delete edit'],
    [any, 'index view filtering'],
    [CA, 'tag untag'],
    [any, 'viewTags listAdmins listOrgs'],
    [CA, 'assignAdmin removeAdmin attachOrg detachOrg'],
  ),
  organisations: rights(
    [CA, 'add delete'],
    [['perm_community_admin', 'perm_org_admin'], 'edit'],
    [any, 'filtering index'],
    [['perm_community_admin', 'perm_org_admin'], 'tag untag'],
    [any, 'view viewTags'],
  ),
  outbox: rights([A, 'createEntry delete filtering index listProcessors process view']),
  pages: rights([any, 'display']),
  permissionLimitations: rights([any, 'index'], [A, 'add'], [any, 'view'], [A, 'edit delete']),
  roles: rights([CA, 'add delete edit'], [any, 'index view']),
  sharingGroups: rights(
    [stewards, 'add addOrg delete edit'],
    [any, 'index listOrgs'],
    [stewards, 'removeOrg'],
    [any, 'view'],
  ),
  tags: rights([CA, 'add delete edit'], [any, 'index view']),
  users: rights(
    [stewards, 'add delete'],
    [any, 'edit'],
    [stewards, 'index filtering'],
    [any, 'login logout register'],
    [stewards, 'massEdit'],
    [any, 'settings'],
    [stewards, 'toggle'],
    [any, 'view'],
    [stewards, 'getLimitationForOrganisation'],
  ),
  userSettings: rights([
    any,
    'index view add edit delete getMySettingByName setMySetting saveSetting getMyBookmarks saveMyBookmark deleteMyBookmark',
  ]),
  api: rights([any, 'index']),
} as const satisfies Record<string, Readonly<Record<string, Who>>>;

/** Actions every controller has. */
const everywhere = rights([any, 'checkPermission generateUUID getRoleAccess'], [A, 'queryACL']);

export type ControllerName = keyof typeof endpoints;

const names = Object.keys(endpoints) as ControllerName[];
const byPascal = new Map(names.map((name) => [pascal(name), name]));

/** `organisations` → `Organisations`; the class name of the original, also the alias in filters and in role access. */
export const controllerAlias = (controller: ControllerName): string => pascal(controller);

/**
 * The controller a path segment names, in canonical camelCase: dashed, camelCase, first letter of either case.
 * Null for anything else, underscored spellings included (contract 0; recording 178).
 */
export function controllerOf(segment: string): ControllerName | null {
  return byPascal.get(segment.split('-').map(pascal).join('')) ?? null;
}

/** The action a path segment names: dashes and underscores fold to camelCase, the first letter is lower. */
export function actionOf(segment: string): string {
  const folded = segment.replace(/[-_]+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return folded.charAt(0).toLowerCase() + folded.slice(1);
}

/** The flags of which one is needed for an action, `any`, or null when the original refuses the action to everybody. */
export function requiredFlags(controller: ControllerName, action: string): Who | null {
  const table: Readonly<Record<string, Who>> = endpoints[controller];
  if (Object.hasOwn(table, action)) return table[action] ?? null;
  return Object.hasOwn(everywhere, action) ? (everywhere[action] ?? null) : null;
}

/** True when a role with these flags passes the table; row-level rules come on top of it. */
export function mayCall(flags: RoleFlags, controller: ControllerName, action: string): boolean {
  return allows(flags, requiredFlags(controller, action));
}

/** The reply of `/{controller}/getRoleAccess`: what the caller's role may call, by controller (recording 579). */
export function roleAccess(flags: RoleFlags): Record<string, string[]> {
  const access: Record<string, string[]> = { '*': granted(flags, everywhere) };
  for (const name of names) {
    const actions = granted(flags, endpoints[name]);
    if (actions.length > 0) access[controllerAlias(name)] = actions;
  }
  return access;
}

/**
 * The reply of `/{controller}/queryACL`: of the actions that are served (`METHOD controller/action`), those the original's
 * list has no rule for, by the class name of their controller (recording 578).
 */
export function actionsWithoutRule(served: readonly string[]): Record<string, string[]> {
  const without: Record<string, string[]> = {};
  for (const one of served) {
    const [controller = '', action = ''] = one.slice(one.indexOf(' ') + 1).split('/');
    const known = names.find((name) => name === controller);
    if (!known || requiredFlags(known, action) !== null) continue;
    const listed = without[controllerAlias(known)] ?? [];
    if (!listed.includes(action)) without[controllerAlias(known)] = [...listed, action];
  }
  return without;
}

function granted(flags: RoleFlags, table: Readonly<Record<string, Who>>): string[] {
  return Object.keys(table).filter((action) => allows(flags, table[action] ?? null));
}

function allows(flags: RoleFlags, who: Who | null): boolean {
  if (who === null) return false;
  return who === any || who.some((flag) => flags[flag] === true);
}

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
