import { load } from './load.mjs';

const groups = 500;
const members = 200;

/** What the original did with the same groups on this kind of machine. */
const original = { list: '500: out of memory', view: '103 ms each' };

/**
 * Sharing groups as a MISP pulls them: 500 groups of 200 members, the whole list and one group. Makes the groups when
 * they are not there.
 * @param {{ port: number, key: string, seconds: number, say: (text: string) => void }} at
 * @returns {Promise<(import('./load.mjs').Figures & { was: string })[]>}
 */
export async function measureSharingGroups({ port, key, seconds, say }) {
  const ids = await fill({ port, key, say });
  say('Sharing groups, as a MISP pulls them');
  const list = await load({
    name: `${groups} sharing groups of ${members}, the list`,
    port,
    key,
    concurrency: 1,
    most: 5,
    seconds: 120,
    shots: () => ({ path: '/sharingGroups/index' }),
  });
  const view = await load({
    name: `One sharing group of ${members}`,
    port,
    key,
    concurrency: 1,
    seconds,
    shots: (at) => ({ path: `/sharingGroups/view/${ids[(at * 31) % ids.length]}` }),
  });
  return [
    { was: original.list, ...list },
    { was: original.view, ...view },
  ];
}

/** @param {{ port: number, key: string, say: (text: string) => void }} at */
async function fill({ port, key, say }) {
  const call = caller(port, key);
  const known = await call('GET', `sharing-groups?limit=500&name.starts=${encodeURIComponent('Bench circle')}`);
  const ids = known.items.map((/** @type {{ id: number }} */ { id }) => id);
  if (ids.length >= groups) return ids;
  say(`Making ${groups} sharing groups of ${members} members`);
  /** @type {{ id: number }[]} */
  const pool = [];
  for (let page = 1; page <= 6; page++)
    pool.push(...(await call('GET', `organisations?limit=500&page=${page}&total=false&sort=id`)).items);
  for (let at = ids.length; at < groups; at++) {
    const { id } = await call('POST', 'sharing-groups', {
      name: `Bench circle ${at + 1}`,
      releasability: 'Nobody; these groups are for measuring.',
    });
    const organisationIds = Array.from({ length: members }, (_, n) => pool[(at * 37 + n * 7) % pool.length]?.id);
    await call('POST', `sharing-groups/${id}/members`, { organisationIds, extend: at % 2 === 0 });
    ids.push(id);
  }
  return ids;
}

/**
 * @param {number} port
 * @param {string} key
 * @returns {(method: string, path: string, body?: object) => Promise<any>}
 */
function caller(port, key) {
  return async (method, path, body) => {
    const said = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      method,
      headers: { authorization: key, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!said.ok) throw new Error(`${method} ${path}: ${said.status} ${await said.text()}`);
    return said.json();
  };
}
