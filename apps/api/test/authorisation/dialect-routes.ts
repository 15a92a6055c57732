import { type Endpoint, mailingLists, sharingGroups } from '@cerebrate/contract';
import type { Ground } from './ground.js';
import type { Right } from './reach.js';
import { type Resource, resources } from './resources.js';
import type { At, RowRequest } from './scenes.js';

const inside = '/~dialect/';

/** Controllers of the dialect without rows of owners, and why. */
export const ownerlessControllers: Readonly<Record<string, string>> = {
  any: 'about the caller',
  auditLogs: 'of the community',
  broods: 'the work of community administrators',
  document: 'public',
  enumerationCollections: 'of the community',
  enumerations: 'of the community',
  instance: 'of the instance',
  localTools: 'the work of instance and community administrators',
  metaTemplateFields: 'of the instance',
  metaTemplateNameDirectory: 'of the instance',
  metaTemplates: 'of the instance',
  open: 'what people agreed to show to strangers',
  outbox: 'of the instance',
  permissionLimitations: 'of the instance',
  roles: 'everybody sees all of them; which ones may be changed is a matter of their flags',
  tags: 'of the community',
  userSettings: 'the own ones',
};

/** Actions that name no row of their controller. */
const withoutRow = new Set([
  'index',
  'add',
  'filtering',
  'massEdit',
  'login',
  'logout',
  'register',
  'settings',
  'createEntry',
  'listProcessors',
]);

/** Reading actions that tell only those who may change the record. */
const needs: Readonly<Record<string, Exclude<Right, 'none'>>> = {
  'mailingLists/listIndividuals': 'change',
  'users/getLimitationForOrganisation': 'change',
};

/** The rest of a request: a second part of the path, a body. */
interface Rest {
  readonly other?: number;
  readonly body?: unknown;
}
type Scene = (ground: Ground, at: At) => Promise<Rest>;

const tagged: Scene = async () => ({ body: { tag_list: ['tlp:green'] } });
const foreignOrganisation: Scene = async ({ organisations }) => ({ body: { id: organisations.foreign } });
const neighbour: Scene = async ({ neighbours }) => ({ body: { id: neighbours.own.id } });

/** Actions that need something to be there first, or a body that refers to something. */
const scenes: Readonly<Record<string, Scene>> = {
  'individuals/tag': tagged,
  'individuals/untag': tagged,
  'organisations/tag': tagged,
  'organisations/untag': tagged,
  'orgGroups/tag': tagged,
  'orgGroups/untag': tagged,
  'orgGroups/attachOrg': foreignOrganisation,
  'orgGroups/detachOrg': foreignOrganisation,
  'orgGroups/assignAdmin': neighbour,
  'orgGroups/removeAdmin': async (ground, { row }) => {
    const { id } = ground.neighbours.own;
    await ground.house.rows(
      'insert into org_group_admins (org_group_id, user_id) values ($1, $2) on conflict do nothing',
      [row, id],
    );
    return { other: id };
  },
  'mailingLists/addIndividual': async ({ neighbours }) => ({ body: { individuals: [neighbours.own.individualId] } }),
  'mailingLists/removeIndividual': async ({ house, neighbours, makers }, { row }) => {
    const { individualId } = neighbours.foreign;
    const body = { individualIds: [individualId] };
    await house.call(mailingLists.addMembers, { key: makers.own.key, params: { ref: String(row) }, body });
    return { other: individualId };
  },
  'sharingGroups/addOrg': async ({ organisations }) => ({ body: { organisation_id: organisations.administered } }),
  'sharingGroups/removeOrg': async ({ house, organisations, makers }, { row }) => {
    const body = { organisationIds: [organisations.foreign] };
    await house.call(sharingGroups.enrol, { key: makers.own.key, params: { ref: String(row) }, body });
    return { other: organisations.foreign };
  },
};

/** An operation of the dialect. */
export interface DialectOperation {
  readonly named: string;
  readonly endpoint: Endpoint;
  readonly controller: string;
  readonly action: string;
  /** The resource whose rows the action names; null when it names none. */
  readonly resource: Resource | null;
  readonly need: Exclude<Right, 'none'>;
  /** Whether something is made for each request, before it is asked. */
  readonly isPrepared: boolean;
  /** Where it is asked for without a row: for one that does not exist. */
  readonly path: string;
  /** The request for that row. */
  ask(ground: Ground, at: At): Promise<RowRequest>;
}

/** The operation of a descriptor of the dialect; null for any other descriptor. */
export function dialectOperation(endpoint: Endpoint): DialectOperation | null {
  if (!endpoint.path.startsWith(inside)) return null;
  const [controller = '', action = ''] = endpoint.path.slice(inside.length).split('/');
  const named = `${controller}/${action}`;
  const owned = withoutRow.has(action) ? undefined : resourceOf(controller, action);
  return {
    named: `${endpoint.method} ${named}`,
    endpoint,
    controller,
    action,
    resource: owned ?? null,
    need: needs[named] ?? (endpoint.method === 'GET' ? 'see' : 'change'),
    isPrepared: Object.hasOwn(scenes, named),
    path: pathOf(controller, action, 999_999_999),
    async ask(ground, at) {
      const { other, body } = (await scenes[named]?.(ground, at)) ?? {};
      const path = pathOf(controller, action, other === undefined ? at.row : `${at.row}/${other}`);
      // an empty body is refused as unreadable before anything is looked at
      return {
        method: endpoint.method,
        path,
        body: endpoint.method === 'GET' ? undefined : (body ?? { nothing: 'of importance' }),
      };
    },
  };
}

/** The resource of a controller: first one that speaks of the very action, then the one of the whole controller. */
function resourceOf(controller: string, action: string): Resource | undefined {
  const spoken = resources.map((resource) => ({ resource, words: (resource.controller ?? '').split(/[: ]/) }));
  const ofController = spoken.filter(({ words }) => words[0] === controller);
  return (
    ofController.find(({ words }) => words.slice(1).includes(action)) ??
    ofController.find(({ words }) => words.length === 1)
  )?.resource;
}

function pathOf(controller: string, action: string, row: number | string): string {
  if (controller === 'document') return '/docs/openapi.yaml';
  if (controller === 'open') return `/open/${action}.json`;
  if (controller === 'any') return `/organisations/${action}.json`;
  if (action === 'index' || controller === 'instance') return `/${controller}/${action}.json`;
  return `/${controller}/${action}/${row}.json`;
}

/** Whether the tables know the controller. */
export const isKnownController = (controller: string): boolean =>
  Object.hasOwn(ownerlessControllers, controller) ||
  resources.some((resource) => resource.controller?.split(':')[0] === controller);
