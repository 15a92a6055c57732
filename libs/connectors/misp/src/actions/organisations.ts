import type { Captured, DirectoryOrganisation, Host, ItemResult, RowAction } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MispClient } from '../client.js';
import { type Comparison, compareOrganisations, lines } from '../compare.js';
import { holds, paged } from '../listing.js';
import type { MispOrganisation } from '../shapes.js';
import { action, each, summed, Uuid, Uuids } from './shared.js';

const standings = { same: 'good', different: 'warning', 'only there': 'info', 'only here': 'neutral' } as const;

interface Side {
  readonly uuid: string;
  readonly name: string;
  readonly type?: string | null;
  readonly sector?: string | null;
  readonly nationality?: string | null;
}

const row = ({ uuid, name, type, sector, nationality }: Side, isLocal: boolean | null, found: Comparison) => ({
  uuid,
  name,
  type: type ?? '',
  sector: sector ?? '',
  nationality: nationality ?? '',
  isLocal,
  standing: found.standing,
  differences: lines(found),
});

const byUuid = (records: readonly DirectoryOrganisation[]) =>
  new Map(records.map((record) => [record.uuid.toLowerCase(), record]));

const rowActions: readonly RowAction[] = [
  {
    action: 'fetch-organisation',
    params: { uuid: 'uuid' },
    when: { path: 'standing', is: ['different', 'only there'] },
  },
  { action: 'push-organisation', params: { uuid: 'uuid' }, when: { path: 'standing', is: ['different', 'only here'] } },
];

/** MISP's organisations beside ours of the same uuid, or ours that MISP lacks. */
const list = action({
  id: 'organisations',
  wireName: 'organisationsAction',
  kind: 'table',
  risk: 'read',
  title: 'Organisations',
  params: z.object({
    scope: z
      .enum(['local', 'all'])
      .default('local')
      .meta({ title: 'Of that MISP', description: 'Local ones, or remote ones too.' }),
    show: z
      .enum(['there', 'different', 'only there', 'only here'])
      .default('there')
      .meta({ title: 'Show', description: 'Everything MISP has, or one kind of difference.' }),
  }),
  columns: [
    { path: 'isLocal', label: 'Local', type: 'boolean' },
    { path: 'name', label: 'Name', type: 'text', sortable: true },
    { path: 'uuid', label: 'UUID', type: 'text' },
    { path: 'type', label: 'Type', type: 'text', sortable: true },
    { path: 'sector', label: 'Sector', type: 'text', sortable: true },
    { path: 'nationality', label: 'Country', type: 'text', sortable: true },
    { path: 'standing', label: 'Status', type: 'badge', tones: standings, sortable: true },
    { path: 'differences', label: 'Differences', type: 'list' },
  ],
  rowActions,
  selectionActions: [
    { action: 'fetch-organisations', param: 'uuids', path: 'uuid' },
    { action: 'push-selected-organisations', param: 'uuids', path: 'uuid' },
  ],
  tableActions: ['fetch-all-organisations', 'push-organisations'],
  async run(tool, { scope, show }, page, host) {
    const misp = new MispClient(tool);
    if (show === 'only here') return paged(await onlyHere(misp, host, page.q), page);
    const theirs = await misp.organisations({ q: page.q }, scope);
    const ours = byUuid(await host.directory.organisations({ uuids: theirs.map(({ uuid }) => uuid) }));
    const rows = theirs.map((one) => row(one, one.local, compareOrganisations(ours.get(one.uuid.toLowerCase()), one)));
    return paged(show === 'there' ? rows : rows.filter(({ standing }) => standing === show), page);
  },
});

async function onlyHere(misp: MispClient, host: Host, q: string) {
  const there = new Set((await misp.organisations({}, 'all')).map(({ uuid }) => uuid.toLowerCase()));
  const ours = await host.directory.organisations({});
  return ours
    .filter(({ uuid, name }) => !there.has(uuid.toLowerCase()) && holds(q, name, uuid))
    .map((one) => row(one, null, { standing: 'only here', differences: [] }));
}

const outcomes = { created: 'done', updated: 'done', unchanged: 'unchanged', refused: 'failed' } as const;
const said = {
  created: 'created here',
  updated: 'updated here',
  unchanged: 'is the same already',
  refused: 'refused',
} as const;

const captured = (title: string, { outcome, reason }: Captured): ItemResult => ({
  title,
  outcome: outcomes[outcome],
  message: reason ?? said[outcome],
});

/** What MISP's record says in our columns; its description, dates and locality stay there (WIRE-CONTRACT §6.5). */
async function take(
  host: Host,
  { uuid, name, nationality, sector, type, contacts }: MispOrganisation,
): Promise<ItemResult> {
  return captured(name, await host.capture({ kind: 'organisation', uuid, name, nationality, sector, type, contacts }));
}

async function fetchOne(misp: MispClient, host: Host, uuid: string): Promise<ItemResult> {
  const found = await misp.organisation(uuid);
  return found ? take(host, found) : { title: uuid, outcome: 'failed', message: 'MISP does not know it' };
}

