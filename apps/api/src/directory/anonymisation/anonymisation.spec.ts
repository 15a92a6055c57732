import {
  anonymisation,
  consents,
  encryptionKeys,
  freshness,
  individuals,
  mailingLists,
  merges,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { UserEntity } from '../../identity/index.js';
import { systemPrincipal } from '../../kernel/index.js';
import { verifyChain } from '../../platform/index.js';
import { makeKey } from '../encryption-keys/keys.fixture.js';

describe('anonymising a person', () => {
  let house: House;
  let world: World;
  let made = 0;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const at = (id: number) => ({ ref: String(id) });
  const add = async (body: object = {}) => {
    const said = await house.call(individuals.create, {
      body: { email: `somebody${++made}@anon.example`, firstName: 'Some', lastName: `Body${made}`, ...body },
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const anonymise = (id: number, more: object = {}) =>
    house.call(anonymisation.anonymise, { params: at(id), body: { reason: 'Request of 3 November' }, ...more });
  /** Tables and columns of the whole database that say a text, whatever the case. */
  const whoSays = async (text: string): Promise<string[]> => {
    const tables = await house.rows<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await house.rows<{ row: object }>(
        `select to_jsonb(t) as row from ${name} t where t::text ilike $1`,
        [`%${text}%`],
      );
      found.push(...rows.map(({ row }) => `${name}: ${JSON.stringify(row).slice(0, 300)}`));
    }
    return found;
  };

  /** Somebody known in every place there is. */
  const known = async () => {
    const email = 'ida.tell@known.example';
    const person = await add({
      email,
      firstName: 'Ida',
      lastName: 'Tellworth',
      position: 'Keeper of names',
      emails: [{ address: 'ida.home@known.example', kind: 'private' }],
      tags: ['of-ida'],
    });
    await house.call(individuals.update, {
      params: at(person.id),
      body: { email: 'Ida.Tellworth@known.example', lastName: 'Tell-Worth' },
    });
    const key = await makeKey('ida.key@known.example', {
      userIDs: [{ name: 'Ida Keyworth', email: 'ida.key@known.example' }],
    });
    await house.call(encryptionKeys.create, {
      body: { ownerKind: 'individual', ownerId: person.id, type: 'pgp', text: key.publicKey } as never,
    });
    const owner = { kind: 'individual' as const, ref: String(person.id) };
    await house.call(consents.put, { params: owner, body: { fields: ['position'], agreedBy: 'Ida Tell-Worth' } });
    await house.call(freshness.confirm, { params: owner });
    const list = (await house.call(mailingLists.create, { body: { name: 'Told of Ida' } })).body;
    await house.call(mailingLists.addMembers, { params: at(list.id), body: { individualIds: [person.id] } });
    await house.rows(
      `insert into alignments (individual_id, organisation_id, type, created, modified)
       values ($1, $2, 'Keeper', now(), now()), ($1, $2, 'Ghost writer', now(), now())`,
      [person.id, world.organisations.acme.id],
    );
    return { person, list };
  };
  /** What other people wrote about them. */
  const mentioned = async (id: number) => {
    await house.rows(
      `insert into notifications (user_id, kind, severity, title, link, detail, key, created)
       values ($1, 'data.changed', 'info', 'somebody changed the person Ida Tell-Worth', $2, '{}', 'k1', now())`,
      [world.users.admin.id, `/individuals/view/${id}`],
    );
    await house.rows(
      `insert into mails (address, subject, body, created) values ('x@y.example', 'About', 'ida tell-worth was here', now())`,
    );
    await house.rows(
      `insert into saved_views (user_id, list, name, search, audience, created, modified)
       values ($1, 'individuals', 'Only one', 'email=ida.tellworth%40known.example', 'private', now(), now())`,
      [world.users.admin.id],
    );
    await house.rows(
      `insert into user_settings (user_id, name, value, created, modified)
       values ($1, 'ui.test', '[{"label": "Ida Tell-Worth", "url": "/x"}]', now(), now())`,
      [world.users.admin.id],
    );
    await house.rows(
      `insert into inbox (uuid, kind, scope, action, title, origin, payload, severity, state, created, modified)
       values (gen_random_uuid(), 'x', 'User', 'Registration', 'Ida Tell-Worth asks', 'a browser',
         '{"email": "ida.home@known.example"}', 0, 'open', now(), now())`,
    );
    await house.rows(
      `insert into imports (uuid, username, name, state, options, uploaded, size, created, modified)
       values (gen_random_uuid(), 'someone', 'a.csv', 'done', '{}', true, 5, now(), now())`,
    );
    await house.rows(
      `insert into import_chunks select max(id), 0, convert_to('email;name\nIDA.HOME@known.example;x', 'UTF8') from imports`,
    );
    await house.rows(
      `insert into import_rows (import_id, "row", outcome, title, changes)
       select max(id), 1, 'update', 'Acme', '[{"field": "contacts", "before": null, "after": "ida.home@known.example (Member)"}]' from imports`,
    );
  };
  /** An account they had once. */
  const onceUser = async (individualId: number) => {
    const principal = systemPrincipal('spec');
    const user = await house.store.work(principal, (work) =>
      work.insert(UserEntity, {
        uuid: crypto.randomUUID(),
        username: 'ida-the-user@known.example',
        passwordHash: null,
        roleId: world.users.plain.roleId,
        individualId,
        organisationId: world.organisations.circl.id,
        disabled: false,
      }),
    );
    const blocked = await house.call(anonymisation.preview, { params: at(individualId) });
    expect(blocked.body.blockedBy).toEqual([expect.stringContaining('ida-the-user@known.example')]);
    expect((await anonymise(individualId)).status).toBe(409);
    const acting = { ...principal, userId: user.id, username: user.username, ip: '203.0.113.99' };
    await house.store.work(acting, async (work) =>
      work.log({ kind: 'user', entityId: user.id, entityUuid: user.uuid, title: user.username, action: 'login' }),
    );
    await house.store.work(acting, async (work) =>
      work.log({ kind: 'organisation', entityId: 1, entityUuid: null, title: 'Of others', action: 'look' }),
    );
    await house.store.work(principal, async (work) => {
      const row = await work.find(UserEntity, { id: user.id });
      if (row) await work.remove(UserEntity, row);
    });
    return user.id;
  };

  it('leaves no word of them anywhere in the database, and the audit log sound', async () => {
    const { person, list } = await known();
    const twin = await add({ email: 'ida.twin@known.example', firstName: 'Idalia', lastName: 'Twinworth' });
    expect((await house.call(merges.mergeIndividual, { params: at(person.id), body: { other: twin.id } })).status).toBe(
      200,
    );
    await mentioned(person.id);
    const userId = await onceUser(person.id);
    for (const word of [
      'known.example',
      'Tell-Worth',
      'Tellworth',
      'Twinworth',
      'Keeper of names',
      'Ghost writer',
      '203.0.113.99',
    ])
      expect(await whoSays(word), word).not.toEqual([]);
    const before = await house.call(individuals.list, { query: { limit: '0' } });

    const preview = await house.call(anonymisation.preview, { params: at(person.id) });
    expect(preview.status, preview.text).toBe(200);
    expect(preview.body).toMatchObject({ name: 'Ida Tell-Worth', blockedBy: [], isDeleted: false });
    const said = await anonymise(person.id);
    expect(said.status, said.text).toBe(200);
    expect(said.body.goes).toEqual(preview.body.goes);
    expect(said.body.goes.map(({ label }) => label)).toEqual(
      expect.arrayContaining([
        'further addresses',
        'tags',
        'encryption keys',
        'memberships of mailing lists',
        'public consents',
        'confirmations',
        'merges',
        'notifications',
        'e-mails',
        'saved views',
        'files of imports',
        'rows of import reports',
        'settings and bookmarks of users',
        'entries of the audit log',
      ]),
    );
    for (const word of [
      'known.example',
      'Tell-Worth',
      'Tellworth',
      'Twinworth',
      'Idalia',
      'Keyworth',
      'Keeper of names',
      'Ghost writer',
      '203.0.113.99',
    ])
      expect(await whoSays(word), word).toEqual([]);

    expect(await verifyChain(house.store)).toMatchObject({ sound: true, fault: null });
    const got = await house.call(individuals.get, { params: { ref: twin.uuid } });
    expect(got.body).toMatchObject({
      id: person.id,
      uuid: person.uuid,
      email: `person-${person.id}@anonymised.invalid`,
      firstName: 'Anonymous',
      lastName: `person ${person.id}`,
      position: null,
      emails: [],
      tags: [],
      mayChange: false,
    });
    expect(got.body.anonymisedAt).not.toBeNull();
    expect(got.body.alignments).toMatchObject([{ type: 'Member', organisation: { name: 'Acme' } }]);
    expect((await house.call(individuals.list, { query: { limit: '0' } })).body.total).toBe(before.body.total);
    expect((await house.call(mailingLists.members, { params: at(list.id) })).body.items).toEqual([]);

    const [told] = (await house.call(individuals.history, { params: at(person.id) })).body.entries;
    expect(told).toMatchObject({ kind: 'erasure', action: 'anonymise', actor: { name: 'admin-of-tests' } });
    expect(told?.changes).toContainEqual({ field: 'reason', before: null, after: 'Request of 3 November' });
    const acts = await house.rows('select actor_name, ip, title from audit_log where actor_id = $1', [userId]);
    expect(acts).toContainEqual({ actor_name: `erased user ${userId}`, ip: null, title: 'Of others' });
  });

  it('shows what was taken from the log without an erasure that tells of it, and what was altered after one', async () => {
    const person = await add();
    await anonymise(person.id);
    const behindItsBack = (text: string) =>
      house.rows(`do $$ begin set local session_replication_role = replica; ${text} end $$`);
    const [last] = await house.rows<{ seq: string }>('select max(seq) as seq from audit_log where erasure is not null');
    await house.rows('create table kept as select * from audit_log where erasure is not null');
    await behindItsBack(`update audit_log set title = 'harmless' where seq = ${last?.seq};`);
    expect((await verifyChain(house.store)).fault).toMatchObject({ seq: Number(last?.seq) });
    await behindItsBack(`update audit_log a set title = k.title from kept k where k.seq = a.seq;`);
    expect(await verifyChain(house.store)).toMatchObject({ sound: true });
    // Somebody who erases by hand, as the program does it, and tells nobody.
    const other = await add();
    const [row] = await house.rows<{ seq: string }>('select max(seq) as seq from audit_log');
    await house.rows(`do $$ begin perform set_config('cerebrate.erasing', 'on', true);
      update audit_log set title = 'gone', after = null, salt = null, erasure = '${other.uuid}' where seq = ${row?.seq};
      insert into audit_erasures select erasure, seq, audit_residue(a) from audit_log a where seq = ${row?.seq}; end $$`);
    expect((await verifyChain(house.store)).fault).toMatchObject({
      seq: Number(row?.seq),
      reason: expect.stringContaining('does not tell of an erasure'),
    });
    await behindItsBack(`delete from audit_erasures where erasure = '${other.uuid}';`);
    expect((await verifyChain(house.store)).fault).toMatchObject({ seq: Number(row?.seq) });
    // Rows of the log change in no other way, not even with the switch on.
    await expect(
      house.rows(`do $$ begin perform set_config('cerebrate.erasing', 'on', true);
        update audit_log set actor_id = 1, salt = null, erasure = gen_random_uuid() where seq = 1; end $$`),
    ).rejects.toThrow('append-only');
  });

  it('is for community administrators alone, for whom they see', async () => {
    const person = await add();
    for (const user of ['orgAdmin', 'groupAdmin', 'plain', 'instance', 'sync'] as const) {
      expect((await anonymise(person.id, { key: keyOf(user) })).status, user).toBe(403);
      expect((await house.call(anonymisation.preview, { params: at(person.id), key: keyOf(user) })).status).toBe(403);
    }
    expect((await anonymise(2_000_000)).status).toBe(404);
    expect((await anonymise(person.id, { body: { reason: '' } })).status).toBe(400);
    expect((await anonymise(person.id, { ifMatch: 7 })).status).toBe(412);
    expect((await house.call(individuals.get, { params: at(person.id) })).body.email).toBe(person.email);
    expect((await anonymise(person.id, { key: keyOf('community') })).status).toBe(200);
  });

  it('forgets the deleted too, and of one merged into another says which to forget', async () => {
    const deleted = await add({ lastName: 'Deletedworth' });
    await house.call(individuals.remove, { params: at(deleted.id) });
    expect((await house.call(anonymisation.preview, { params: { ref: deleted.uuid } })).body.isDeleted).toBe(true);
    expect((await anonymise(deleted.id)).status).toBe(200);
    expect(await whoSays('Deletedworth')).toEqual([]);
    expect((await house.call(individuals.restore, { params: at(deleted.id) })).status).toBe(404);

    const [here, there] = [await add(), await add()];
    const merged = await house.call(merges.mergeIndividual, { params: at(here.id), body: { other: there.id } });
    const refused = await anonymise(there.id);
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringContaining(`merged into number ${here.id}`),
    ]);
    await anonymise(here.id);
    const undo = { params: at(here.id), body: { merge: merged.body.id } };
    expect((await house.call(merges.undoIndividual, undo)).status).toBe(409);
  });

  it('leaves nobody who could be written to, changed, merged, put on a list or given an account', async () => {
    const person = await add();
    await house.rows(
      `insert into alignments (individual_id, organisation_id, type, created, modified) values ($1, $2, 'Head', now(), now())`,
      [person.id, world.organisations.circl.id],
    );
    await anonymise(person.id);
    const params = at(person.id);
    expect((await anonymise(person.id)).status).toBe(409);
    expect((await house.call(individuals.update, { params, body: { firstName: 'Back' } })).status).toBe(409);
    expect((await house.call(individuals.tag, { params, body: { add: ['x'] } })).status).toBe(409);
    const other = await add();
    expect(
      (await house.call(merges.mergeIndividual, { params: at(other.id), body: { other: person.id } })).status,
    ).toBe(409);
    const key = await makeKey('new@anon.example');
    const keyed = await house.call(encryptionKeys.create, {
      body: { ownerKind: 'individual', ownerId: person.id, type: 'pgp', text: key.publicKey } as never,
    });
    expect(keyed.status).toBe(403);
    const consent = { params: { kind: 'individual' as const, ref: String(person.id) } };
    expect((await house.call(consents.put, { ...consent, body: { fields: ['position'], agreedBy: 'x' } })).status).toBe(
      403,
    );
    const list = (await house.call(mailingLists.create, { body: { name: 'All of CIRCL' } })).body;
    const all = { individualIds: [], organisationIds: [world.organisations.circl.id] };
    await house.call(mailingLists.addMembers, { params: at(list.id), body: all });
    const members = await house.call(mailingLists.members, { params: at(list.id), query: { limit: '500' } });
    expect(members.body.items.length).toBeGreaterThan(0);
    expect(JSON.stringify(members.body)).not.toContain('anonymised.invalid');
    const listed = await house.call(individuals.list, { query: { anonymised: 'true', limit: '500' } });
    expect(listed.body.items.map(({ id }) => id)).toContain(person.id);
  });

  it('leaves to others what is theirs: an address that is an organisation’s too, somebody of the same name', async () => {
    const person = await add({ email: 'soc@acme.example', firstName: 'John', lastName: 'Doe-Smith' });
    const namesake = await add({ firstName: 'John', lastName: 'Doe-Smith' });
    const preview = await house.call(anonymisation.preview, { params: at(person.id) });
    expect(preview.body.elsewhere).toMatchObject([
      { kind: 'organisation', name: 'Acme', says: 'soc@acme.example' },
      { kind: 'individual', id: namesake.id, says: 'John Doe-Smith' },
    ]);
    await anonymise(person.id);
    expect((await whoSays('soc@acme.example')).every((line) => !line.includes('individual'))).toBe(true);
    expect((await house.call(individuals.get, { params: at(namesake.id) })).body.lastName).toBe('Doe-Smith');
    const history = await house.call(individuals.history, { params: at(namesake.id) });
    expect(history.body.entries[0]?.title).toBe('John Doe-Smith');
  });

  it('tells peers of a person who is well-formed and says nothing', async () => {
    const person = await add();
    await anonymise(person.id);
    const viewed = await house.ask(`/individuals/view/${person.uuid}.json`, { key: keyOf('admin') });
    expect(viewed.body).toMatchObject({
      id: person.id,
      uuid: person.uuid,
      email: `person-${person.id}@anonymised.invalid`,
      first_name: 'Anonymous',
      last_name: `person ${person.id}`,
      position: null,
    });
    const indexed = await house.ask(`/individuals/index.json?uuid=${person.uuid}`, { key: keyOf('admin') });
    expect(indexed.body).toMatchObject([{ id: person.id, first_name: 'Anonymous' }]);
  });
});
