import { describe, expect, test } from 'vitest';
import { recordedSteps, recording } from '../../fixtures/index.js';
import { type FieldFaults, saveRefusal } from '../errors.js';
import { WireRefusal } from '../refusal.js';
import { dialectRoute } from '../route.js';
import { readBody, readDeleteTargets, readRef, type WireBody } from './body.js';
import { readBrood } from './broods.js';
import { readEncryptionKey } from './encryption-keys.js';
import type { SaveMode } from './fields.js';
import { readLocalTool } from './local-tools.js';
import { readMailingList } from './mailing-lists.js';
import { readOrgGroup } from './org-groups.js';
import { readAlignment, readIndividual } from './people.js';
import { readPermissionLimitation } from './permission-limitations.js';
import {
  addReply,
  readAuthKey,
  readEnumerationCollection,
  readOrganisation,
  readRole,
  readTag,
  readTagList,
  wrongMethod,
} from './records.js';
import { readSharingGroup } from './sharing-groups.js';
import { readUser } from './users.js';

const uuid = '7f1e0a11-0000-4000-8000-0000000000a1';
const json = (value: unknown) => readBody('application/json', JSON.stringify(value));
const now = new Date('2026-11-22T01:00:00Z');

interface Write {
  readonly path: string;
  readonly controller: string;
  readonly action: string;
  readonly search: string;
  readonly refused: boolean;
}

/** Recorded adds and edits that were read: saved, or refused with a message. */
const writes = recordedSteps().flatMap((step): Write[] => {
  const { request, response } = recording(step.recording);
  const route = dialectRoute({ method: request.method, url: request.path, accept: request.headers.accept });
  if (!route || 'refused' in route || !['add', 'edit'].includes(route.action) || request.method === 'GET') return [];
  const status = step.status ?? response.status;
  if (status !== 200 || !['POST', 'PUT'].includes(request.method)) return [];
  const message = step.verdict === 'fixed' ? step.body === 'message' : !response.body.includes('"id"');
  return [
    {
      path: step.recording,
      controller: route.controller,
      action: route.action,
      search: route.search,
      refused: message,
    },
  ];
});

/** Refusals that need more than the body: a taken uuid, a foreign owner, a value against its template. */
const beyondTheBody = [
  'http/073-organisations-add-duplicate.json',
  'http/129-individuals-add-duplicate.json',
  'http/130-individuals-add-invalid.json',
  'http/354-broods-add-duplicate.json',
  'http/380-localTools-add-bad-settings.json',
  'http/384-localTools-edit-bad.json',
  'http/440-mailingLists-add-duplicate.json',
  'http/468-orgGroups-add-duplicate.json',
  'http/501-enumerationCollections-add-duplicate.json',
  'http/632-org-add-metafield-regex-first-phone.json',
  'http/665-plainuser-add-foreign-authkey.json',
  'http/313-users-edit-invalid.json',
  'http/319-users-add2.json',
  'http/661-orgadmin-adds-user.json',
];

type Reader = (body: WireBody, mode: SaveMode, search: string) => FieldFaults;
const noFaults: FieldFaults = {};
const readers: Readonly<Record<string, Reader>> = {
  organisations: (body, mode) => readOrganisation(body, mode).faults,
  orgGroups: (body, mode) => readOrgGroup(body, mode).faults,
  sharingGroups: (body, mode) => readSharingGroup(body, mode).faults,
  encryptionKeys: (body, mode) => readEncryptionKey(body, mode).faults,
  individuals: (body, mode) => readIndividual(body, mode).faults,
  alignments: (body) => {
    readAlignment('individuals', '10', body);
    return {};
  },
  broods: (body, mode) => readBrood(body, mode).faults,
  localTools: (body, mode) => readLocalTool(body, mode).faults,
  mailingLists: (body, mode) => readMailingList(body, mode).faults,
  tags: (body, mode) => readTag(body, mode).faults,
  roles: (body, mode) => readRole(body, mode).faults,
  users: (body, mode) => readUser(body, mode).faults,
  permissionLimitations: (body, mode) => readPermissionLimitation(body, mode).faults,
  enumerationCollections: (body, mode) => readEnumerationCollection(body, mode).faults,
  userSettings: (body): FieldFaults => (body['name'] ? noFaults : { name: ['is needed'] }),
  authKeys: (body, _, search) => readAuthKey(search, body, now).faults,
};

