import { describe, expect, test } from 'vitest';
import { PlayedMisp, recording } from '../fixtures/index.js';

/** Answers one request with what was served when it was recorded. */
const serving = (...paths: string[]) => {
  const asked: string[] = [];
  const misp = new PlayedMisp(async (path) => {
    const { request, response } = recording(paths[asked.length] ?? '');
    asked.push(path);
    expect(path).toBe(request.path);
    return { status: response.status, text: response.body };
  });
  return misp;
};
const uuidOf = (at: number) => `bbbbbbbb-0000-4000-8000-00000000000${at}`;
const memberOf = (at: number) => `aaaaaaaa-0000-4000-8000-00000000000${at}`;
const madeOf = (path: string) => recording(path).mispMade;

describe('the played MISP', () => {
  test('makes of what a stand-in served what a MISP 2.5 made of it', async () => {
    const file = (name: string) => `misp-client/${name}.json`;
    const first = file('41-preview_sharing_groups-quickFilter');
    const again = file('44-download_sg-again');
    const variants = file('46-pull_sgs-variants');
    const after = file('47-preview_sgs-after');
    const bare = file('48-preview_sgs-no-members-key');
    // The recorded MISP had pulled the two groups before 44 and after it.
    const misp = serving(first, first, again, first, variants, after, bare);
    expect(await misp.preview({ quickFilter: 'foo' })).toEqual(madeOf(first));
    expect(await misp.pull({ quickFilter: 'foo' })).toMatch(/^Added 2 new/);
    const { uuid, description, members } = await misp.download(1);
    const downloaded = [...members].map(([member, extend]) => ({ uuid: member, extend }));
    expect({ uuid, description, members: downloaded }).toEqual(madeOf(again));
    expect(await misp.pull({ quickFilter: 'foo' })).toMatch(/updated 2 existing sharing groups, 0 failures/);
    expect(await misp.pull()).toBe(madeOf(variants));
    expect(await misp.preview()).toEqual(madeOf(after));
    expect(await misp.preview()).toEqual(madeOf(bare));
    // What MISP listed at the end: a member that was not served any more stays, and nobody may extend.
    const kept = [...misp.groups.values()].map((group) => [group.uuid, group.name, [...group.members]]);
    expect(kept).toEqual([
      [uuidOf(1), 'Cerb SG 1', [1, 2, 3].map((at) => [memberOf(at), false])],
      [uuidOf(2), 'Cerb SG 2', [1, 2].map((at) => [memberOf(at), false])],
      [uuidOf(6), 'Cerb SG 6', [1, 2].map((at) => [memberOf(at), false])],
      [uuidOf(7), 'Cerb SG 7', [[memberOf(8), false]]],
    ]);
  });

  test('makes of what the original served what a MISP 2.5 made of it: nobody may extend', async () => {
    const misp = serving(
      'misp/14-download_sg.json',
      'misp/16-pull_sgs.json',
      'misp/17-preview_sharing_groups-after.json',
    );
    await misp.download(1);
    expect(await misp.pull()).toBe('Added 2 new sharing groups, updated 1 existing sharing groups, 0 failures.');
    for (const row of await misp.preview()) expect(row).toMatchObject({ exists_locally: true, differences: [] });
    expect([...misp.groups.values()].map(({ name, members }) => [name, members.size])).toEqual([
      ['Baltic exchange', 6],
      ['BENELUX finance', 5],
      ['Retired group', 5],
    ]);
    expect([...misp.groups.values()].flatMap(({ members }) => [...members.values()])).not.toContain(true);
  });

  test('asks for one of two as MISP does, and tells its caller what MISP told', async () => {
    const asked: string[] = [];
    const answers = [
      { status: 200, text: '[]' },
      { status: 403, text: '{}' },
      { status: 405, text: '{}' },
      { status: 200, text: '<html></html>' },
      { status: 200, text: '{"data": []}' },
    ];
    const misp = new PlayedMisp(async (path) => {
      asked.push(path);
      return answers[asked.length - 1] ?? { status: 500, text: '' };
    });
    expect(await misp.preview({ name: 'a||b' })).toEqual([]);
    expect(asked).toEqual(['/sharingGroups/index?name%5B0%5D=a&name%5B1%5D=b']);
    await expect(misp.pull()).rejects.toThrow('403 ');
    await expect(misp.pull()).rejects.toThrow('400 ');
    await expect(misp.pull()).rejects.toThrow('500 ');
    await expect(misp.pull()).rejects.toThrow('500 ');
  });
});
