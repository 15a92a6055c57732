import { inbox } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, principals, type UserName, userNames, type World } from '../../../test/world.js';
import { Conflict, NotAllowed, type Principal, Sealer, sql, systemPrincipal } from '../../kernel/index.js';
import { InboxEntity } from './inbox.entity.js';
import { inboxScope } from './inbox.scope.js';
import { InboxService } from './inbox.service.js';
import { defineRequestKind, RequestKinds } from './request-kind.js';

const told: string[] = [];

/** A kind as a room would contribute it: about an organisation, with a secret, and a decision to make. */
const visit = defineRequestKind({
  id: 'spec.visit',
  scope: 'Spec',
  action: 'Visit',
  label: 'Visit',
  description: 'Somebody wants to visit an organisation.',
  severity: 'warning',
  payload: z.strictObject({ organisation: z.int(), who: z.string().min(1), pin: z.string().optional() }),
  secrets: ['pin'],
  forOrganisations: true,
  title: ({ who }) => `Visit of ${who}`,
  key: ({ organisation, who }) => `${organisation} ${who}`,
  maySend: ({ flags }) => flags.perm_community_admin,
  admit: async (_work, { who }) => {
    if (who === 'mallory') throw new NotAllowed('you do not speak for mallory');
  },
  organisationOf: async (_work, { organisation }) => organisation,
  decision: z.strictObject({ room: z.string().min(1) }),
  accept: async (work, { payload }, { room }) => {
    if (room === 'full') throw new Conflict('the room is full');
    await work.query(sql`update organisations set contacts = ${room} where id = ${payload.organisation}`);
    return { room, knewPin: payload.pin !== undefined };
  },
  decline: async (_work, { payload }, message) => void told.push(`${payload.who}: ${message}`),
});

