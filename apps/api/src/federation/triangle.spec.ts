import { broodRuns, broods, organisations, type RunKind, sharingGroups } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';
import { RunJobs } from './runs/run-jobs.js';

let theirs: House;
let ours: House;
let broodId: number;
let made = 0;

const done = async <T extends { status: number; text: string; body: unknown }>(
  said: Promise<T>,
): Promise<T['body']> => {
  const answer = await said;
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const make = () => done(theirs.call(organisations.create, { body: { name: `Theirs ${++made}` } }));

async function pull(kinds: RunKind[]): Promise<void> {
  const run = await done(
    ours.call(broodRuns.start, {
      params: { ref: String(broodId) },
      body: { kinds, isRehearsal: false, isFull: false },
    }),
  );
  await ours.app.get(RunJobs).run(run.id, new AbortController().signal);
}

beforeAll(async () => {
  theirs = await startHouse({}, false);
  ours = await startHouse({}, false);
  const owner = await done(ours.call(organisations.create, { body: { name: 'Who runs the peer' } }));
  const body = {
    name: 'The peer',
    url: theirs.url,
    ownerId: owner.id,
    authKey: adminKey,
    strategy: 'trusted' as const,
  };
  broodId = (await done(ours.call(broods.create, { body }))).id;
}, 240_000);
afterAll(async () => {
  await ours.stop();
  await theirs.stop();
});

describe('a sharing group of three nodes', () => {
  it('is kept in agreement through additions, renames and removals', async () => {
    const third = await startHouse({}, false);
    const owner = await done(third.call(organisations.create, { body: { name: 'Who runs ours' } }));
    const body = { name: 'Ours', url: ours.url, ownerId: owner.id, authKey: adminKey, strategy: 'trusted' as const };
    const { id } = await done(third.call(broods.create, { body }));
    const onward = async () => {
      const kinds: RunKind[] = ['organisations', 'sharing-groups'];
      await pull(kinds);
      const run = await done(
        third.call(broodRuns.start, {
          params: { ref: String(id) },
          body: { kinds, isRehearsal: false, isFull: false },
        }),
      );
      await third.app.get(RunJobs).run(run.id, new AbortController().signal);
    };
    const [one, two, three] = [await make(), await make(), await make()];
    const group = await done(
      theirs.call(sharingGroups.create, {
        body: { name: 'A circle', releasability: 'to all', organisationId: one.id },
      }),
    );
    const at = { ref: String(group.id) };
    const enrol = (ids: number[]) =>
      done(theirs.call(sharingGroups.enrol, { params: at, body: { organisationIds: ids, extend: true } }));
    const groupAt = (house: House) =>
      house.rows(
        `select g.name, array_agg(o.uuid::text order by o.uuid) as members from sharing_groups g
        join sharing_group_members m on m.sharing_group_id = g.id and m.until is null
        join organisations o on o.id = m.organisation_id where g.uuid = $1 and g.deleted_at is null group by g.name`,
        [group.uuid],
      );
    await enrol([one.id, two.id]);
    await onward();
    for (const house of [ours, third])
      expect(await groupAt(house)).toEqual([{ name: 'A circle', members: [one.uuid, two.uuid].sort() }]);
    await enrol([three.id]);
    await done(theirs.call(sharingGroups.release, { params: { ...at, organisation: String(one.id) } }));
    await done(theirs.call(sharingGroups.update, { params: at, body: { name: 'Renamed' } }));
    await onward();
    for (const house of [ours, third])
      expect(await groupAt(house)).toEqual([{ name: 'Renamed', members: [two.uuid, three.uuid].sort() }]);
    await done(theirs.call(sharingGroups.remove, { params: at }));
    await onward();
    for (const house of [ours, third]) expect(await groupAt(house)).toEqual([]);
    const log = await third.rows(`select distinct message from audit_log where entity_uuid = $1 order by message`, [
      group.uuid,
    ]);
    expect(log).toEqual([{ message: 'gone at Ours' }, { message: 'taken from Ours' }]);
    await third.stop();
  }, 120_000);
});