describe('a recorded write', () => {
  test.each(writes)('$path is taken or refused by its body', ({ path, controller, action, search, refused }) => {
    const { request } = recording(path);
    const body = readBody(request.headers['content-type'], request.body ?? '');
    const faults = readers[controller]?.(body, action === 'add' ? 'add' : 'edit', search);
    expect(Object.keys(faults ?? { unread: [] }).length > 0).toBe(refused && !beyondTheBody.includes(path));
  });

  test('is refused in the words of the original where the contract prints them', () => {
    const { faults } = readOrganisation(json({ name: '', uuid }), 'add');
    expect(saveRefusal('Organisation', 'added', faults).message).toMatch(
      /^Organisation could not be added\.\nReason: name: /,
    );
  });
});

describe('a body', () => {
  test('is JSON or a form; any other type counts as empty', () => {
    expect(readBody('application/json; charset=utf-8', '{"a":1}')).toEqual({ a: 1 });
    expect({ ...readBody('application/x-www-form-urlencoded', 'name=Form+org&uuid=x') }).toEqual({
      name: 'Form org',
      uuid: 'x',
    });
    expect(readBody(undefined, '{"name":"no type"}')).toEqual({});
    expect(readBody('application/json', '')).toEqual({});
  });

  test('that is no object is refused with 400', () => {
    for (const text of ['"hello"', '[1]', 'null', '{"a":', '12']) {
      expect(() => readBody('application/json', text)).toThrow(expect.objectContaining({ status: 400 }));
    }
  });

  test('of an add or edit is not empty', () => {
    expect(() => readOrganisation({}, 'add')).toThrow(WireRefusal);
    expect(() => readRole({}, 'edit')).toThrow(expect.objectContaining({ status: 400 }));
    expect(wrongMethod()).toMatchObject({ status: 405 });
  });
});

describe('an organisation', () => {
  test('takes numbers as text, lower-cases its uuid and ignores id and unknown keys', () => {
    const { values, supplied, faults } = readOrganisation(
      json({ uuid: uuid.toUpperCase(), name: 12345, id: 5000, bogus: 1 }),
      'add',
    );
    expect({ values, supplied, faults }).toEqual({
      values: { uuid, name: '12345' },
      supplied: ['uuid', 'name', 'id', 'bogus'],
      faults: {},
    });
  });

  test('keeps apart what is null and what is not there', () => {
    expect(readOrganisation(json({ sector: null, url: '' }), 'edit').values).toEqual({ sector: null, url: '' });
  });

  test('honours its times on add only', () => {
    const body = json({ uuid, name: 'x', created: '2001-01-01T00:00:00+00:00' });
    expect(readOrganisation(body, 'add').values.created).toEqual(new Date('2001-01-01T00:00:00Z'));
    expect(readOrganisation(body, 'edit').values.created).toBeUndefined();
    expect(readOrganisation(json({ uuid, name: 'x', created: 'soon' }), 'add').faults).toHaveProperty('created');
  });

  test('refuses lists, NUL and long texts by field', () => {
    const { faults } = readOrganisation(
      json({ uuid: 'nope', name: ['a'], url: 'a\u0000b', type: 'x'.repeat(192) }),
      'add',
    );
    expect(Object.keys(faults).sort()).toEqual(['name', 'type', 'url', 'uuid']);
  });

  test('reads the simple form of meta-fields, number or text as version, and drops what names no field', () => {
    const entry = { template_uuid: uuid.toUpperCase(), template_version: 1, field: 'AS Number', value: 64999, id: 7 };
    const { values } = readOrganisation(
      json({ meta_fields: [entry, 'x', { field: 'y' }, { ...entry, value: null }] }),
      'edit',
    );
    const read = { template_uuid: uuid, template_version: '1', field: 'AS Number' };
    expect(values.metaFields).toEqual([
      { ...read, value: '64999' },
      { ...read, value: '' },
    ]);
  });

  test('reads the complex form from JSON and from a form', () => {
    const fields = { 1: { metaFields: { new: ['203.0.113.0/24', ''], 17: { value: '' } } } };
    const expected = [{ templateId: 1, fieldId: 1, add: ['203.0.113.0/24'], change: [{ id: 17, value: '' }] }];
    expect(
      readOrganisation(json({ MetaTemplates: { 1: { meta_template_fields: fields } } }), 'edit').values.metaTemplates,
    ).toEqual(expected);
    const name = 'MetaTemplates[1][meta_template_fields][1][metaFields]';
    const form = `${name}[new][0]=203.0.113.0/24&${name}[new][]=&${name}[17][value]=&MetaTemplates[6][meta_template_fields][42][metaFields][new][0]=`;
    const body = readBody('application/x-www-form-urlencoded', form);
    expect(readOrganisation(body, 'edit').values.metaTemplates).toEqual(expected);
  });
});

