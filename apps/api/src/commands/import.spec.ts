import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { constituencyTemplateUuid, type Import, metaTargetOf } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';
import { runCommand } from './run-command.js';

describe('the command import', () => {
  let house: House;
  let folder: string;
  beforeAll(async () => {
    house = await startHouse();
    folder = await mkdtemp(path.join(tmpdir(), 'cerebrate-spec-'));
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true });
  });

  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const terminal = {
      config: () => house.config,
      say: (line: string) => out.push(line),
      tell: (line: string) => faults.push(line),
    };
    const code = await runCommand(['import', ...words], terminal);
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }
  const file = async (name: string, content: string) => {
    const whole = path.join(folder, name);
    await writeFile(whole, content);
    return whole;
  };
  const named = (name: string) => house.rows<{ url: string }>('select url from organisations where name = $1', [name]);

  it('shows the first records, and rehearses', async () => {
    const { code, out } = await run(
      await file('teams.csv', 'name;website\nCommand One;https://one.example\nBad;ftp://x\n'),
      '--dry-run',
    );
    expect(code).toBe(3);
    expect(out).toContain('Command One');
    expect(out).toContain("row 2 would be refused: website: 'ftp://x' must be a web address");
    expect(out).toMatch(/Nothing was written\. Import \d+ would be: 1 new · 0 changed · 1 refused · 0 the same/);
    expect(await named('Command One')).toHaveLength(0);
  });

  it('imports when told not to ask, and tells what was refused', async () => {
    const teams = await file('teams.csv', 'name;website\nCommand One;https://one.example\nBad;ftp://x\n');
    const { code, out, faults } = await run(teams, '--yes', '--tag', 'source:command');
    expect([code, out]).toEqual([3, expect.stringMatching(/Import \d+: 1 new · 0 changed · 1 refused/)]);
    expect(faults).toContain('row 2 (Bad): website:');
    expect(await named('Command One')).toEqual([{ url: 'https://one.example' }]);
    const [row] = await house.rows<{ actor_name: string; channel: string; message: string }>(
      "select actor_name, channel, message from audit_log where title = 'Command One'",
    );
    expect(row).toMatchObject({
      actor_name: 'command line',
      channel: 'command',
      message: expect.stringMatching(/^import \d+: teams.csv$/),
    });
  });

  it('does not import when nobody can be asked', async () => {
    const { code, faults } = await run(await file('ask.csv', 'name\nAsked\n'));
    expect([code, faults]).toEqual([2, expect.stringContaining('add --yes')]);
    expect(await named('Asked')).toHaveLength(0);
  });

  it("takes the original's configuration, and answers JSON", async () => {
    const source = await file(
      'orgs.json',
      JSON.stringify([
        {
          Organisation: { name: 'Configured', uuid: '4f0c1de2-5b8a-4a2e-9d5c-000000000001', nationality: 'Luxembourg' },
        },
      ]),
    );
    const config = await file(
      'config.json',
      JSON.stringify({
        format: 'json',
        mapping: {
          name: '{n}.Organisation.name',
          uuid: '{n}.Organisation.uuid',
          nationality: '{n}.Organisation.nationality',
        },
      }),
    );
    const { code, out } = await run(source, '--config', config, '--yes', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out) as Import).toMatchObject({ state: 'done', match: 'uuid', counts: { create: 1 } });
    const again = await run(source, '--config', config, '--primary-key', 'name', '--update-only', '--yes', '--json');
    expect(JSON.parse(again.out) as Import).toMatchObject({
      match: 'name',
      options: { mode: 'update' },
      counts: { create: 0, unchanged: 1 },
    });
  });

  it('takes our own settings', async () => {
    const target = metaTargetOf(constituencyTemplateUuid, 'AS Number');
    const config = await file(
      'own.json',
      JSON.stringify({
        match: target,
        mapping: [
          { target: 'name', from: ['who'] },
          { target, from: ['number'] },
        ],
        options: { metaFields: 'merge' },
      }),
    );
    const { code, out } = await run(
      await file('own.ndjson', '{"who":"Settled","number":64502}\n'),
      '--config',
      config,
      '--yes',
    );
    expect([code, out]).toEqual([0, expect.stringContaining('1 new')]);
  });

  it.each([
    [['absent.csv'], 2, 'There is no file absent.csv'],
    [[], 2, 'Name one file or address'],
    [['FILE', '--to', 'http://127.0.0.1:1'], 2, '--to and --key (or --key-file) go together'],
    [['FILE', '--config', 'absent.json'], 2, '--config cannot be read'],
    [['FILE', '--update-only', '--create-only', '--yes'], 2, 'exclude each other'],
    [['FILE', '--preset', 'unknown', '--yes'], 1, "there is no preset 'unknown'"],
    [['FILE', '--primary-key', 'colour', '--yes'], 1, 'match'],
  ])('refuses %j', async (words, expected, reason) => {
    const teams = await file('refused.csv', 'name\nA\n');
    const { code, faults } = await run(...words.map((word) => (word === 'FILE' ? teams : word)));
    expect([code, faults]).toEqual([expected, expect.stringContaining(reason)]);
  });

  it('names the function of a configuration that it does not have', async () => {
    const config = await file(
      'bad.json',
      JSON.stringify({ mapping: { name: { path: '{n}.a', massage: 'shell_exec' } } }),
    );
    const { code, faults } = await run(await file('bad.csv', 'name\nA\n'), '--config', config, '--yes');
    expect([code, faults]).toEqual([1, expect.stringContaining("'shell_exec' is no transformation we have")]);
  });

  it('hands it in at a running instance with an auth key, and tells its refusal', async () => {
    const teams = await file('remote.ndjson', '{"name":"Remote one"}\n{"name":""}\n');
    const key = await file('key', `${adminKey}\n`);
    const { code, out } = await run(teams, '--to', house.url, '--key-file', key, '--yes');
    expect([code, out]).toEqual([3, expect.stringContaining('1 new · 0 changed · 1 refused')]);
    const [row] = await house.rows<{ actor_name: string }>(
      "select actor_name from audit_log where title = 'Remote one'",
    );
    expect(row).toEqual({ actor_name: 'admin-of-tests' });
    const refused = await run(teams, '--to', house.url, '--key', 'f'.repeat(40), '--yes');
    expect([refused.code, refused.faults]).toEqual([
      1,
      expect.stringContaining('refused POST /api/v1/imports/upload with 401'),
    ]);
  });
});
