/** The load of `npm run chaos`: writes, reads, imports, pulls and handshakes that go on while processes are killed. */
import { pause } from '../parts/processes.mjs';

const rowsOfImport = 300;
/** How long a request is asked again before that counts as no answer. */
const patienceMs = 240_000;
/** How long what is under way may take. */
const lastMs = 900_000;

/**
 * @typedef {{ asked: number, retried: number, refused: number, answered: string[], imports: string[], pulls: number,
 *   handshakes: number, faults: string[] }} Seen
 * @typedef {{ status: number, body: any }} Answer
 * @typedef {(method: string, at: string, body?: unknown) => Promise<Answer>} Ask
 */

/** @returns {Seen} */
export const nothingSeen = () => ({
  asked: 0,
  retried: 0,
  refused: 0,
  answered: [],
  imports: [],
  pulls: 0,
  handshakes: 0,
  faults: [],
});

/**
 * Asks a node until there is an answer that is not the proxy's "try again". What was sent when a replica died may have
 * been done: a repetition then finds it done, which its lane must take for an answer.
 * @param {string} url @param {string} key @param {Seen} seen @returns {Ask}
 */
export function asker(url, key, seen) {
  return async (method, at, body) => {
    seen.asked++;
    const until = Date.now() + patienceMs;
    const isForm = body instanceof FormData;
    /** @type {Record<string, string>} */
    const headers = { authorization: key };
    if (!isForm && body !== undefined) headers['content-type'] = 'application/json';
    for (let tries = 0; ; tries++) {
      if (tries === 1) seen.retried++;
      try {
        const said = await fetch(`${url}/api/v1/${at}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
        });
        if (said.status !== 503) return { status: said.status, body: await said.json().catch(() => ({})) };
      } catch {
        // the connection broke with the process: asked again
      }
      if (Date.now() > until) throw new Error(`${method} ${at} was never answered`);
      await pause(200);
    }
  };
}

/**
 * Creates organisations one after the other, each with a uuid of its own.
 * @param {Ask} ask @param {Seen} seen @param {() => boolean} isOver @param {number} lane
 */
export async function write(ask, seen, isOver, lane) {
  for (let at = 0; !isOver(); at++) {
    const name = `Chaos ${lane}-${at}`;
    const { status } = await ask('POST', 'organisations', { name, uuid: crypto.randomUUID(), country: 'LU' });
    if (status === 201 || status === 409) seen.answered.push(name);
    else seen.refused++;
    await pause(20);
  }
}

/** @param {Ask} ask @param {Seen} seen @param {() => boolean} isOver */
export async function read(ask, seen, isOver) {
  while (!isOver()) {
    const { status } = await ask('GET', 'organisations?limit=20');
    if (status !== 200) seen.refused++;
    await pause(20);
  }
}

/**
 * Imports files now and then; each must end although its worker is killed.
 * @param {Ask} ask @param {Seen} seen @param {() => boolean} isOver
 */
export async function importFiles(ask, seen, isOver) {
  for (let at = 0; !isOver(); at++) {
    const rows = Array.from({ length: rowsOfImport }, (_, row) => `Import ${at}-${row},DE`);
    const form = new FormData();
    form.set('file', new Blob([`name,nationality\n${rows.join('\n')}\n`], { type: 'text/csv' }), `chaos-${at}.csv`);
    const { status, body } = await ask('POST', 'imports/upload', form);
    if (status === 201 && body.id) {
      const ran = await ask('POST', `imports/${body.id}/run`);
      // asked again after a kill, it runs already
      if (ran.status < 300 || ran.status === 409) seen.imports.push(String(body.id));
      else seen.refused++;
    } else seen.refused++;
    for (let waited = 0; waited < 30 && !isOver(); waited++) await pause(100);
  }
  for (const id of seen.imports)
    await settle(seen, `import ${id} ends`, async () => (await ask('GET', `imports/${id}`)).body.state === 'done');
}

export { rowsOfImport };

/**
 * Pulls the peer again and again, while records change there; each run must end as done.
 * @param {{ ask: Ask, peer: Ask, broodId: number, remoteIds: number[] }} ground @param {Seen} seen
 * @param {() => boolean} isOver
 */
export async function pull({ ask, peer, broodId, remoteIds }, seen, isOver) {
  for (let at = 0, isLast = false; !isLast; at++) {
    isLast = isOver();
    const id = remoteIds[at % remoteIds.length];
    await peer('PATCH', `organisations/${id}`, { contacts: `changed for pull ${at}` });
    const started = await ask('POST', `broods/${broodId}/runs`, {
      kinds: ['organisations'],
      isFull: at % 2 === 0 || isLast,
    });
    // asked again after a kill, the run is under way already
    const [open] = started.body.id ? [started.body] : (await ask('GET', `broods/${broodId}/runs?limit=1`)).body.items;
    const run = await settle(seen, `pull ${open?.id} ends`, async () => {
      const { body } = await ask('GET', `broods/${broodId}/runs/${open?.id}`);
      return ['done', 'failed', 'cancelled'].includes(body.state) && body;
    });
    if (run?.state === 'done') seen.pulls++;
    else if (run) seen.faults.push(`pull ${run.id} ${run.state}: ${run.fault}`);
  }
}

/**
 * Connects the tool of one node with that of the other and ends the connection, again and again: whoever's turn it is
 * decides, a step that was broken off is resumed.
 * @param {{ ask: Ask, peer: Ask, broodId: number, toolId: number, remoteToolId: number }} ground @param {Seen} seen
 * @param {() => boolean} isOver
 */
export async function shakeHands({ ask, peer, broodId, toolId, remoteToolId }, seen, isOver) {
  while (!isOver()) {
    const asked = await ask('POST', `broods/${broodId}/tools/${remoteToolId}/connections`, { toolId, options: {} });
    if (asked.status >= 400) seen.refused++;
    const done = await settle(seen, 'a handshake ends', () => step(ask, peer, 'connected'));
    if (!done) return;
    seen.handshakes++;
    const [row] = await living(ask);
    if (row) await ask('POST', `connections/${row.id}/disconnect`, {});
    await settle(seen, 'a connection is ended on both sides', () => step(ask, peer, 'gone'));
  }
}

/** Connections that are not over. @param {Ask} ask @returns {Promise<any[]>} */
async function living(ask) {
  const { body } = await ask('GET', 'connections?sort=-id&limit=5');
  return (body.items ?? []).filter(
    (/** @type {any} */ row) => !['declined', 'cancelled', 'disconnected'].includes(row.state),
  );
}

/**
 * Does what waits for a person on either node; true when both stand where they should.
 * @param {Ask} ask @param {Ask} peer @param {'connected' | 'gone'} wanted
 */
async function step(ask, peer, wanted) {
  const sides = [await living(ask), await living(peer)];
  if (wanted === 'gone' && sides.every((rows) => rows.length === 0)) return true;
  if (wanted === 'connected' && sides.every(([row]) => row?.state === 'connected')) return true;
  for (const node of [peer, ask]) {
    const { body } = await node('GET', 'inbox?state=open&scope=LocalTool&limit=5');
    for (const { id } of body.items ?? []) await node('POST', `inbox/${id}/accept`, {});
    const [row] = await living(node);
    if (row?.fault) await node('POST', `connections/${row.id}/resume`, {});
  }
  return false;
}

/**
 * Looks until it is so; what never becomes so is a fault.
 * @template T @param {Seen} seen @param {string} what @param {() => Promise<T>} look @returns {Promise<T | undefined>}
 */
async function settle(seen, what, look) {
  for (const until = Date.now() + lastMs; Date.now() < until; await pause(300)) {
    const found = await look();
    if (found) return found;
  }
  seen.faults.push(`waited in vain: ${what}`);
  return undefined;
}