describe('the inbox', () => {
  let house: House;
  let world: World;
  let service: InboxService;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    everybody = await principals(house);
    const kinds = new RequestKinds();
    kinds.add(visit);
    service = new InboxService(house.store, kinds, house.app.get(Sealer));
  });
  afterAll(() => house.stop());

  const send = (who: string, at: 'circl' | 'acme' = 'circl', pin?: string) =>
    service.send(everybody.community, {
      kind: 'spec.visit',
      payload: { organisation: world.organisations[at].id, who, ...(pin === undefined ? {} : { pin }) },
    });
  const kept = async (id: number) => (await house.rows('select * from inbox where id = $1', [id]))[0];
  const post = (kind: string, payload: object, key?: string) =>
    house.call(inbox.send, { body: { kind, payload } as never, ...(key === undefined ? {} : { key }) });

  it('takes a request of a kind the caller may speak for, and of no other', async () => {
    const sent = await post('proposal.edit', { a: 1 }, keyOf('sync'));
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ isNew: true });
    const shown = await house.call(inbox.get, { params: { ref: String(sent.body.id) }, key: keyOf('community') });
    expect(shown.body).toMatchObject({
      kind: 'proposal.edit',
      scope: 'Proposal',
      action: 'ProposalEdit',
      state: 'open',
      severity: 'info',
      sender: { username: 'sync-user' },
      payload: { a: 1 },
      canAccept: false,
    });
    expect((await post('no.such', {})).status).toBe(400);
    await expect(service.send(everybody.sync, { kind: 'spec.visit', payload: {} })).rejects.toThrow('may not send');
    await expect(send('mallory')).rejects.toThrow('do not speak for mallory');
    const empty = service.send(everybody.community, { kind: 'spec.visit', payload: { organisation: 1, who: '' } });
    await expect(empty).rejects.toMatchObject({ issues: [{ path: ['payload', 'who'] }] });
    expect(await house.rows("select 1 from inbox where kind <> 'proposal.edit'")).toEqual([]);
  });

  it('finds an open request again when it is sent twice, also at the same moment', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => send('twice')));
    expect(new Set(many.map(({ id }) => id)).size).toBe(1);
    expect(many.filter(({ isNew }) => isNew)).toHaveLength(1);
    const ref = { id: many[0]?.id ?? 0 };
    await service.discard(everybody.community, ref);
    expect((await send('twice')).id).not.toBe(ref.id);
  });

  it('is seen by community administrators, and by those of the organisation it is about', async () => {
    const [ours, theirs] = [await send('scope', 'circl'), await send('scope', 'acme')];
    const seenBy = async (user: UserName) => {
      const said = await house.call(inbox.list, { key: keyOf(user), query: { title: 'Visit of scope' } as never });
      return said.status === 200 ? said.body.items.map(({ id }) => id).sort() : said.status;
    };
    expect(await seenBy('community')).toEqual([ours.id, theirs.id].sort());
    expect(await seenBy('orgAdmin')).toEqual([ours.id]);
    expect(await seenBy('groupAdmin')).toEqual([theirs.id]);
    expect(await seenBy('sync')).toBe(403);
    expect(await seenBy('instance')).toBe(403);
    const foreign = { key: keyOf('orgAdmin'), params: { ref: String(theirs.id) } };
    expect((await house.call(inbox.get, foreign)).status).toBe(404);
    expect((await house.call(inbox.discard, { ...foreign, body: {} })).status).toBe(404);
    const many = await house.call(inbox.discardMany, { key: keyOf('orgAdmin'), body: { ids: [ours.id, theirs.id] } });
    expect(many.body).toEqual({ discarded: 1, skipped: 1 });
    expect((await kept(theirs.id))?.['state']).toBe('open');
    expect((await house.call(inbox.csv, { key: keyOf('orgAdmin') })).text).not.toContain(String(theirs.uuid));
  });

  it('shows each row to exactly whom the scope allows it', async () => {
    const { value: rows } = await house.store.rehearse(systemPrincipal('spec'), (work) =>
      work.findAll(InboxEntity, {}),
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const face of [inboxScope.see, inboxScope.change])
      for (const user of userNames) {
        const principal = everybody[user];
        const bySql = await house.store.read<{ id: number }>(
          sql`select t.id from inbox t where ${face.where(principal, 't')} order by t.id`,
        );
        const inHand = rows.filter((row) => face.allows(row, principal)).map(({ id }) => id);
        expect([user, inHand.sort((a, b) => a - b)]).toEqual([user, bySql.map(({ id }) => id)]);
      }
  });

  it('carries a request out and says who decided, once', async () => {
    const { id } = await send('accepted', 'circl', '1234');
    await service.accept(everybody.orgAdmin, { id }, { room: 'blue' }, 'welcome');
    expect(await kept(id)).toMatchObject({
      state: 'accepted',
      decided_by: world.users.orgAdmin.id,
      decided_by_name: 'orgadmin-user',
      message: 'welcome',
      outcome: { room: 'blue', knewPin: true },
      sealed: null,
    });
    await expect(service.accept(everybody.community, { id }, { room: 'red' })).rejects.toThrow('accepted already by');
    await expect(service.decline(everybody.community, { id })).rejects.toThrow(Conflict);
    const actions = await house.rows(
      `select action, actor_name from audit_log where kind = 'inbox' and entity_id = $1`,
      [id],
    );
    expect(actions).toEqual([
      { action: 'add', actor_name: 'community-user' },
      { action: 'accept', actor_name: 'orgadmin-user' },
    ]);
  });

  it('is decided once although two decide at the same moment', async () => {
    const { id } = await send('raced');
    const outcomes = await Promise.allSettled([
      service.accept(everybody.community, { id }, { room: 'one' }),
      service.accept(everybody.orgAdmin, { id }, { room: 'two' }),
      service.decline(everybody.admin, { id }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('changes nothing when the decision does not fit or its kind refuses', async () => {
    const { id } = await send('refused', 'circl', '1234');
    const before = await kept(id);
    await expect(service.accept(everybody.community, { id }, {})).rejects.toMatchObject({
      issues: [{ path: ['decision', 'room'] }],
    });
    await expect(service.accept(everybody.community, { id }, { room: 'full' })).rejects.toThrow('the room is full');
    expect(await kept(id)).toEqual(before);
  });

  it('tells whoever asked of a refusal, and nobody of what is discarded', async () => {
    told.length = 0;
    const [declined, discarded] = [await send('declined'), await send('discarded')];
    await service.decline(everybody.community, { id: declined.id }, 'not now');
    await service.discard(everybody.community, { id: discarded.id });
    expect(told).toEqual(['declined: not now']);
    expect(await kept(discarded.id)).toMatchObject({ state: 'discarded', message: null });
  });

  it('keeps the secrets of a payload sealed, shows them nowhere, and drops them with the decision', async () => {
    const pin = 'a-pin-nobody-may-read';
    const { id } = await send('secretive', 'circl', pin);
    expect((await kept(id))?.['sealed']).toMatch(/^v1\./);
    const params = { ref: String(id) };
    const texts = [
      (await house.call(inbox.get, { params })).text,
      (await house.call(inbox.list, {})).text,
      (await house.call(inbox.csv, {})).text,
      (await house.call(inbox.history, { params })).text,
      JSON.stringify(await house.rows(`select * from audit_log where kind = 'inbox'`)),
      JSON.stringify(await kept(id)),
    ];
    for (const text of texts) expect(text).not.toContain(pin);
    await service.discard(everybody.community, { id });
    expect((await kept(id))?.['sealed']).toBeNull();
  });

  it('lists its kinds, and says which the caller may send', async () => {
    const kinds = (await house.call(inbox.kinds, { key: keyOf('sync') })).body;
    expect(kinds.find(({ kind }) => kind === 'proposal.edit')).toMatchObject({ maySend: true, canAccept: false });
    expect((await house.call(inbox.kinds, { key: keyOf('plain') })).body.every(({ maySend }) => !maySend)).toBe(true);
  });

  it('filters, sorts and searches', async () => {
    const list = async (query: Record<string, string>) => {
      const said = await house.call(inbox.list, { query: query as never });
      expect(said.status, said.text).toBe(200);
      return said.body.items;
    };
    expect((await list({ state: 'open' })).every(({ state }) => state === 'open')).toBe(true);
    expect((await list({ q: 'visit of accepted' })).map(({ title }) => title)).toEqual(['Visit of accepted']);
    expect((await list({ severity: 'info', kind: 'proposal.edit' })).length).toBe(1);
    const severities = (await list({ sort: '-severity' })).map(({ severity }) => severity);
    expect(severities.indexOf('info')).toBe(severities.lastIndexOf('warning') + 1);
    expect((await house.call(inbox.list, { query: { payload: 'x' } as never })).status).toBe(400);
  });
});
