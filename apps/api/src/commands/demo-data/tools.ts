import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { type Principal, Store, sql, type Work } from '../../kernel/index.js';
import { Connectors, LocalToolsService } from '../../tools/index.js';

const key = 'd'.repeat(40);

/** Invented tools; none of them can be reached, and their health says so. */
const tools = [
  {
    name: 'Operations MISP',
    connector: 'misp',
    exposed: true,
    description: 'What the night shift works with.',
    settings: { url: 'https://misp.operations.example', authkey: key },
  },
  {
    name: 'Training MISP',
    connector: 'misp',
    exposed: false,
    description: 'For exercises; is emptied every month.',
    settings: { url: 'https://misp.training.example', authkey: key },
  },
  {
    name: 'Announcements',
    connector: 'mailman',
    exposed: false,
    description: 'The mailing lists of the community.',
    settings: { url: 'https://lists.example/rest', user: 'restadmin', password: key },
  },
  {
    name: 'Situation room',
    connector: 'mattermost',
    exposed: false,
    description: 'Channels of the sharing groups.',
    settings: { url: 'https://chat.example', token: key },
  },
] as const;

/** Adds the invented tools with what connections, fleet and followers show of them; once. */
export async function addTools(app: INestApplicationContext, principal: Principal): Promise<void> {
  const store = app.get(Store);
  if (await store.readOne(sql`select 1 from local_tools limit 1`)) return;
  const known = app.get(Connectors);
  const ids = new Map<string, number>();
  for (const { settings, ...tool } of tools)
    if (known.find(tool.connector)) {
      const made = await app.get(LocalToolsService).create(principal, { ...tool, settings: { ...settings } });
      ids.set(tool.name, made.id);
    }
  const [first, second] = [ids.get('Operations MISP'), ids.get('Training MISP')];
  await store.work(principal, async (work) => {
    if (first) await addConnections(work, first);
    if (first && second) await addFleet(work, [first, second]);
    await addFollowers(work, ids.get('Announcements'));
  });
}

const hours = (n: number) => sql`now() - make_interval(hours => ${n})`;

/** One that is finished, one that waits for the other side, one that was declined. */
async function addConnections(work: Work, toolId: number): Promise<void> {
  const broods = await work.query<{ id: number; name: string }>(sql`select id, name from broods order by id limit 3`);
  const told = [
    {
      state: 'connected',
      side: 'asking',
      remote: 'Hub MISP',
      age: 900,
      words: ['the request was sent', 'the other node accepted', 'the link was made, the account enabled'],
    },
    { state: 'requested', side: 'asking', remote: 'Exchange MISP', age: 20, words: ['the request was sent'] },
    { state: 'declined', side: 'asked', remote: 'Finance MISP', age: 300, words: ['declined: not before the audit'] },
  ] as const;
  for (const [at, { state, side, remote, age, words }] of told.entries()) {
    const brood = broods[at];
    if (!brood) return;
    const isDone = state === 'connected';
    const [row] = await work.query<{ id: number }>(sql`
      insert into connections (uuid, side, state, tool_id, brood_id, remote_tool_id, remote_tool_name, username, sent_at,
        accepted_at, done_at, confirmed_at, ended_at, created, modified)
      values (${randomUUID()}::uuid, ${side}, ${state}, ${toolId}, ${brood.id}, ${at + 1}, ${remote}, 'demo', ${hours(age)},
        ${isDone ? hours(age - 5) : sql`null`}, ${isDone ? hours(age - 6) : sql`null`},
        ${isDone ? hours(age - 6) : sql`null`}, ${state === 'declined' ? hours(age - 1) : sql`null`}, ${hours(age)}, ${hours(age - 6)})
      returning id`);
    for (const [step, message] of words.entries())
      await work.query(sql`
        insert into connection_events (connection_id, at, state, message, who, is_fault)
        values (${row?.id ?? 0}, ${hours(age - step * 3)}, ${state}, ${message}, ${step === 1 ? brood.name : 'demo'}, false)`);
  }
}

/** What was seen of two instances in the last days, and what one wants of them. */
async function addFleet(work: Work, toolIds: readonly number[]): Promise<void> {
  for (const [at, toolId] of toolIds.entries()) {
    for (let look = 12; look > 0; look--) {
      const figures = {
        criticalSettings: at,
        settingsInError: 4 + at * 3 + (look % 3),
        workersDown: at === 1 && look < 3 ? 2 : 0,
        jobs: (look * 37) % 120,
        databaseMiB: 2400 + at * 800 - look * 25,
        users: 18 + at * 6,
        lastEvent: new Date(Date.now() - (look * 6 + 30) * 3_600_000).toISOString(),
      };
      await work.query(sql`
        insert into fleet_observations (tool_id, at, version, figures)
        values (${toolId}, ${hours(look * 6 + 30)}, ${at === 0 ? '2.5.1' : '2.4.198'}, ${JSON.stringify(figures)}::jsonb)`);
    }
    const settings = [
      { name: 'MISP.live', value: at === 0 ? 'true' : 'false', severity: 'critical', error: null, isChangeable: true },
      { name: 'MISP.welcome_text_top', value: '', severity: 'optional', error: 'Value not set.', isChangeable: true },
      {
        name: 'Security.password_policy_length',
        value: '12',
        severity: 'recommended',
        error: null,
        isChangeable: true,
      },
    ];
    await work.query(sql`
      insert into fleet_snapshots (tool_id, at, settings) values (${toolId}, ${hours(30)}, ${JSON.stringify(settings)}::jsonb)`);
  }
  await work.query(sql`
    insert into fleet_settings (connector, setting, value, note, username, modified)
    values ('misp', 'MISP.live', 'true', 'Nobody should be locked out by an old maintenance.', 'demo', now())
    on conflict do nothing`);
  await work.query(sql`
    insert into fleet_policies (connector, minimum_version) values ('misp', '2.5.0') on conflict do nothing`);
}

async function addFollowers(work: Work, toolId: number | undefined): Promise<void> {
  const [list] = await work.query<{ id: number; name: string }>(
    sql`select id, name from mailing_lists where deleted_at is null order by id limit 1`,
  );
  if (!toolId || !list) return;
  await work.query(sql`
    insert into tool_mirrors (tool_id, target, target_title, follows, source_id, username, created, last_at, last_count)
    values (${toolId}, 'alerts.lists.example', 'alerts@lists.example', 'mailing-list', ${list.id}, 'demo', ${hours(200)}, ${hours(50)}, 7)`);
}
