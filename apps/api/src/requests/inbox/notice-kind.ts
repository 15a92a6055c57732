import { type NoticeKind, noticeKinds, sql } from '../../kernel/index.js';

/** A request that came, told to whoever may decide it (FEATURES MSG-08); the same rule as the scope of the inbox. */
noticeKinds.add<NoticeKind>({
  id: 'request.received',
  label: 'Request received',
  description: 'Somebody asks for something in the inbox that you may decide.',
  severity: 'attention',
  bell: true,
  mail: 'off',
  fromChange: (change) => {
    if (change.kind !== 'inbox' || change.action !== 'add') return null;
    const { organisationId, forOrganisation } = (change.after ?? {}) as Record<string, unknown>;
    const about = forOrganisation === true && typeof organisationId === 'number' ? organisationId : null;
    return {
      to: sql`u.id is distinct from ${change.actor_id}::int and (r.perm_community_admin
        or (r.perm_org_admin and u.organisation_id = ${about}::int)
        or (r.perm_group_admin and exists (select from org_group_admins ga
          join org_groups g on g.id = ga.org_group_id and g.deleted_at is null
          join org_group_organisations go on go.org_group_id = g.id
          where ga.user_id = u.id and go.organisation_id = ${about}::int)))`,
      title: change.title,
      link: `/inbox/view/${change.entity_id}`,
      detail: {},
      about: null,
      key: `request:${change.entity_id}`,
    };
  },
});
