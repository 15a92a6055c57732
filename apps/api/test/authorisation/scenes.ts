import {
  consents,
  encryptionKeys,
  individuals,
  mailingLists,
  merges,
  organisations,
  orgGroups,
  sharingGroupBlueprints,
  sharingGroups,
} from '@cerebrate/contract';
import type { Ground, Place, Resident, Ward } from './ground.js';
import type { Right } from './reach.js';
import { newOrganisation, newPerson } from './resources.js';

/** Whom and what a request is about. */
export interface At {
  readonly row: number | string;
  readonly place: Place;
  readonly caller: Resident;
}

/** The request for a record. */
export interface RowRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What stands in the rest of the request: the other parameter of the path, and the body where the smallest one does not do. */
interface Scene {
  readonly other?: number | string;
  readonly body?: unknown;
}

/** Routes whose need is not what the method says: reading is seeing, everything else is changing. */
export const needs: Readonly<Record<string, Exclude<Right, 'none'>>> = {
  'POST /consents/organisation/:ref/preview': 'change',
  'POST /consents/individual/:ref/preview': 'change',
  'GET /users/:ref/impact': 'change',
  'GET /users/:ref/factors': 'change',
  'GET /users/:ref/sessions': 'change',
};

/** Routes no caller may use on their own account, whatever their role. */
export const notOnOneself: ReadonlySet<string> = new Set([
  'DELETE /users/:ref',
  'POST users/delete',
  'DELETE users/delete',
  'POST users/toggle',
  'PUT users/toggle',
]);

/**
 * Operations of the original that answer whoever administers nobody with their own account, whichever they name, and
 * let everybody edit it (WIRE-CONTRACT §3.4).
 */
export const oneselfInstead: ReadonlySet<string> = new Set(['GET users/view', 'POST users/edit', 'PUT users/edit']);

type Setting = (ground: Ground, at: At) => Promise<Scene>;

const as = (ground: Ground) => ({ key: ground.makers.own.key });
const ref = ({ row }: At) => ({ params: { ref: String(row) } });

const consented =
  (kind: 'organisation' | 'individual'): Setting =>
  async (ground, { row }) => {
    const body = { fields: [], agreedBy: 'The person' };
    await ground.house.call(consents.put, { ...as(ground), params: { kind, ref: String(row) }, body });
    return {};
  };

const enrolled: Setting = async (ground, at) => {
  const organisationIds = [ground.organisations.foreign];
  await ground.house.call(sharingGroups.enrol, { ...as(ground), ...ref(at), body: { organisationIds } });
  return { other: ground.organisations.foreign };
};

/** A rule is evaluated by the one who saved it alone; others than community administrators never see what it finds. */
const kept: Setting = async (ground, { row, caller }) => {
  await ground.house.rows('update sharing_group_blueprints set keeper_id = $1 where id = $2', [caller.id, row]);
  return {};
};

