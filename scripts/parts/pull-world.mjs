/**
 * What a pull is played and measured with: a directory of organisations with address ranges at a node of this program,
 * and the same at one of 1.35; and how a node is told to pull, and asked how it went.
 */
import pg from 'pg';

/** The template of the recordings that has address ranges. */
const template = 'faca6acc-23e0-4585-8fd8-4379e3a6250d';
const field = 'IPv4 address';
/** Of ten organisations seven have four ranges, the others three: 37,000 for 10,000. @param {number} at */
const rangesOf = (at) => (at % 10 < 7 ? 4 : 3);
/** @param {number} at @param {number} part */
const range = (at, part) => {
  const n = at * 4 + part;
  return `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.0/24`;
};

/** @param {string} databaseUrl @param {string} query @param {unknown[]} [values] @returns {Promise<any[]>} */
export async function rows(databaseUrl, query, values = []) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(query, values)).rows;
  } finally {
    await client.end();
  }
}

/** Puts organisations with their ranges into a node of this program, all at once. @param {string} databaseUrl @param {number} count */
export async function fillOurs(databaseUrl, count) {
  await rows(databaseUrl, 'update meta_templates set enabled = true where uuid = $1', [template]);
  await rows(
    databaseUrl,
    `with made as (
      insert into organisations (uuid, name, country, sector, created, modified)
      select gen_random_uuid(), 'Organisation ' || n, 'LU', 'Energy', now() - interval '1 day', now() - interval '1 hour'
      from generate_series(1, $1::int) n returning id, name
    ), numbered as (select id, substr(name, 14)::int as n from made)
    insert into meta_fields (uuid, organisation_id, template_id, field_id, directory_id, field, value, v_net, created, modified)
    select gen_random_uuid(), o.id, t.id, f.id, d.id, f.field, host(net) || '/24', net, now() - interval '1 day', now() - interval '1 hour'
    from numbered o cross join lateral generate_series(0, case when o.n % 10 < 7 then 3 else 2 end) k
    cross join lateral (select set_masklen('11.0.0.0'::inet + (o.n * 4 + k)::bigint * 256, 24) as net) x
    join meta_template_directory d on d.uuid = $2 join meta_templates t on t.directory_id = d.id and t.enabled
    join meta_template_fields f on f.template_id = t.id and f.field = $3`,
    [count, template, field],
  );
  const [{ n }] = await rows(databaseUrl, 'select count(*)::int as n from meta_fields');
  if (n < 3 * count) throw new Error(`${count} organisations were given ${n} ranges only`);
}

/** The same at a node of 1.35. @param {import('./node-135.mjs').Node135} node @param {number} count */
export function fill135(node, count) {
  for (let at = 1; at <= count; at++) {
    const row = node.addOrganisation({ name: `Organisation ${at}`, nationality: 'Luxembourg', sector: 'Energy' });
    row.meta_fields = Array.from({ length: rangesOf(at) }, (_, part) => ({
      id: at * 4 + part,
      scope: 'organisation',
      parent_id: row.id,
      field,
      value: range(at, part),
      uuid: crypto.randomUUID(),
      meta_template_id: 1,
      meta_template_field_id: 1,
      is_default: false,
      created: row.created,
      modified: row.modified,
      meta_template_directory_id: 1,
      template_uuid: template,
      template_version: '3',
      template_name: 'CSIRT Constituency',
    }));
  }
}

/**
 * A node as it is driven: asks until there is an answer, since a process may be dead at the moment.
 * @param {string} url @param {string} key
 */
export function driver(url, key) {
  /** @param {string} method @param {string} at @param {unknown} [body] @returns {Promise<any>} */
  const call = async (method, at, body) => {
    for (let tries = 0; ; tries++) {
      const said = await fetch(`${url}/api/v1/${at}`, {
        method,
        headers: { authorization: key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => undefined);
      if (said && said.status < 400) return said.json();
      if (tries > 300 || (said && said.status < 500))
        throw new Error(`${method} ${at}: ${said?.status} ${await said?.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  return {
    call,
    /** Registers a trusted brood; answers its number. @param {string} name @param {string} peer @param {string} authKey */
    introduce: async (name, peer, authKey) => {
      const owner = await call('POST', 'organisations', { name: `Who runs ${name}` });
      const body = { name, url: peer, ownerId: owner.id, authKey, strategy: 'trusted', timeoutSeconds: 60 };
      return (await call('POST', 'broods', body)).id;
    },
    /** Starts a pull; answers its number. @param {number} brood @param {boolean} [isFull] */
    start: async (brood, isFull = false) =>
      (await call('POST', `broods/${brood}/runs`, { kinds: ['organisations'], isRehearsal: false, isFull })).id,
    /** @param {number} brood @param {number} run */
    run: (brood, run) => call('GET', `broods/${brood}/runs/${run}`),
  };
}
