import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ControllerName, mayCall, wireOperations } from '@cerebrate/cerebrate-wire';
import { permissionsOf, type RoleFlags, roleFlags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, roleKinds, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, userNames, usernameOf, type World, worldPassword } from '../../test/world.js';
import { servedEndpoints } from '../kernel/index.js';
import { servedActions } from './speaks.js';

const json = { accept: 'application/json', 'content-type': 'application/json' };

describe('the dialect', () => {
  let house: House;
  let world: World;
  let webDir: string;
  beforeAll(async () => {
    webDir = mkdtempSync(path.join(tmpdir(), 'cerebrate-pages-'));
    writeFileSync(path.join(webDir, 'index.html'), '<!doctype html><title>Cerebrate</title>');
    writeFileSync(path.join(webDir, 'theme.js'), '// theme');
    house = await startHouse({ WEB_DIR: webDir });
    world = await buildWorld(house);
  });
  afterAll(async () => {
    await house.stop();
    rmSync(webDir, { recursive: true });
  });

  const get = (asked: string, key = adminKey, headers: Record<string, string> = {}) =>
    house.ask(asked, { key, headers });
  const send = (asked: string, body: unknown, key = adminKey, method = 'POST') =>
    house.ask(asked, { method, key, headers: json, body: JSON.stringify(body) });
  const isPage = async (asked: string, headers: Record<string, string>) =>
    (await house.ask(asked, { headers })).text.startsWith('<!doctype html>');

  describe('lets through', () => {
    const flagsOf = (kind: string): RoleFlags =>
      Object.fromEntries(roleFlags.map((flag) => [flag, (roleKinds[kind] ?? []).includes(flag)])) as RoleFlags;
    const spoken = servedActions().map((action) => {
      const [method = '', rest = ''] = action.split(' ');
      const [controller = '', name = ''] = rest.split('/');
      const shown =
        controller === 'open' ? `open/${name}/index` : `${controller === 'any' ? 'tags' : controller}/${name}`;
      return {
        action,
        method,
        controller,
        name,
        asked: `/${shown}${['view', 'edit', 'delete', 'toggle', 'update', 'tag', 'untag', 'viewTags'].includes(name) ? '/999999' : ''}.json`,
      };
    });

    it('strangers nowhere, by the status the original has for them', async () => {
      for (const { action, method, asked, controller } of spoken) {
        const { status } = await house.ask(asked, { method, headers: json });
        // closed registration has a status of its own (WIRE-CONTRACT §1.2)
        if (action === 'GET users/register') expect(status).toBe(401);
        else
          expect([action, status]).toEqual([
            action,
            method === 'GET' || controller === 'tags' || controller === 'any' ? 405 : 403,
          ]);
      }
    });

    it.each(userNames)('the role kind %s where its permissions do, and nowhere else', async (kind) => {
      const held = permissionsOf(flagsOf(kind));
      for (const { action, method, controller, name, asked } of spoken) {
        const endpoint = servedEndpoints.find(
          (one) => one.method === method && one.path === `/~dialect/${controller}/${name}`,
        );
        const isGranted =
          endpoint?.allow === 'anyone' || endpoint?.allow === 'signed-in' || held.has(endpoint?.allow as never);
        const said = await house.ask(asked, { method, key: keyOf(kind), headers: json });
        const isRefused = said.status === 405 && said.text.includes('your role lacks the permission');
        expect([action, isRefused, said.status < 500]).toEqual([action, !isGranted, true]);
      }
    });

    /** Roles that may do here what the original refuses them; each for a reason. */
    const wider: Readonly<Record<string, string>> = {
      'organisations/edit': 'group administrators edit the organisations of their groups',
      'organisations/tag': 'group administrators tag the organisations of their groups',
      'organisations/untag': 'group administrators tag the organisations of their groups',
      'orgGroups/attachOrg': 'group administrators look after their groups (FEATURES OGR-02)',
      'orgGroups/detachOrg': 'group administrators look after their groups (FEATURES OGR-02)',
      'metaTemplateFields/index': 'everybody fills in forms made of these fields',
      'instance/searchAll': 'everybody searches',
      'inbox/index': 'administrators of organisations decide about requests to join theirs (REG-03)',
      'inbox/view': 'administrators of organisations decide about requests to join theirs (REG-03)',
      'inbox/process': 'administrators of organisations decide about requests to join theirs (REG-03)',
      'inbox/delete': 'administrators of organisations decide about requests to join theirs (REG-03)',
      'inbox/filtering': 'administrators of organisations decide about requests to join theirs (REG-03)',
    };

    /** Roles the original lets through by its list and refuses in its code: here the permission refuses them. */
    const narrower: Readonly<Record<string, string>> = {
      'users/register': 'asked by strangers; an account has no use for it',
      'individuals/tag': 'only who may edit the person',
      'individuals/untag': 'only who may edit the person',
    };

    it('exactly whom the original lets through, but for known departures', () => {
      for (const { controller, name, method } of spoken) {
        if (controller === 'any' || controller === 'open') continue;
        const { allow } =
          servedEndpoints.find((one) => one.method === method && one.path === `/~dialect/${controller}/${name}`) ?? {};
        for (const flag of roleFlags) {
          const flags = Object.fromEntries(roleFlags.map((one) => [one, one === flag])) as RoleFlags;
          const here = allow === 'signed-in' || permissionsOf(flags).has(allow as never);
          const there = mayCall(flags, controller as ControllerName, name);
          if (wider[`${controller}/${name}`])
            expect([controller, name, flag, here || !there]).toEqual([controller, name, flag, true]);
          else if (narrower[`${controller}/${name}`])
            expect([controller, name, flag, !here || there]).toEqual([controller, name, flag, true]);
          else expect([controller, name, flag, here]).toEqual([controller, name, flag, there]);
        }
      }
    });
  });

  describe('leads', () => {
    it('browsers to pages and programs to answers, under the same address', async () => {
      expect(await isPage('/organisations/index', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })).toBe(true);
      expect(await isPage('/organisations/view/1', { accept: '*/*', authorization: adminKey })).toBe(true);
      expect((await get('/organisations/index', adminKey, json)).body).toBeInstanceOf(Array);
      expect((await get('/Organisations/index.json')).body).toBeInstanceOf(Array);
      expect((await get('/enumeration-collections/index.json')).body).toEqual([]);
      expect((await get('/organisations')).text).toMatch(/^<!doctype html>/);
    });

    it('nobody outside to places inside', async () => {
      for (const asked of ['/~dialect/organisations/index', '/~page', '//~page', '/~nowhere', '/~dialect/document']) {
        expect([asked, (await get(asked)).status]).toEqual([asked, 404]);
        expect([asked, (await get(asked, adminKey, { accept: 'application/json' })).status]).toEqual([asked, 404]);
      }
      expect((await get('/%7Edialect/organisations/index')).text).toMatch(/^<!doctype html>/);
    });

    it('files to files, whatever the caller reads', async () => {
      const said = await get('/theme.js', adminKey, { accept: 'application/json' });
      expect([said.status, said.text]).toEqual([200, '// theme']);
      expect((await get('/healthz', adminKey, { accept: 'application/json' })).status).toBeLessThan(500);
    });

    it('what the original does not have to its refusals, in its words', async () => {
      const unknown = await get('/nosuchthing/index.json?a=1&b=<x>');
      expect(unknown.body).toEqual({
        message: 'Not Found',
        url: '/nosuchthing/index.json?a=1&amp;b=%3Cx%3E',
        code: 404,
      });
      expect((await get('/organisations/nosuchaction.json')).status).toBe(405);
      expect((await get('/localTools/connectLocal/1.json')).status).toBe(405);
      expect((await get('/', adminKey, { accept: 'application/json' })).status).toBe(405);
      expect((await send('/organisations/index/1/2/3.json', {})).status).toBe(200);
      expect(
        (await house.ask('/organisations/add.json', { method: 'PATCH', key: adminKey, headers: json, body: '{}' }))
          .status,
      ).toBe(405);
    });

    it('to a document of exactly the paths it serves', async () => {
      const said = await house.ask('/docs/openapi.yaml');
      expect(said.status).toBe(200);
      expect(said.headers.get('content-type')).toMatch(/^text\/plain/);
      const { paths } = JSON.parse(said.text) as { paths: Record<string, unknown> };
      expect(Object.keys(paths)).toHaveLength(new Set(wireOperations.map((one) => one.path)).size);
      for (const { method, controller, action } of wireOperations)
        expect(servedActions()).toContain(`${method} ${controller}/${action}`);
    });
  });

  describe('refuses', () => {
    it.each([
      '/organisations/index.json?name=%ff',
      '/organisations/index.json?name=%00',
      '/organisations/view/%ff.json',
      '/%c0%ae/index.json',
      '/organisations/index.json?quickFilter=%ed%a0%80',
    ])('%s, which holds no text', async (asked) => {
      const said = await get(asked);
      expect([said.status, (said.body as { code: number }).code]).toEqual([400, 400]);
    });

    it('bodies that are no object, without a fault of ours', async () => {
      for (const body of [
        'null',
        '[]',
        '1',
        '"x"',
        '{',
        '{"name":"\\ud800"}',
        '{"name":{}}',
        '{"uuid":[]}',
        '{"meta_fields":5}',
      ]) {
        const said = await house.ask('/organisations/add.json', { method: 'POST', key: adminKey, headers: json, body });
        expect([body, said.status < 500]).toEqual([body, true]);
        expect(said.body).toHaveProperty('message');
      }
    });

    it('a web address that would run code, as our own API does', async () => {
      const said = await send('/organisations/add.json', {
        name: 'x',
        uuid: crypto.randomUUID(),
        url: 'javascript:alert(1)',
      });
      expect(said.body).toEqual({ message: expect.stringContaining('url: must be a web address') });
    });

    it('a session that lacks its token with the status of a forged request', async () => {
      const signedIn = await house.ask('/api/v1/session', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ username: usernameOf('admin'), password: worldPassword }),
      });
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      const { csrfToken } = signedIn.body as { csrfToken: string };
      const add = (headers: Record<string, string>) =>
        house.ask('/tags/add', {
          method: 'POST',
          headers: { ...json, cookie, ...headers },
          body: '{"name":"by-session"}',
        });
      expect((await add({})).status).toBe(403);
      expect((await add({ 'x-csrf-token': 'wrong' })).status).toBe(403);
      expect((await add({ 'x-csrf-token': csrfToken })).body).toMatchObject({ name: 'by-session' });
    });
  });

  describe('keeps to the rules of the services:', () => {
    const template = { template_uuid: 'faca6acc-23e0-4585-8fd8-4379e3a6250d', template_version: '1' };
    const values = (row: unknown) =>
      (row as { meta_fields: { field: string; value: string }[] }).meta_fields.map(({ value }) => value).sort();
    const add = async (more: object = {}) =>
      (await send('/organisations/add.json', { uuid: crypto.randomUUID(), name: 'Team', ...more })).body as {
        id: number;
      };

    it('an edit that is refused loses nothing', async () => {
      const { id } = await add({
        meta_fields: [
          { ...template, field: 'IPv4 address', value: '192.0.2.0/24' },
          { ...template, field: 'AS Number', value: '64500' },
        ],
      });
      const before = await get(`/organisations/view/${id}.json`);
      for (const change of [
        { name: '', meta_fields: [{ ...template, field: 'IPv4 address', value: '198.51.100.0/24' }] },
        { sector: 'Energy', meta_fields: [{ ...template, field: 'IPv4 address', value: 'no address' }] },
        {
          sector: 'Energy',
          MetaTemplates: { 1: { meta_template_fields: { 1: { metaFields: { new: ['no address'] } } } } },
        },
      ]) {
        const said = await send(`/organisations/edit/${id}.json`, change);
        expect([said.status, Object.keys(said.body as object)]).toEqual([200, ['message']]);
      }
      expect((await get(`/organisations/view/${id}.json`)).body).toEqual(before.body);
      expect(values(before.body)).toEqual(['192.0.2.0/24', '64500']);
    });

    it('an edit replaces the fields it mentions and keeps the others', async () => {
      const { id } = await add({
        meta_fields: ['192.0.2.0/24', '198.51.100.0/24'].map((value) => ({
          ...template,
          field: 'IPv4 address',
          value,
        })),
      });
      await send(`/organisations/edit/${id}.json`, {
        meta_fields: [{ ...template, field: 'AS Number', value: '64501' }],
      });
      const said = await send(
        `/organisations/edit/${id}.json`,
        {
          meta_fields: [{ ...template, field: 'IPv4 address', value: '203.0.113.0/24' }],
        },
        adminKey,
        'PUT',
      );
      expect(values(said.body)).toEqual(['203.0.113.0/24', '64501']);
    });

    it('a nationality that names no country is kept as it came, one that does is a country', async () => {
      const { id } = await add({ nationality: 'International' });
      expect((await get(`/organisations/view/${id}.json`)).body).toMatchObject({ nationality: 'International' });
      await send(`/organisations/edit/${id}.json`, { nationality: 'Deutschland or so' });
      await send(`/organisations/edit/${id}.json`, { nationality: 'United States of America' });
      expect((await get(`/organisations/view/${id}.json`)).body).toMatchObject({ nationality: 'United States' });
      expect((await get('/organisations/index.json?nationality=USA')).body).toMatchObject([{ id }]);
      await send(`/organisations/edit/${id}.json`, { nationality: null });
      expect((await get(`/organisations/view/${id}.json`)).body).toMatchObject({ nationality: null });
    });

    it('many are deleted at once when the path names one, and what has users stays', async () => {
      const [a, b] = [await add(), await add()];
      expect((await send(`/organisations/delete/${a.id}.json`, { ids: `["${a.id}","${b.id}"]` })).text).toBe('[]');
      expect((await get(`/organisations/view/${b.id}.json`)).status).toBe(404);
      const kept = world.organisations.circl.id;
      const said = await house.ask(`/organisations/delete/${kept}.json`, { method: 'DELETE', key: adminKey });
      expect([said.status, said.text.includes('users belong to it')]).toEqual([403, true]);
      expect((await get(`/organisations/view/${kept}.json`)).status).toBe(200);
    });

    it('tags are named by name, by id, in text and in lists', async () => {
      const { id } = await add();
      const tag = (await send('/tags/add', { name: 'known', colour: '#123456' })).body as { id: number };
      const names = (said: { body: unknown }) =>
        (said.body as { tags: { name: string }[] }).tags.map(({ name }) => name);
      expect(names(await send(`/organisations/tag/${id}.json`, { tag_list: [tag.id, 'fresh'] }))).toEqual([
        'fresh',
        'known',
      ]);
      expect(names(await send(`/organisations/untag/${id}.json`, { tag_list: '["fresh"]' }))).toEqual(['known']);
      expect(names(await send(`/organisations/untag/${id}.json`, { tag_list: `[${tag.id}]` }))).toEqual([]);
    });

    it('nobody sees through it what our own API hides', async () => {
      const own = world.organisations.circl.id;
      const rows = (await get('/organisations/index.json', keyOf('plain'))).body as { id: number }[];
      expect(rows.map(({ id }) => id)).toEqual([own]);
      expect((await get(`/organisations/view/${world.organisations.acme.id}.json`, keyOf('plain'))).status).toBe(404);
      expect((await get('/open/organisations/index.json', keyOf('plain'))).body).toHaveLength(1);
      const found = (await get('/instance/searchAll.json?search=acme', keyOf('plain'))).body as Record<
        string,
        { amount: number }
      >;
      expect(found['Organisations']?.amount).toBe(0);
      expect(found['Individuals']?.amount).toBe(0);
      const people = (await get(`/organisations/view/${world.organisations.acme.id}.json`, keyOf('viewer'))).body as {
        alignments: { individual: { email: string }[] };
      };
      const all = (await get(`/organisations/view/${world.organisations.acme.id}.json`)).body as typeof people;
      expect(people.alignments.individual.length).toBeLessThanOrEqual(all.alignments.individual.length);
    });

    it('a status tells the caller about itself, and of a change at once', async () => {
      const asked = () => get('/instance/status.json', keyOf('orgAdmin'));
      const before = (await asked()).body as {
        user: { organisation: { sector: string }; individual: { organisations: unknown[] } };
      };
      expect(before.user.individual.organisations).toHaveLength(1);
      await send(`/organisations/edit/${world.organisations.circl.id}.json`, { sector: 'Energy' }, keyOf('orgAdmin'));
      expect(((await asked()).body as typeof before).user.organisation.sector).toBe('Energy');
    });

    it('a key counts where the original lets keys count, and on CSV', async () => {
      const csv = await get('/organisations/index.csv');
      expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=UTF-8']);
      expect(csv.text.split('\n')[0]).toMatch(/^"id","uuid","name"/);
      const asText = await get('/organisations/index', adminKey, { accept: 'text/csv' });
      expect([asText.status, asText.headers.get('location')]).toEqual([
        302,
        '/users/login?redirect=%2Forganisations%2Findex',
      ]);
    });
  });
});