/** Routes that need something to be there first, or a body that refers to something. */
const settings: Readonly<Record<string, Setting>> = {
  'DELETE /consents/organisation/:ref': consented('organisation'),
  'DELETE /consents/individual/:ref': consented('individual'),
  'POST /organisations/:ref/restore': async (ground, at) => {
    await ground.house.rows('update organisations set deleted_at = now() where id = $1', [at.row]);
    return {};
  },
  'POST /individuals/:ref/restore': async (ground, at) => {
    await ground.house.rows('update individuals set deleted_at = now() where id = $1', [at.row]);
    return {};
  },
  'POST /org-groups/:ref/restore': async (ground, at) => {
    await ground.house.call(orgGroups.remove, { ...as(ground), ...ref(at) });
    return {};
  },
  'POST /sharing-groups/:ref/restore': async (ground, at) => {
    await ground.house.call(sharingGroups.remove, { ...as(ground), ...ref(at) });
    return {};
  },
  'POST /sharing-group-blueprints/:ref/restore': async (ground, at) => {
    await ground.house.call(sharingGroupBlueprints.remove, { ...as(ground), ...ref(at) });
    return {};
  },
  'POST /mailing-lists/:ref/restore': async (ground, at) => {
    await ground.house.call(mailingLists.remove, { ...as(ground), ...ref(at) });
    return {};
  },
  'POST /keys/:ref/restore': async (ground, at) => {
    await ground.house.call(encryptionKeys.remove, { ...as(ground), ...ref(at) });
    return {};
  },
  'POST /organisations/:ref/merge/preview': async (ground) => ({ body: { other: await newOrganisation(ground) } }),
  'POST /organisations/:ref/merge': async (ground) => ({ body: { other: await newOrganisation(ground) } }),
  'POST /organisations/:ref/merges/undo': async (ground, at) => {
    const body = { other: await newOrganisation(ground) };
    const said = await ground.house.call(merges.mergeOrganisation, { ...as(ground), ...ref(at), body });
    return { body: { merge: said.body.id } };
  },
  'POST /individuals/:ref/merge/preview': async (ground) => ({ body: { other: (await newPerson(ground, 'own')).id } }),
  'POST /individuals/:ref/merge': async (ground) => ({ body: { other: (await newPerson(ground, 'own')).id } }),
  'POST /individuals/:ref/merges/undo': async (ground, at) => {
    const body = { other: (await newPerson(ground, 'own')).id };
    const said = await ground.house.call(merges.mergeIndividual, { ...as(ground), ...ref(at), body });
    return { body: { merge: said.body.id } };
  },
  'POST /organisations/:ref/revert': async (ground, at) => {
    await ground.house.call(organisations.update, { ...as(ground), ...ref(at), body: { sector: `S${ground.next()}` } });
    const [row] = await ground.house.rows<{ seq: number }>(
      "select max(seq)::int as seq from audit_log where kind = 'organisation' and entity_id = $1 and action = 'edit'",
      [at.row],
    );
    return { body: { seq: row?.seq } };
  },
  'GET /sharing-group-blueprints/:ref/preview': kept,
  'POST /sharing-group-blueprints/:ref/execute': kept,
  'POST /individuals/:ref/revert': async (ground, at) => {
    await ground.house.call(individuals.update, { ...as(ground), ...ref(at), body: { position: `P${ground.next()}` } });
    const [row] = await ground.house.rows<{ seq: number }>(
      "select max(seq)::int as seq from audit_log where kind = 'individual' and entity_id = $1 and action = 'edit'",
      [at.row],
    );
    return { body: { seq: row?.seq } };
  },
  'DELETE /users/:ref/factors': async ({ house }, { row }) => {
    await house.rows(
      `insert into totp_factors (user_id, sealed_secret, last_step, created) values ($1, 'x', 0, now())
       on conflict do nothing`,
      [row],
    );
    return {};
  },
  'DELETE /users/:ref/sessions/:id': async ({ house }, { row }) => {
    const [made] = await house.rows<{ id: string }>(
      `insert into sessions (id, digest, user_id, csrf_token, created, seen_at, proved_at, expires_at)
       values (gen_random_uuid(), sha256(random()::text::bytea), $1, 'x', now(), now(), now(), now() + interval '1 day')
       returning id`,
      [row],
    );
    return { other: made?.id ?? '' };
  },
  'PATCH /sharing-groups/:ref/members/:organisation': enrolled,
  'DELETE /sharing-groups/:ref/members/:organisation': enrolled,
  'GET /sharing-groups/:ref/overlap/:other': async (ground) => {
    const body = { name: `Circle ${ground.next()}`, releasability: 'x' };
    return { other: (await ground.house.call(sharingGroups.create, { key: ground.stewards.own.key, body })).body.id };
  },
  'POST /org-groups/:ref/administrators/remove': async (ground, at) => {
    const userId = ground.neighbours[at.place as Ward].id;
    await ground.house.rows(
      'insert into org_group_admins (org_group_id, user_id) values ($1, $2) on conflict do nothing',
      [at.row, userId],
    );
    return { body: { userId } };
  },
};

/** Whether something is made for each request of the route, before it is asked. */
export const isPrepared = (named: string): boolean => Object.hasOwn(settings, named);

/** Prepares what the route needs for that row. */
export const setScene = async (named: string, ground: Ground, at: At): Promise<Scene> =>
  (await settings[named]?.(ground, at)) ?? {};

/** The routes that the tables speak of. */
export const spokenOf: readonly string[] = [...Object.keys(needs), ...Object.keys(settings)];