const fetchSingle = action({
  id: 'fetch-organisation',
  wireName: 'fetchOrganisationAction',
  kind: 'form',
  risk: 'act',
  title: 'Fetch organisation',
  description: 'Takes the record of that MISP over into this directory.',
  params: z.object({ uuid: Uuid.meta({ title: 'UUID' }) }),
  shows: 'organisations',
  run: async (tool, { uuid }, host) =>
    summed([await fetchOne(new MispClient(tool), host, uuid)], 'fetched', 'organisations'),
});

const fetchSelected = action({
  id: 'fetch-organisations',
  wireName: 'fetchSelectedOrganisationsAction',
  kind: 'form',
  risk: 'act',
  title: 'Fetch organisations',
  description: 'Takes the chosen records of that MISP over; one that is unknown there does not stop the others.',
  params: z.object({ uuids: Uuids.meta({ title: 'UUIDs' }) }),
  shows: 'organisations',
  async run(tool, { uuids }, host) {
    const misp = new MispClient(tool);
    return summed(
      await each(
        uuids,
        (uuid) => fetchOne(misp, host, uuid),
        (uuid) => uuid,
      ),
      'fetched',
      'organisations',
    );
  },
});

const fetchAll = action({
  id: 'fetch-all-organisations',
  kind: 'form',
  risk: 'act',
  title: 'Fetch all organisations',
  description: 'Takes every record of that MISP over, local and remote ones.',
  params: z.object({}),
  shows: 'organisations',
  async run(tool, _params, host) {
    const found = await new MispClient(tool).organisations({}, 'all');
    return summed(
      await each(
        found,
        (one) => take(host, one),
        ({ name }) => name,
      ),
      'fetched',
      'organisations',
    );
  },
});

/**
 * Our record as a node of the original sends it; MISP 2.5 answers 500 to a nationality, sector or type of null, so those
 * are sent empty.
 */
const pushBody = ({
  id,
  uuid,
  name,
  url,
  nationality,
  sector,
  type,
  contacts,
  created,
  modified,
}: DirectoryOrganisation) => ({
  id,
  uuid,
  name,
  url,
  nationality: nationality ?? '',
  sector: sector ?? '',
  type: type ?? '',
  contacts,
  created,
  modified,
});

async function pushOne(misp: MispClient, ours: DirectoryOrganisation): Promise<ItemResult> {
  const there = await misp.organisation(ours.uuid);
  // The uuid goes along as MISP spells it: an edit would change it.
  if (there) await misp.editOrganisation(there.uuid, { ...pushBody(ours), uuid: there.uuid });
  else await misp.addOrganisation(pushBody(ours));
  return { title: ours.name, outcome: 'done', message: there ? 'updated there' : 'created there' };
}

async function pushAll(misp: MispClient, ours: readonly DirectoryOrganisation[]) {
  return summed(
    await each(
      ours,
      (one) => pushOne(misp, one),
      ({ name }) => name,
    ),
    'pushed',
    'organisations',
  );
}

const pushSingle = action({
  id: 'push-organisation',
  wireName: 'pushOrganisationAction',
  kind: 'form',
  risk: 'act',
  title: 'Push organisation',
  description: 'Makes the record of that MISP as ours is; one it lacks is created there.',
  params: z.object({ uuid: Uuid.meta({ title: 'UUID' }) }),
  shows: 'organisations',
  run: async (tool, { uuid }, host) =>
    pushAll(new MispClient(tool), await host.directory.organisations({ uuids: [uuid] })),
});

const pushSelected = action({
  id: 'push-selected-organisations',
  kind: 'form',
  risk: 'act',
  title: 'Push organisations',
  params: z.object({ uuids: Uuids.meta({ title: 'UUIDs' }) }),
  shows: 'organisations',
  run: async (tool, { uuids }, host) => pushAll(new MispClient(tool), await host.directory.organisations({ uuids })),
});

/** `ALL`, as the form of the original sends it, or nothing means any. */
const anyOr = (title: string) =>
  z
    .string()
    .trim()
    .optional()
    .transform((value) => (value === 'ALL' || value === '' ? undefined : value))
    .meta({ title });

const pushFiltered = action({
  id: 'push-organisations',
  wireName: 'pushOrganisationsAction',
  kind: 'form',
  risk: 'act',
  title: 'Push organisations',
  description: 'Pushes ours that fit; all of them when nothing is chosen.',
  params: z.object({
    local: z
      .union([z.boolean(), z.enum(['0', '1'])])
      .default(false)
      .transform((value) => value === true || value === '1')
      .meta({ title: 'With users here alone' }),
    type: anyOr('Type'),
    sector: anyOr('Sector'),
    nationality: anyOr('Country'),
  }),
  shows: 'organisations',
  async run(tool, { local, type, sector, nationality }, host) {
    const filter = { ...(local ? { hasUsers: true } : {}), ...(type ? { type } : {}), ...(sector ? { sector } : {}) };
    const ours = await host.directory.organisations({ ...filter, ...(nationality ? { nationality } : {}) });
    return pushAll(new MispClient(tool), ours);
  },
});

export const organisationActions = [list, fetchSingle, fetchSelected, fetchAll, pushSingle, pushSelected, pushFiltered];
