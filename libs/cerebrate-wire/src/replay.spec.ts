import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bodyKind, compareShapes, recordedSteps, recording, scenes, world } from '../fixtures/index.js';

const steps = recordedSteps();
const parsed = (path: string): unknown => JSON.parse(recording(path).response.body);

describe('the replay table', () => {
  test('judges every stored recording once', () => {
    const stored = ['http', 'misp', 'misp-client'].flatMap((folder) =>
      readdirSync(new URL(`../fixtures/${folder}`, import.meta.url)).map((file) => `${folder}/${file}`),
    );
    const judged = steps.map(({ recording: path }) => path);
    expect([...judged].sort()).toEqual(stored.filter((path) => path !== 'misp/requests.json').sort());
  });

  test('gives a reason and a source for every departure, and none that keeps status and shape without one', () => {
    for (const step of steps) {
      if (step.verdict === 'fixed') {
        expect([step.recording, step.why, step.row]).toEqual([
          step.recording,
          expect.stringMatching(/\.$/),
          expect.any(String),
        ]);
        expect(step.status).toBeTypeOf('number');
        expect(step.body).toBeTypeOf('string');
      } else {
        expect([step.recording, step.status, step.like, step.row]).toEqual([
          step.recording,
          undefined,
          undefined,
          undefined,
        ]);
        if (step.omits || step.total === 'present') expect(step.why).toBeTypeOf('string');
      }
    }
  });

  test('never asks for a 500; only a tool or node that does not answer is told as 502', () => {
    for (const { recording: path, status } of steps) {
      const asked = status ?? recording(path).response.status;
      expect(asked === 502 || asked < 500, `${path}: ${asked}`).toBe(true);
    }
  });

  test('asks for a total wherever one was recorded and the answer stays a list', () => {
    for (const { recording: path, total, body, verdict } of steps) {
      const { response } = recording(path);
      const counted = response.headers['x-total-count'] !== undefined;
      if (verdict === 'same' && counted && body !== 'page') expect([path, total]).toEqual([path, total ?? 'missing']);
      if (verdict === 'same' && !counted) expect([path, total ?? 'none']).toEqual([path, 'none']);
    }
  });

  test('compares fixed lists and objects with recordings of that kind', () => {
    for (const { like, body } of steps) {
      if (like) expect(bodyKind(recording(like).response)).toBe(body);
    }
  });

  test('uses ids only after they were created, within a scene', () => {
    for (const { name, steps: own } of scenes()) {
      const known = new Set<string>();
      for (const step of own) {
        for (const [kind, id] of Object.entries(step.uses ?? {}))
          expect([name, [...known]]).toEqual([name, expect.arrayContaining([`${kind}:${id}`])]);
        if ('creates' in step) for (const [kind, id] of Object.entries(step.creates ?? {})) known.add(`${kind}:${id}`);
      }
    }
  });

  test('holds no key, cookie or address of the recorded instances', () => {
    const raw = world().auth_keys.map((key) => key.raw);
    for (const { recording: path } of steps) {
      const text = JSON.stringify(recording(path));
      expect(raw.some((key) => text.includes(key))).toBe(false);
      expect(text).not.toMatch(/PHPSESSID|csrfToken=|127\.0\.0\.1:8/);
    }
  });
});

describe('the world', () => {
  test('can be built for every scene, with unique ids and no dangling reference', () => {
    for (const { patches } of scenes()) {
      const rows = world(patches);
      const ids = (list: readonly { id: number }[]) => new Set(list.map(({ id }) => id));
      for (const list of [rows.roles, rows.organisations, rows.individuals, rows.users, rows.tags, rows.meta_fields]) {
        expect(ids(list).size).toBe(list.length);
      }
      const organisations = ids(rows.organisations);
      for (const { organisation_id } of [...rows.alignments, ...rows.sharing_groups])
        expect(organisations).toContain(organisation_id);
      for (const { role_id } of rows.users) expect(ids(rows.roles)).toContain(role_id);
      for (const { tag_id } of rows.tagged) expect(ids(rows.tags)).toContain(tag_id);
      for (const field of rows.meta_fields) expect(ids(rows.meta_templates)).toContain(field.meta_template_id);
    }
  });

  test('gives the fields of the templates the ids meta-fields refer to', () => {
    const { meta_templates, meta_fields } = world();
    const template = new Map(meta_templates.map((row) => [row.id, row]));
    for (const field of meta_fields) {
      const { first_field_id = 0, fields = 0 } = template.get(field.meta_template_id) ?? {};
      expect(field.meta_template_field_id).toBeGreaterThanOrEqual(first_field_id);
      expect(field.meta_template_field_id).toBeLessThan(first_field_id + fields);
    }
  });

  test('names the user behind every recording', () => {
    const known = new Set(['anonymous', 'session:admin', 'unknown-key', 'short-key']);
    for (const { patches, steps: own } of scenes()) {
      const users = new Set(world(patches).auth_keys.map((key) => key.as));
      for (const step of own) {
        const as = 'send' in step ? step.send.as : recording(step.recording).as;
        expect(users.has(as) || known.has(as)).toBe(true);
      }
    }
  });

  test('says which patches there are when asked for another', () => {
    expect(() => world(['nothing'])).toThrow(/use one of form-org/);
  });
});

describe('comparing shapes', () => {
  test('finds a recording equal to itself', () => {
    for (const { recording: path } of steps) {
      const { response } = recording(path);
      if (response.headers['content-type'] === 'application/json' && response.body) {
        expect([path, compareShapes(parsed(path), parsed(path))]).toEqual([path, []]);
      }
    }
  });

  test('tells keys too many, keys too few and other types', () => {
    const recorded = [{ id: 1, name: 'a', created: '2026-11-22T01:09:28+00:00', tags: [{ id: 1 }] }];
    expect(
      compareShapes(recorded, [{ id: '1', name: null, created: '2026-11-22', tags: [{ id: 1, colour: 'x' }] }]),
    ).toEqual([
      '[].id is string, recorded as number',
      '[].created is string, recorded as time',
      '[].tags[] has keys too many (colour) or too few ()',
    ]);
    expect(compareShapes(recorded, [{ id: 1, name: 'a', tags: [] }])).toEqual([
      '[] has keys too many () or too few (created)',
    ]);
  });

  test('looks past keys that are left out or added on purpose', () => {
    expect(compareShapes([{ id: 1, secret: 'x' }], [{ id: 1 }], { omits: ['[].secret'] })).toEqual([]);
    expect(compareShapes([{ id: 1 }], [{ id: 1, more: 'x' }], { adds: ['[].more'] })).toEqual([]);
  });

  test('lets empty lists stand for lists and maps, and compares numbered maps by their values', () => {
    expect(compareShapes({ a: { individual: [{ id: 1 }] } }, { a: [] })).toEqual([]);
    expect(compareShapes({ m: { 1: { id: 1 } } }, { m: { 7: { id: 7 } } })).toEqual([]);
    expect(compareShapes({ m: { 1: { id: 1 } } }, { m: { 7: { uuid: 7 } } })).toHaveLength(1);
  });
});
