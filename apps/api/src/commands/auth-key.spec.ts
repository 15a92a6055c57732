import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, usernameOf } from '../../test/world.js';
import { runCommand } from './run-command.js';

/** A key made from the operator's shell (FEATURES AKY-05). */
describe('the command auth-key issue', { timeout: 240_000 }, () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({}, false);
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const code = await runCommand(['auth-key', 'issue', ...words], {
      config: () => house.config,
      say: (line) => out.push(line),
      tell: (line) => faults.push(line),
    });
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }

  it('prints a key that works, with its limits', async () => {
    const { code, out, faults } = await run(
      usernameOf('plain').toUpperCase(),
      '--comment',
      'cron',
      '--read-only',
      '--resource',
      'role',
      '--network',
      '127.0.0.0/8',
    );
    expect([code, faults]).toEqual([0, '']);
    expect(out).toMatch(/^[0-9a-f]{40}$/);
    expect((await house.ask('/api/v1/roles', { key: out })).status).toBe(200);
    expect((await house.ask('/api/v1/users', { key: out })).status).toBe(403);
    expect(JSON.stringify(await house.rows('select * from audit_log'))).not.toContain(out);
  });

  it('names what is wrong', async () => {
    expect(await run('nobody-here')).toMatchObject({ code: 2, out: '' });
    expect((await run()).code).toBe(2);
    expect((await run(usernameOf('plain'), '--network', 'here')).faults).toContain('networks.0');
    expect((await run(usernameOf('plain'), '--days', '0')).code).not.toBe(0);
  });
});
