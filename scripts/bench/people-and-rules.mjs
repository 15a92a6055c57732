import { load } from './load.mjs';

/** What a preview may take while a rule is edited, in milliseconds (issue 3). */
const wanted = 'wanted: 300 ms';

/** Rules of the usual kinds: a few, a tenth, and nearly all organisations. */
const rules = [
  {
    kind: 'and',
    rules: [
      { kind: 'nationality', values: ['LU', 'BE', 'NL'] },
      { kind: 'name', values: ['CIRCL'] },
    ],
  },
  { kind: 'or', rules: [{ kind: 'nationality', values: ['DE', 'FR', 'PL', 'IT'] }] },
  {
    kind: 'and',
    rules: [
      { kind: 'not', rules: [{ kind: 'nationality', values: ['US'] }] },
      {
        kind: 'not',
        rules: [
          { kind: 'sector', values: ['Finance'] },
          { kind: 'tag', values: ['tlp:red'] },
        ],
      },
    ],
  },
];

/**
 * Rules over every organisation, lists of that many people, and the graph of who belongs where. Makes the people when
 * they are not there.
 * @param {{ port: number, key: string, seconds: number, people: number, say: (text: string) => void }} at
 * @returns {Promise<(import('./load.mjs').Figures & { was: string })[]>}
 */
export async function measurePeopleAndRules({ port, key, seconds, people, say }) {
  await fill({ port, key, people, say });
  const figures = [];
  for (const [name, was, shots] of plansFor(people)) {
    say(name);
    const asked = { name, port, key, concurrency: 1, shots };
    await load({ ...asked, seconds: 1 });
    figures.push({ was, ...(await load({ ...asked, seconds })) });
  }
  return figures;
}

/**
 * @param {number} people
 * @returns {[string, string, (at: number) => import('./load.mjs').Shot][]}
 */
function plansFor(people) {
  const page = (/** @type {number} */ at) => 1 + ((at * 31) % Math.max(1, Math.floor((people - 1) / 50)));
  return [
    [
      'Blueprint preview, all organisations',
      wanted,
      (at) => ({
        method: 'POST',
        path: '/api/v1/sharing-group-blueprints/preview',
        body: JSON.stringify({ rules: rules[at % rules.length] }),
      }),
    ],
    ['People: own list of 50, any page', '', (at) => ({ path: `/api/v1/individuals?limit=50&page=${page(at)}` })],
    [
      'People: dialect list of 50, any page',
      '',
      (at) => ({ path: `/individuals/index.json?limit=50&page=${page(at)}` }),
    ],
    ['People: text search', '', (at) => ({ path: `/api/v1/individuals?q=Bench${at % 997}` })],
    ['Graph of people and organisations', '', () => ({ path: '/api/v1/exploration/graph' })],
  ];
}

/**
 * People one after another would take as long as everything else together: sixteen are added at once.
 * @param {{ port: number, key: string, people: number, say: (text: string) => void }} at
 */
async function fill({ port, key, people, say }) {
  const call = caller(port, key);
  const { total } = await call('GET', 'individuals?limit=0&email.contains=bench.example');
  if (total >= people) return;
  say(`Adding ${people - total} people with an alignment each`);
  const { items } = await call('GET', 'organisations?limit=500&total=false&sort=id');
  let next = total;
  const lane = async () => {
    while (next < people) {
      const at = next++;
      const person = { email: `bench${at}@bench.example`, firstName: `Bench${at % 997}`, lastName: `Person ${at}` };
      const { id } = await call('POST', 'individuals', person);
      const organisationId = items[(at * 13) % items.length].id;
      await call('POST', 'alignments', { individualId: id, organisationId, type: 'Member' });
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
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
