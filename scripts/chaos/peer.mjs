/** The other node of `npm run chaos`, and a MISP beside each of the two. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from '../parts/environment.mjs';

/**
 * Two stand-ins of MISP (decision 105), built from their source.
 * @param {string} folder @returns {Promise<[any, any]>}
 */
export async function startMisps(folder) {
  const file = path.join(folder, 'stand-in.mjs');
  const built = await rolldown({
    input: path.join(root, 'libs/connectors/misp/test/stand-in/index.ts'),
    platform: 'node',
  });
  await built.write({ file, format: 'esm' });
  await built.close();
  const { MispStandIn } = await import(pathToFileURL(file).href);
  return [await new MispStandIn().start(), await new MispStandIn().start()];
}

/** What handshakes left at a MISP. @param {any} misp @returns {number} */
export const tracesAt = (misp) =>
  misp.state.servers.length +
  misp.state.users.filter((/** @type {{ email: string }} */ { email }) => email.startsWith('sync_')).length;

/**
 * Makes two nodes know each other, each with a tool, and gives the peer something to take.
 * @param {{ ask: import('./lanes.mjs').Ask, url: string, key: string, misp: any }} node
 * @param {{ ask: import('./lanes.mjs').Ask, url: string, key: string, misp: any }} peer
 */
export async function introduce(node, peer) {
  const remoteIds = [];
  for (let at = 0; at < 40; at++) {
    const body = { name: `Theirs ${at}`, uuid: crypto.randomUUID(), country: 'EE' };
    remoteIds.push((await made(peer.ask, 'organisations', body)).id);
  }
  return {
    broodId: await register(node, peer, true),
    // the peer takes nothing: it would have all that the load writes, and every full pull would ask for it back
    backId: await register(peer, node, false),
    toolId: await addTool(node),
    remoteToolId: await addTool(peer),
    remoteIds,
  };
}

/** @param {import('./lanes.mjs').Ask} ask @param {string} at @param {object} body */
async function made(ask, at, body) {
  const said = await ask('POST', at, body);
  if (said.status !== 201) throw new Error(`${at}: ${said.status} ${JSON.stringify(said.body)}`);
  return said.body;
}

/**
 * @param {{ ask: import('./lanes.mjs').Ask }} at @param {{ url: string, key: string }} other @param {boolean} pull
 * @returns {Promise<number>}
 */
async function register({ ask }, { url, key }, pull) {
  const { body } = await ask('GET', 'organisations?limit=1&sort=id');
  const brood = { name: url, url, ownerId: body.items[0].id, authKey: key, strategy: 'trusted', pull };
  return (await made(ask, 'broods', brood)).id;
}

/** @param {{ ask: import('./lanes.mjs').Ask, misp: any }} node @returns {Promise<number>} */
async function addTool({ ask, misp }) {
  const settings = { url: misp.url, authkey: misp.key, skip_ssl: true };
  return (await made(ask, 'tools', { name: `MISP ${misp.url}`, connector: 'misp', exposed: true, settings })).id;
}
