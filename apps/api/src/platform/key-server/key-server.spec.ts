import { encryptionKeys } from '@cerebrate/contract';
import { readKey, readKeys } from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, type World } from '../../../test/world.js';
import { makeKey } from '../../directory/encryption-keys/keys.fixture.js';
import { directoryHash } from '../../directory/encryption-keys/public-keys.js';
import { Settings, systemPrincipal } from '../../kernel/index.js';

describe('the key server', () => {
  let house: House;
  let world: World;
  let fingerprint: string;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    const open = await makeKey('Open@keys.example', {
      userIDs: [{ name: 'Open', email: 'Open@keys.example' }, { email: 'other@keys.example' }],
    });
    const closed = await makeKey('closed@keys.example');
    const owners = [world.organisations.circl.id, world.organisations.acme.id];
    for (const [at, { publicKey }] of [open, closed].entries()) {
      const said = await house.call(encryptionKeys.create, {
        body: { text: publicKey, ownerKind: 'organisation', ownerId: owners[at] as number },
      });
      fingerprint ??= said.body.fingerprint ?? '';
    }
  });
  afterAll(() => house.stop());

  const operator = systemPrincipal('tests');
  const openDirectory = (isOpen: boolean) => house.app.get(Settings).change(operator, 'openDirectory.enabled', isOpen);

  it('is closed while nobody consented or the open directory is', async () => {
    await openDirectory(true);
    expect((await search('open@keys.example')).status).toBe(404);
    await house.rows(
      `insert into public_consents (organisation_id, fields, agreed_by, agreed_at, created, modified)
       values ($1, '{keys}', 'their head', now(), now(), now()), ($2, '{country}', 'their head', now(), now(), now())`,
      [world.organisations.circl.id, world.organisations.acme.id],
    );
    await openDirectory(false);
    expect((await search('open@keys.example')).status).toBe(404);
    await openDirectory(true);
    expect((await search('open@keys.example')).status).toBe(200);
  });

  const search = (text: string, op = 'get') =>
    house.ask(`/pks/lookup?op=${op}&options=mr&search=${encodeURIComponent(text)}`);

  it('gives a consenting owner’s key by fingerprint, key id and exact address, without a session', async () => {
    for (const name of [`0x${fingerprint}`, `0x${fingerprint.slice(-16)}`, 'open@keys.example']) {
      const said = await search(name);
      expect(said.status, said.text).toBe(200);
      expect(said.headers.get('content-type')).toBe('application/pgp-keys');
      const [key] = await readKeys({ armoredKeys: said.text });
      expect(key?.getFingerprint().toUpperCase()).toBe(fingerprint);
    }
  });

  it('lists it in the machine-readable form', async () => {
    const lines = (await search('open@keys.example', 'index')).text.trim().split('\n');
    expect(lines[0]).toBe('info:1:1');
    expect(lines[1]).toMatch(new RegExp(`^pub:${fingerprint}:22:256:\\d+::$`));
    expect(lines[2]).toMatch(/^uid:Open%20%3COpen%40keys\.example%3E:\d+::$/);
  });

  it('knows nobody else, and no part of an address', async () => {
    for (const name of ['closed@keys.example', 'open@keys', 'keys.example', '@', '%'])
      expect((await search(name)).status, name).toBe(404);
  });

  it('is a Web Key Directory by both methods, with the user ids of that address alone', async () => {
    const hash = directoryHash('open');
    for (const path of [
      `/.well-known/openpgpkey/keys.example/hu/${hash}?l=open`,
      `/.well-known/openpgpkey/keys.example/hu/${hash}`,
    ]) {
      const response = await fetch(house.url + path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      const key = await readKey({ binaryKey: new Uint8Array(await response.arrayBuffer()) });
      expect(key.getUserIDs()).toEqual(['Open <Open@keys.example>']);
    }
    expect((await house.ask(`/.well-known/openpgpkey/hu/${hash}?l=open`)).status).toBe(404);
    expect((await house.ask('/.well-known/openpgpkey/keys.example/policy')).status).toBe(200);
    expect(
      (await house.ask(`/.well-known/openpgpkey/keys.example/hu/${directoryHash('closed')}?l=closed`)).status,
    ).toBe(404);
  });

  it('names users as the specification does', () => {
    expect(directoryHash('Joe.Doe')).toBe('iy9q119eutrkn8s1mk4r39qejnbu3n5q');
  });

  it('counts the calls of an address', async () => {
    await house.rows(`insert into attempts (key, window_start, count) values ('key server 127.0.0.1', date_trunc('minute', now()), 300)
      on conflict (key, window_start) do update set count = 300`);
    expect((await search('open@keys.example')).status).toBe(429);
  });
});
