import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Connector,
  type Desired,
  faultOf,
  fieldsOf,
  type Host,
  type ReceivedMessage,
  sealedKeys,
} from '../src/index.js';
import { type LentTool, lendHandshake, lendHost, lendTool } from './bench.js';
import { faults, startFaulty } from './faulty-server.js';

export { type LentHandshake, type LentHost, type LentTool, lendHandshake, lendHost, lendTool } from './bench.js';

/** A tool that works, for the time of one test. */
export interface Working<S> {
  readonly settings: S;
  stop(): Promise<void>;
}

/** What the sentences need to know of a connector. */
export interface Sample<S> {
  /** Settings it takes, secrets included, for a tool at this address. */
  at(url: string): S;
  /** Parameters of actions that do not run without. */
  readonly params?: Readonly<Record<string, object>>;
  /** Starts a tool in which the parameters above make sense. */
  start?(): Promise<Working<S>>;
  readonly host?: Host;
  /** For a connector with `mirror`: what one target of the started tool is to follow. */
  readonly mirrored?: { readonly target: string; readonly desired: Desired };
}

const firstPage = { page: 1, limit: 50, q: '', sort: '', descending: false };
const somewhere = 'https://tool.example';

/** What every connector must keep (ARCHITECTURE §4.5): one line in its spec, `describeConnector(connector, { at })`. */
export function describeConnector<S, O>(connector: Connector<S, O>, sample: Sample<S>): void {
  describe(`the connector ${connector.id}`, () => {
    declares(connector, sample);
    actsAsDeclared(connector, sample);
    failsClearly(connector, sample);
    if (connector.interconnect && sample.start) connectsOnce(connector, sample);
    if (connector.mirror && sample.start && sample.mirrored) followsUntilEqual(connector, sample);
  });
}

function declares<S, O>(connector: Connector<S, O>, { at }: Sample<S>): void {
  it('is whole', () => {
    expect(faultOf(connector)).toBeNull();
    expect(connector.description).not.toBe('');
  });

  it('takes its sample settings and refuses blank ones', () => {
    expect(connector.settings.safeParse(at(somewhere)).success).toBe(true);
    const blank = Object.fromEntries(fieldsOf(connector.settings).map(({ key }) => [key, '']));
    for (const given of [{}, blank]) expect(connector.settings.safeParse(given).success).toBe(false);
  });

  it('is asked at its address, and sends no open setting as a credential', () => {
    const { url, headers = {} } = connector.address(connector.settings.parse(at(somewhere)));
    expect(url).toContain(somewhere);
    const secret = sealedKeys(connector.settings);
    for (const [key, value] of Object.entries(at(somewhere) as Record<string, unknown>))
      if (!secret.includes(key) && typeof value === 'string' && value.length > 8)
        expect([key, Object.values(headers).some((header) => header.includes(value))]).toEqual([key, false]);
  });

  it.each(connector.actions.map((action) => [action.id, action] as const))('describes %s', (_id, action) => {
    expect(action.title).not.toBe('');
    expect(() => fieldsOf(action.params)).not.toThrow();
    if (action.kind === 'table') expect([action.risk, action.columns.length > 0]).toEqual(['read', true]);
    for (const { id, params } of named(action)) {
      const target = connector.actions.find((one) => one.id === id);
      expect([action.id, id, target?.kind]).toEqual([action.id, id, 'form']);
      const known = target ? fieldsOf(target.params).map(({ key }) => key) : [];
      for (const param of params) expect(known).toContain(param);
    }
    if (action.kind === 'form' && action.shows !== undefined)
      expect(connector.actions.find(({ id }) => id === action.shows)?.kind).toBe('table');
  });
}

/** The actions a table offers, with the parameters it fills. */
function named<S>(action: Action<S>): { readonly id: string; readonly params: readonly string[] }[] {
  if (action.kind !== 'table') return [];
  return [
    ...(action.rowActions ?? []).map((one) => ({ id: one.action, params: Object.keys(one.params) })),
    ...(action.selectionActions ?? []).map((one) => ({ id: one.action, params: [one.param] })),
    ...(action.tableActions ?? []).map((id) => ({ id, params: [] })),
  ];
}

const paramsOf = <S>(action: Action<S>, sample: Sample<S>) => action.params.safeParse(sample.params?.[action.id] ?? {});

/** Runs an action as the host does; undefined when the sample has no parameters for it. */
function run<S>(action: Action<S>, tool: LentTool<S>, sample: Sample<S>): Promise<unknown> | undefined {
  const params = paramsOf(action, sample);
  if (!params.success) return undefined;
  const host = sample.host ?? lendHost();
  return action.kind === 'table' ? action.run(tool, params.data, firstPage, host) : action.run(tool, params.data, host);
}

const secretsOf = <S, O>(connector: Connector<S, O>, settings: S): string[] =>
  sealedKeys(connector.settings)
    .map((key) => (settings as Record<string, unknown>)[key])
    .filter((value): value is string => typeof value === 'string' && value !== '');

