import {
  encryptionKeys,
  mailingLists,
  orgGroups,
  type SearchHit,
  search,
  sharingGroupBlueprints,
  sharingGroups,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { makeKey } from '../../directory/encryption-keys/keys.fixture.js';

describe('searching for circles, lists and keys', () => {
  let house: House;
  let world: World;
  let fingerprint: string;
  let groupUuid: string;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    const group = await house.call(sharingGroups.create, {
      body: { name: 'Baltic éxchange', releasability: 'x', organisationId: world.organisations.circl.id },
    });
    groupUuid = group.body.uuid;
    await house.call(mailingLists.create, { body: { name: 'Baltic leads', recipients: 'heads of team' } });
    await house.call(orgGroups.create, { body: { name: 'Baltic states', description: 'Three of them' } });
    await house.call(sharingGroupBlueprints.create, {
      body: { name: 'Baltic teams', rules: { kind: 'nationality', values: ['EE'] } },
      key: keyOf('admin'),
    });
    const { publicKey: text } = await makeKey('alice@keys.example', {
      userIDs: [{ name: 'Alice Adams', email: 'alice@keys.example' }],
    });
    const key = await house.call(encryptionKeys.create, {
      body: { type: 'pgp', text, ownerKind: 'individual', ownerId: world.people.alice.id },
    });
    expect(key.status, key.text).toBe(201);
    fingerprint = key.body.fingerprint ?? '';
  });
  afterAll(() => house.stop());

  const hits = async (q: string, user: UserName = 'admin'): Promise<SearchHit[]> => {
    const { body, status } = await house.call(search.overview, { query: { q }, key: keyOf(user) });
    expect(status).toBe(200);
    return body.groups.flatMap((group) => group.hits);
  };
  const kinds = async (q: string, user?: UserName) => (await hits(q, user)).map(({ kind }) => kind);

  it('finds each by words of its name, whatever the accents, told by what it is for', async () => {
    expect(await hits('baltic')).toMatchObject([
      { kind: 'sharingGroup', name: 'Baltic éxchange', hint: 'CIRCL' },
      { kind: 'mailingList', name: 'Baltic leads', hint: 'heads of team' },
      { kind: 'orgGroup', name: 'Baltic states', hint: 'Three of them' },
      { kind: 'blueprint', name: 'Baltic teams', hint: 'CIRCL' },
    ]);
    expect(await kinds('exchange BALTIC')).toEqual(['sharingGroup']);
    expect(await kinds(groupUuid)).toEqual(['sharingGroup']);
  });

  it('finds a key by fingerprint, key id, address and name, and leads to its owner by name', async () => {
    for (const q of [fingerprint, fingerprint.toLowerCase(), `0x${fingerprint.slice(-16)}`, 'alice@keys.example'])
      expect(await hits(q), q).toMatchObject([{ kind: 'encryptionKey', name: 'Alice Adams', fingerprint }]);
    expect(await kinds('alice adams')).toContain('encryptionKey');
    expect(await kinds('alice@keys.exampl')).not.toContain('user');
  });

  it('shows nobody what their own lists do not', async () => {
    // Everybody sees that organisation groups exist; the other three are of circl's administrators.
    expect(await kinds('baltic', 'viewer')).toEqual(['orgGroup']);
    expect(await kinds('baltic', 'orgAdmin')).toEqual(expect.arrayContaining(['sharingGroup', 'orgGroup']));
    expect(await kinds(groupUuid, 'viewer')).toEqual([]);
    expect(await kinds(fingerprint, 'viewer')).toEqual([]);
    expect(await kinds(fingerprint, 'plain')).toEqual(['encryptionKey']);
    const page = await house.call(search.group, {
      params: { group: 'mailingLists' },
      query: { q: 'baltic' },
      key: keyOf('viewer'),
    });
    expect(page.body).toMatchObject({ total: 0, hits: [] });
  });

  it('forgets what was deleted', async () => {
    const [hit] = await hits('baltic leads');
    if (hit?.kind !== 'mailingList') throw new Error('the list was not found');
    await house.call(mailingLists.remove, { params: { ref: String(hit.id) } });
    expect(await kinds('baltic leads')).toEqual([]);
  });
});