describe('a list of tags', () => {
  test('is a JSON list in text, a list, or one name', () => {
    const named = [{ name: 'tlp:green', id: null, idFirst: false }];
    for (const tag_list of ['["tlp:green"]', ['tlp:green'], 'tlp:green', { 0: 'tlp:green' }]) {
      expect(readTagList({ tag_list })).toEqual(named);
    }
  });

  test('tells numbers, which are ids first, from digits, which are names first', () => {
    expect(readTagList({ tag_list: '[2, "3"]' })).toEqual([
      { name: '2', id: 2, idFirst: true },
      { name: '3', id: 3, idFirst: false },
    ]);
  });

  test('that is missing or holds something else is a bad request', () => {
    for (const body of [
      {},
      { tag_list: [null] },
      { tag_list: [['a']] },
      { tag_list: [true] },
      { tag_list: ['x'.repeat(192)] },
    ]) {
      expect(() => readTagList(body)).toThrow(expect.objectContaining({ status: 400 }));
    }
  });
});

describe('other records', () => {
  test('an enumeration takes its values as lines or as a list', () => {
    const base = { name: 'n', target_model: 'Organisations', target_field: 'type' };
    expect(readEnumerationCollection(json({ ...base, values: 'A\r\n B \n\n' }), 'add').values.values).toEqual([
      'A',
      'B',
    ]);
    expect(readEnumerationCollection(json({ ...base, values: ['C', 'D'] }), 'add').values.values).toEqual(['C', 'D']);
    expect(readEnumerationCollection(json({ enabled: 'maybe', values: [{}] }), 'edit').faults).toEqual({
      enabled: [expect.any(String)],
      values: [expect.any(String)],
    });
  });

  test('a role takes its flags as PHP does', () => {
    expect(readRole(json({ name: 'r', perm_sync: '1', perm_admin: false, is_default: 0 }), 'add').values).toEqual({
      name: 'r',
      perm_sync: true,
      perm_admin: false,
      is_default: false,
    });
  });

  test('a key gets its owner from the query before the body', () => {
    expect(readAuthKey('Users_id=5', { user_id: 2 }, now).values).toMatchObject({ userId: 5, ownerFromQuery: true });
    expect(readAuthKey('', { user_id: 2 }, now).values).toMatchObject({ userId: 2, ownerFromQuery: false });
    expect(readAuthKey('', {}, now).faults).toHaveProperty('user_id');
  });

  test('a key expires when it says, never, or is refused', () => {
    const expiresAt = (expiration: unknown) => readAuthKey('Users_id=5', { expiration }, now);
    expect(expiresAt('2030-01-01 00:00:00').values.expiresAt).toEqual(new Date(1893456000_000));
    expect(expiresAt('').values.expiresAt).toBeNull();
    for (const wrong of ['2001-01-01', 1893456000, 'soon', ['x']])
      expect(expiresAt(wrong).faults).toHaveProperty('expiration');
  });

  test('an add replies with what was supplied and what the server set', () => {
    const entity = { id: 3, uuid, name: 'x', url: null, sector: 'Energy' };
    expect(addReply(entity, ['name', 'bogus', 'sector'], ['id', 'uuid'])).toEqual({
      id: 3,
      uuid,
      name: 'x',
      sector: 'Energy',
    });
  });
});

describe('references', () => {
  test('are ids or uuids', () => {
    expect(readRef('17')).toEqual({ id: 17 });
    expect(readRef(uuid.toUpperCase())).toEqual({ uuid });
    for (const text of ['0', '-1', '1.5', 'abc', '99999999999', '', undefined]) expect(readRef(text)).toBeNull();
  });

  test('of a bulk delete come from the body, when the path names a record, too', () => {
    expect(readDeleteTargets('50', { ids: '["50","51"]' })).toEqual([{ id: 50 }, { id: 51 }]);
    expect(readDeleteTargets('50', {})).toEqual([{ id: 50 }]);
    expect(readDeleteTargets(undefined, { ids: '[36, 37]' })).toBeNull();
  });
});