function actsAsDeclared<S, O>(connector: Connector<S, O>, sample: Sample<S>): void {
  const { start } = sample;
  if (!start) return;
  const tables = connector.actions.filter(({ kind }) => kind === 'table');

  it('changes nothing when its tables are read and its health is asked, and tells no secret', async () => {
    const { settings, stop } = await start();
    const tool = lendTool(connector, settings);
    const told = [await connector.health(tool)];
    expect(told[0]?.state).toBe('ok');
    for (const action of tables) {
      const result = (await run(action, tool, sample)) as { rows: unknown[] } | undefined;
      expect([action.id, Array.isArray(result?.rows)]).toEqual([action.id, true]);
      told.push(result as never);
    }
    await stop();

    expect(tool.changes).toEqual([]);
    for (const secret of secretsOf(connector, settings)) {
      expect(JSON.stringify(told)).not.toContain(secret);
      expect(tool.logged.join()).not.toContain(secret);
    }
  });
}

function failsClearly<S, O>(connector: Connector<S, O>, sample: Sample<S>): void {
  const runnable = connector.actions.filter((action) => paramsOf(action, sample).success);

  it.each(faults)('fails as a remote does, and tells no secret, when the tool is: %s', async (fault) => {
    const server = await startFaulty(fault);
    const settings = sample.at(server.url);
    const secrets = secretsOf(connector, settings);
    for (const action of runnable) {
      const tool = lendTool(connector, settings, { timeoutMs: 60 });
      const outcome = await Promise.resolve(run(action, tool, sample)).then(
        (result) => JSON.stringify(result),
        (error: Error & { isRemoteFailed?: boolean }) => {
          expect([action.id, fault, error.isRemoteFailed, error.message]).toEqual([
            action.id,
            fault,
            true,
            error.message,
          ]);
          return error.message;
        },
      );
      for (const secret of secrets) expect([action.id, outcome.includes(secret)]).toEqual([action.id, false]);
      for (const secret of secrets) expect(tool.logged.join()).not.toContain(secret);
    }
    const health = await connector.health(lendTool(connector, settings, { timeoutMs: 60 }));
    if (['refused', 'broken', 'echo', 'silent', 'cut'].includes(fault))
      expect([fault, health.state]).not.toEqual([fault, 'ok']);
    for (const secret of secrets) expect(JSON.stringify(health)).not.toContain(secret);
    await server.stop();
  });
}

const parties = {
  a: {
    name: 'Node A',
    url: 'https://a.example',
    organisation: { uuid: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', name: 'CSIRT A' },
  },
  b: {
    name: 'Node B',
    url: 'https://b.example',
    organisation: { uuid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', name: 'CSIRT B' },
  },
};

function connectsOnce<S, O>(connector: Connector<S, O>, { start }: Sample<S>): void {
  const { interconnect, wireName = connector.id } = connector;
  if (!interconnect || !start) return;
  const received = (payload: object, from: 'a' | 'b'): ReceivedMessage => ({
    ...payload,
    connectorName: wireName,
    cerebrateURL: parties[from].url,
    local_tool_id: from === 'a' ? 1 : 2,
    remote_tool_id: from === 'a' ? 2 : 1,
    tool_name: `tool of ${from}`,
  });

  it('connects two tools when every step is delivered twice, and takes everything back', async () => {
    const [a, b] = [await start(), await start()];
    const tools = { a: lendTool(connector, a.settings), b: lendTool(connector, b.settings) };
    const options = interconnect.options.parse({});
    let [atA, atB] = [lendHandshake(parties.b, options), lendHandshake(parties.a, options)];

    const first = await interconnect.offer(tools.a, atA);
    atA = atA.again();
    const offered = await interconnect.offer(tools.a, atA);
    expect(offered).toEqual(first);
    const message = received(offered, 'a');
    await interconnect.accept(tools.b, atB, message);
    atB = atB.again();
    const accepted = received(await interconnect.accept(tools.b, atB, message), 'b');
    await interconnect.finalise(tools.a, atA, accepted);
    await interconnect.finalise(tools.a, atA.again(), accepted);

    expect(await interconnect.verify?.(tools.a, atA)).toMatchObject({ isConnected: true });
    expect(await interconnect.verify?.(tools.b, atB)).toMatchObject({ isConnected: true });
    for (const side of [
      { tool: tools.a, step: atA },
      { tool: tools.b, step: atB },
    ]) {
      await interconnect.withdraw(side.tool, side.step);
      await interconnect.withdraw(side.tool, side.step.again());
      for (const secret of interconnect.secrets) expect(side.step.made[secret] ?? null).toBeNull();
    }
    await Promise.all([a.stop(), b.stop()]);
  });
}

function followsUntilEqual<S, O>(connector: Connector<S, O>, { start, mirrored }: Sample<S>): void {
  const { mirror } = connector;
  if (!mirror || !start || !mirrored) return;

  it('plans nothing for a target that is as desired, and changes nothing by planning', async () => {
    const { settings, stop } = await start();
    const tool = lendTool(connector, settings);
    const { target, desired } = mirrored;
    expect((await mirror.targets(tool)).map(({ id }) => id)).toContain(target);
    const steps = await mirror.plan(tool, target, desired);
    expect(steps.length).toBeGreaterThan(0);
    expect(tool.changes).toEqual([]);
    for (const step of steps) {
      await mirror.apply(tool, target, step);
      await mirror.apply(tool, target, step);
    }
    expect(await mirror.plan(tool, target, desired)).toEqual([]);
    await stop();
  });
}
