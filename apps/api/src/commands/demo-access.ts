import type { INestApplicationContext } from '@nestjs/common';
import { FieldRights } from '../fields/index.js';
import { PermissionLimitations, RolesService, UserAdministration } from '../identity/index.js';
import { Conflict, type Principal, Store, sql } from '../kernel/index.js';

/** The template of the CSIRTs Network: what a user may reach in the tools of the network. */
const permissionsTemplate = '447ded8b-314b-41c7-a913-4ce32535b28d';

const roles = [
  { name: 'Duty officer', flags: { perm_meta_field_editor: true } },
  { name: 'National CSIRT', flags: { perm_org_admin: true, perm_group_admin: true, perm_meta_field_editor: true } },
  { name: 'Observer', flags: { perm_view_all_orgs: true } },
] as const;

/** Adds roles for people of a network, limits on what their accounts may hold, and a rule on a single field; once. */
export async function addAccess(app: INestApplicationContext, principal: Principal): Promise<void> {
  const store = app.get(Store);
  const known = new Set((await store.read<{ name: string }>(sql`select name from roles`)).map(({ name }) => name));
  for (const role of roles)
    if (!known.has(role.name)) await app.get(RolesService).create(principal, { ...role, isDefault: false });
  const fields = await store.read<{ id: number; field: string; uuid: string }>(sql`
    select f.id, f.field, t.uuid from meta_template_fields f join meta_templates t on t.id = f.template_id
    where t.uuid = ${permissionsTemplate} and t.enabled order by f.position`);
  const [first, second, last] = [fields[0], fields[1], fields.at(-1)];
  if (!first || !second || !last) return;
  await give(app, principal, ['demo-community', 'demo-org-admin', 'demo-member'], first.id);
  await give(app, principal, ['demo-nordic-admin'], second.id);
  for (const limit of [
    { scope: 'organisation', permission: first.field, maxOccurrence: 2, comment: 'Two seats for each team.' },
    { scope: 'global', permission: second.field, maxOccurrence: 40, comment: 'As many as the licence covers.' },
  ] as const)
    await app
      .get(PermissionLimitations)
      .create(principal, { ...limit, value: null })
      .catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error;
      });
  // who is on which list is no business of other teams
  await app.get(FieldRights).put(principal, {
    templateUuid: last.uuid,
    field: last.field,
    see: ['perm_org_admin', 'perm_group_admin'],
    write: [],
  });
}

async function give(
  app: INestApplicationContext,
  principal: Principal,
  usernames: readonly string[],
  fieldId: number,
): Promise<void> {
  const users = await app.get(Store).read<{ id: number }>(sql`
    select u.id from users u where u.username = any(${[...usernames]}::citext[])
      and not exists (select from meta_fields m where m.user_id = u.id)`);
  for (const { id } of users)
    await app.get(UserAdministration).update(principal, { id }, { metaFields: [{ fieldId, values: ['1'] }] });
}
