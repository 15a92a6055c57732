import { createServer } from 'node:net';
import { MispStandIn } from '@cerebrate/connector-misp/stand-in';
import { broods, connections, inbox, localTools } from '@cerebrate/contract';
import { expect } from 'vitest';
import { type House, startHouse } from './house.js';
import { buildWorld, keyOf, type World } from './world.js';

/** A node with a MISP of its own, and its brood for the other node. */
export interface ToolNode {
  readonly house: House;
  readonly world: World;
  readonly misp: MispStandIn;
  readonly toolId: number;
  /** The other node, as it is known here; 0 until `introduce`. */
  broodId: number;
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A node that knows its own address, with the test world and one exposed MISP. */
export async function startToolNode(name: string): Promise<ToolNode> {
  const port = await freePort();
  const house = await startHouse({ PORT: String(port), BASE_URL: `http://127.0.0.1:${port}` });
  const world = await buildWorld(house);
  const misp = await new MispStandIn({ organisation: `Home of ${name}` }).start();
  const said = await house.call(localTools.create, {
    body: {
      name: `MISP ${name}`,
      connector: 'misp',
      exposed: true,
      description: `MISP of ${name}`,
      settings: { url: misp.url, authkey: misp.key, skip_ssl: true },
    },
  });
  expect(said.status, said.text).toBe(201);
  return { house, world, misp, toolId: said.body.id, broodId: 0 };
}

/** Registers the other node: run by cert-ee, whose sync account speaks for it. */
export async function introduce(node: ToolNode, name: string, url: string, key = keyOf('sync')): Promise<number> {
  const said = await node.house.call(broods.create, {
    body: { name, url, ownerId: node.world.organisations['cert-ee'].id, authKey: key },
  });
  expect(said.status, said.text).toBe(201);
  node.broodId = said.body.id;
  return said.body.id;
}

/** Phase 1 from one node to the other. */
export const ask = (from: ToolNode, to: Pick<ToolNode, 'toolId'>, options: Record<string, unknown> = {}) =>
  from.house.call(connections.request, {
    params: { ref: String(from.broodId), remoteToolId: to.toolId } as never,
    body: { toolId: from.toolId, options },
  });

/** The open requests about tools, newest first. */
export async function toolRequests(node: ToolNode) {
  const said = await node.house.call(inbox.list, { query: { state: 'open', scope: 'LocalTool' } as never });
  expect(said.status, said.text).toBe(200);
  return said.body.items;
}

/** Accepts the newest open request about tools. */
export async function acceptNewest(node: ToolNode, options?: Record<string, unknown>) {
  const [request] = await toolRequests(node);
  expect(request, 'there is no open request').toBeDefined();
  return node.house.call(inbox.accept, {
    params: { ref: String(request?.id) },
    body: options ? { decision: { options } } : {},
  });
}

/** The newest connection of a node. */
export async function newest(node: ToolNode) {
  const [row] = (await node.house.call(connections.list, { query: { sort: '-id' } as never })).body.items;
  if (!row) throw new Error('there is no connection');
  const said = await node.house.call(connections.get, { params: { ref: String(row.id) } });
  expect(said.status, said.text).toBe(200);
  return said.body;
}

/** Waits until it is so; what is done in the background needs a moment. */
export async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let at = 0; at < 200; at++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect.fail(`waited in vain: ${what}`);
}

/** What connections asked of a MISP since the last `forget`, without the looks at its health. */
export const callsOf = ({ misp }: ToolNode): string[] =>
  misp.lines().filter((line) => !/serverSettings|view\/me|testConnection|getVersion|postTest/.test(line));

/** The users and links of a MISP that connections made. */
export const tracesAt = ({ misp }: ToolNode) => ({
  users: misp.state.users
    .filter(({ email }) => email.startsWith('sync_'))
    .map(({ email, disabled }) => ({ email, disabled })),
  servers: misp.state.servers.map(({ name, url }) => ({ name, url })),
});

/** Every row of every table of a node, as text. */
export async function everythingStored({ house }: ToolNode): Promise<string[]> {
  const tables = await house.rows<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const texts = [];
  for (const { name } of tables)
    texts.push(...(await house.rows<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)));
  return texts.map(({ row }) => row);
}
