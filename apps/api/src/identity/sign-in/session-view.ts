import { permissions, type Session, tableSettings } from '@cerebrate/contract';
import { likeText, type Principal, type Store, sql } from '../../kernel/index.js';

interface Row {
  id: number;
  uuid: string;
  username: string;
  organisation: { id: number; uuid: string; name: string; country: string | null } | null;
  individual: { id: number; uuid: string; firstName: string; lastName: string; email: string };
  role: { id: number; name: string };
  csrf: string | null;
  settings: Record<string, unknown>;
}

/** What a stranger is told. */
export const stranger: Session = { signedIn: false, user: null, csrfToken: null, settings: {} };

/** Who the principal is, as the pages need it: one statement. A principal that is no user is a stranger. */
export async function readSession(store: Store, principal: Principal): Promise<Session> {
  if (principal.userId === null) return stranger;
  const row = await store.readOne<Row>(sql`
    select u.id, u.uuid, u.username,
      (select jsonb_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name, 'country', o.country)
        from organisations o where o.id = u.organisation_id) as organisation,
      jsonb_build_object('id', i.id, 'uuid', i.uuid, 'firstName', i.first_name, 'lastName', i.last_name, 'email', i.email) as individual,
      jsonb_build_object('id', r.id, 'name', r.name) as role,
      (select s.csrf_token from sessions s where s.id = ${principal.sessionId}) as csrf,
      (select coalesce(jsonb_object_agg(x.name, x.value), '{}') from user_settings x
        where x.user_id = u.id and x.name not like ${`${likeText(tableSettings)}%`}) as settings
    from users u join individuals i on i.id = u.individual_id join roles r on r.id = u.role_id
    where u.id = ${principal.userId}`);
  if (!row) return stranger;
  const { csrf, settings, ...user } = row;
  return {
    signedIn: true,
    user: {
      ...user,
      permissions: permissions.filter((permission) => principal.permissions.has(permission)),
      flags: principal.flags,
      administeredOrganisationIds: [...principal.administeredOrganisationIds],
    },
    csrfToken: csrf,
    settings,
  };
}
