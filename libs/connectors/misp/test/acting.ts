import type {
  Action,
  ActResult,
  DirectoryOrganisation,
  DirectorySharingGroup,
  Host,
  TableResult,
} from '@cerebrate/connector-sdk';
import { type LentTool, lendHost, lendTool } from '@cerebrate/connector-sdk/conformance';
import connector from '../src/index.js';
import type { MispSettings } from '../src/settings.js';
import { type MispStandIn, startMisp } from './stand-in/index.js';

export const one = 'd1d1d1d1-0000-4000-8000-000000000001';
export const two = 'd1d1d1d1-0000-4000-8000-000000000002';
export const theirs = 'e1e1e1e1-0000-4000-8000-000000000001';
export const group = 'd2d2d2d2-0000-4000-8000-000000000001';

const ours = (
  id: number,
  uuid: string,
  name: string,
  more: Partial<DirectoryOrganisation> = {},
): DirectoryOrganisation => ({
  ...{ id, uuid, name, url: null, nationality: null, sector: null, type: null, contacts: null },
  ...{ created: '2026-11-22T01:19:00+00:00', modified: '2026-11-22T01:19:00+00:00' },
  ...more,
});
export const cerbOne = ours(3, one, 'Cerb One', {
  nationality: 'France',
  sector: 'Finance',
  type: 'CSIRT',
  contacts: 'one@one.example',
});
export const bare = ours(4, two, 'Cerb Two');
export const circle: DirectorySharingGroup = {
  id: 1,
  uuid: group,
  name: 'Cerb SG',
  releasability: 'Members',
  description: null,
  active: true,
  organisation: { uuid: one, name: 'Cerb One' },
  members: [
    { uuid: one, name: 'Cerb One', extend: true },
    { uuid: two, name: 'Cerb Two', extend: false },
  ],
};

/** The action of this name. Throws without one. */
export function actionOf(id: string): Action<MispSettings> {
  const found = connector.actions.find((action) => action.id === id);
  if (!found) throw new Error(`there is no action ${id}`);
  return found;
}

const firstPage = { page: 1, limit: 50, q: '', sort: '', descending: false };

/** A stand-in and a tool that is connected to it; actions are run as the host runs them. */
export class Acting {
  private constructor(
    readonly misp: MispStandIn,
    readonly tool: LentTool<MispSettings>,
  ) {}

  static async start(): Promise<Acting> {
    const misp = await startMisp();
    return new Acting(misp, lendTool(connector, { url: misp.url, authkey: misp.key }, { name: 'MISP A' }));
  }

  async table(id: string, params: object = {}, page = {}, host: Host = lendHost()): Promise<TableResult> {
    const action = actionOf(id);
    if (action.kind !== 'table') throw new Error(`${id} is no table`);
    return action.run(this.tool, action.params.parse(params), { ...firstPage, ...page }, host);
  }

  async act(id: string, params: object = {}, host: Host = lendHost()): Promise<ActResult> {
    const action = actionOf(id);
    if (action.kind === 'table') throw new Error(`${id} is a table`);
    return action.run(this.tool, action.params.parse(params), host);
  }

  async prefill(id: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const action = actionOf(id);
    if (action.kind !== 'form' || !action.prefill) throw new Error(`${id} has no prefill`);
    return action.prefill(this.tool, params, lendHost());
  }

  /** What MISP was asked, with the bodies that were sent. */
  bodies(): unknown[][] {
    return this.misp.calls.map(({ method, path, body }) => [
      `${method} ${path}`,
      ...(body === undefined ? [] : [body]),
    ]);
  }
}
