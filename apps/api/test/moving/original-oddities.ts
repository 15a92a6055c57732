import { randomUUID } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { Connection } from 'mysql2/promise';
import { day, fill, php, there } from './original-rows.js';

/** Ids of rows that specs speak of. */
export const odd = {
  owl: 7_001,
  noMoments: 7_002,
  sameUuid: 7_003,
  noUuid: 7_004,
  latin: 7_005,
  blank: 7_006,
  person: 7_101,
  user: 7_201,
  group: 7_301,
  list: 7_401,
} as const;

const zero = '0000-00-00 00:00:00';
/** A name of 191 signs, of which each is two units of UTF-16 and four bytes. */
const long = '🦉'.repeat(191);

/** Of everything that the original's tables let in one row: what ten years leave behind. */
export async function oddities(to: Connection, pgpKey: string): Promise<void> {
  await to.query(`set session sql_mode = ''`);
  await to.query('alter table organisations modify sector varchar(191) character set latin1');
  await oddDirectory(to, pgpKey);
  await oddAccounts(to);
  await oddTemplates(to);
  await oddLabels(to);
  await oddCircles(to);
  await oddMessages(to);
  await oddHistory(to);
  await strangers(to);
}

async function oddDirectory(to: Connection, pgpKey: string): Promise<void> {
  const twice = randomUUID();
  await fill(to, 'organisations', 'id, uuid, name, url, nationality, sector, type, contacts, created, modified', [
    [odd.owl, twice, '🦉 CERT 🇱🇺 «Ǆ» עברית', 'https://🦉.example', 'luxembourg', 'Énergie', '', '', day(1), day(2)],
    [odd.noMoments, randomUUID().toUpperCase(), long, null, null, null, null, null, zero, zero],
    [odd.sameUuid, twice.toUpperCase(), 'The same again', null, 'LU', null, null, null, day(1), zero],
    [odd.noUuid, 'no uuid at all', 'Without', null, 'DE ', 'Müller & Söhne', null, 'a\u2028b\u0007', day(1), day(1)],
    [odd.latin, randomUUID(), 'MÃ¼ller', null, 'Czech Republic', 'ÄÖÜß', '0', ' padded ', day(1), day(1)],
    [odd.blank, randomUUID(), '   ', '', '', '', '', '', day(1), day(1)],
  ]);
  await fill(to, 'individuals', 'id, uuid, email, first_name, last_name, position, created, modified', [
    [odd.person, randomUUID(), ' Odd.Person@ORG.example ', '名', 'Ó’Näme', '😀\n2nd line', day(1), day(1)],
    [7_102, randomUUID(), '', 'No', 'Address', null, day(1), day(1)],
    [7_103, randomUUID(), 'zero@org.example', '', '', '', zero, zero],
    [7_104, randomUUID(), 'second@org.example', 'Second', 'Account', null, day(1), day(1)],
  ]);
  await fill(to, 'alignments', 'id, individual_id, organisation_id, type, created, modified', [
    [7_111, odd.person, odd.owl, null, day(1), day(1)],
    [7_112, odd.person, odd.owl, '', day(1), day(1)],
    [7_113, odd.person, odd.latin, 'Größe 🦉', zero, day(1)],
  ]);
  await fill(to, 'org_groups', 'id, uuid, name, description, created, modified', [
    [odd.group, randomUUID(), '🌍', 'x'.repeat(60_000), zero, day(3)],
  ]);
  await fill(to, 'org_groups_organisations', 'id, org_group_id, organisation_id', [
    [7_311, odd.group, odd.owl],
    [7_312, odd.group, 999_999],
  ]);
  await fill(
    to,
    'encryption_keys',
    'id, uuid, type, encryption_key, revoked, expires, owner_id, owner_model, created, modified',
    [
      [7_501, randomUUID(), 'pgp', `${pgpKey}\n${pgpKey}`, null, null, odd.person, 'individual', day(1), day(1)],
      [7_502, randomUUID(), 'smime', 'no certificate', 0, 1_700_000_000, odd.owl, 'organisation', day(1), day(1)],
      [7_503, randomUUID(), 'pgp', pgpKey, 0, null, odd.person, 'user', day(1), day(1)],
      [7_504, randomUUID(), 'pgp', null, 0, null, odd.person, 'individual', day(1), day(1)],
      [
        ...[7_505, randomUUID(), 'pgp', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n', 0, null, odd.person],
        ...['individual', day(1), day(1)],
      ],
      [7_506, randomUUID(), 'pgp', pgpKey, 1, null, odd.owl, 'organisation', zero, zero],
    ],
  );
}

async function oddAccounts(to: Connection): Promise<void> {
  const hash = php(there.password);
  await fill(to, 'roles', 'id, uuid, name, is_default, perm_admin, perm_view_all_orgs', [
    [7_001, 'x', '🎭', 0, 0, 1],
    [7_002, randomUUID(), 'nobody has it', null, null, 2],
  ]);
  await fill(
    to,
    'users',
    'id, uuid, username, password, role_id, individual_id, organisation_id, disabled, created, modified',
    [
      [odd.user, randomUUID(), 'disabled 🦉', hash, 3, odd.person, odd.owl, 1, zero, day(1)],
      [7_202, randomUUID(), 'second account', hash, 3, odd.person, null, null, day(1), day(1)],
      [7_203, randomUUID(), 'lost role', hash, 999, 7_104, odd.owl, 0, day(1), day(1)],
      [7_204, randomUUID(), null, hash, 3, 7_104, odd.owl, 0, day(1), day(1)],
      [7_205, randomUUID(), 'odd flag', hash, 3, 7_104, odd.owl, 2, day(1), day(1)],
    ],
  );
  const key = php('Xy3dEfGh1jKlMn0pQrStUvWxYz0123456789XXXX');
  await fill(to, 'auth_keys', 'id, uuid, authkey, authkey_start, authkey_end, created, expiration, user_id, comment', [
    [7_211, randomUUID(), key, 'Xy3d', 'XXXX', 0, 0, odd.user, '🔑 «comment»'],
    [7_212, randomUUID(), key, 'Xy3d', 'XXXX', 1, 4_000_000_000, 999_999, null],
    [7_213, randomUUID(), null, null, null, 1, 0, odd.user, ''],
  ]);
  await fill(to, 'user_settings', 'id, user_id, name, value, created, modified', [
    [7_221, odd.user, 'ui.bookmarks', 'no json', day(1), day(1)],
    [7_222, odd.user, 'ui.table.columns', '{"organisations":["name","uuid"]}', zero, day(1)],
    [7_223, null, 'ui.bsTheme', 'nobody’s', day(1), day(1)],
    [7_224, odd.user, 'empty', null, day(1), day(1)],
  ]);
  await fill(to, 'org_groups_admins', 'id, org_group_id, user_id', [
    [7_231, odd.group, odd.user],
    [7_232, odd.group, 999_999],
  ]);
  await fill(to, 'permission_limitations', 'id, scope, permission, max_occurrence, comment', [
    [7_241, 'organisation', 'rtir', 2, Buffer.from('zwei – 🦉')],
    [7_242, 'global', 'rtir', 9, Buffer.from('twice')],
    [7_243, 'planet', 'rtir', 1, Buffer.alloc(0)],
  ]);
}

async function oddTemplates(to: Connection): Promise<void> {
  await fill(to, 'meta_template_name_directory', 'id, name, namespace, version, uuid', [
    [7_601, 'Networks', 'test', '1', there.templateUuid],
    [7_602, 'None', '', '3', 'not a uuid'],
  ]);
  const template = (id: number, rest: readonly unknown[]) =>
    [id, 'organisation', 'Networks', 'test', null, ...rest, day(1), zero] as const;
  await fill(
    to,
    'meta_templates',
    'id, scope, name, namespace, description, version, uuid, source, enabled, is_default, meta_template_directory_id, created, modified',
    [
      template(7_611, ['1', there.templateUuid, null, 0, 1, 7_601]),
      template(7_612, ['2', there.templateUuid, 'twice', 1, 0, 5]),
      [7_613, 'planet', 'Odd', 'test', '', '1', randomUUID(), 's', 1, 0, 7_601, day(1), day(1)],
      [7_614, 'individual', 'People', 'test', '🦉', '1', randomUUID(), 's', 1, 1, 0, day(1), day(1)],
      [7_615, 'user', 'Accounts', 'test', '', '1', randomUUID(), 's', 1, 1, 0, day(1), day(1)],
    ],
  );
  await fill(
    to,
    'meta_template_fields',
    'id, field, type, meta_template_id, regex, multiple, enabled, sane_default, values_list, link',
    [
      [7_621, 'network', 'ipv4', 7_612, null, 1, 1, null, null, null],
      [7_622, 'network', 'ipv4', 7_611, '', 1, 0, '', 'no json', ''],
      [7_623, 'alias', 'text', 7_614, '^\\p{L}+$', 1, 1, '[]', '[]', 'https://x.example/{value}'],
      [7_624, 'mail', 'email', 7_614, null, 1, 1, null, null, null],
      [7_625, 'quota', 'text', 7_615, '(unclosed', 0, 1, null, null, null],
      [7_626, 'lost', 'text', 999_999, null, 0, 1, null, null, null],
    ],
  );
  const value = (scope: string, parent: number, field: string, text: string, template: number, fieldId: number) =>
    [scope, parent, field, text, randomUUID(), template, fieldId, 0, day(1), zero] as const;
  await fill(
    to,
    'meta_fields',
    'scope, parent_id, field, value, uuid, meta_template_id, meta_template_field_id, meta_template_directory_id, created, modified',
    [
      value('organisation', odd.owl, 'network', '10.0.0.0 - 10.0.0.255', 7_612, 7_621),
      value('organisation', odd.owl, 'network', '192.0.2.17', 21, 31),
      value('organisation', odd.owl, 'network', ' 192.0.2.18 ', 21, 31),
      value('organisation', odd.owl, 'network', '10.9.8.7/24', 21, 31),
      value('organisation', odd.owl, 'network', '10.0.0.0-10.0.0.2', 21, 31),
      value('organisation', odd.owl, 'level', long, 21, 32),
      value('organisation', odd.owl, 'no such field', 'template known, field gone', 21, 999_999),
      value('individual', odd.person, 'alias', '🦉 no letters', 7_614, 7_623),
      value('individual', odd.person, 'mail', 'Second.Address@ORG.example', 7_614, 7_624),
      value('individual', 7_104, 'mail', 'elsewhere@org.example', 7_614, 7_624),
      value('user', odd.user, 'quota', '5 GB', 7_615, 7_625),
      value('planet', 3, 'x', 'y', 7_613, 1),
    ],
  );
}

async function oddLabels(to: Connection): Promise<void> {
  await fill(to, 'tags_tags', 'id, name, namespace, predicate, value, colour, counter, created, modified', [
    [7_701, 'odd:"tag 🦉"', 'odd', 'tag', '🦉', '#abcdef', 7, zero, zero],
    [7_702, 'Straße', null, null, null, '', 0, day(1), day(1)],
  ]);
  await fill(to, 'tags_tagged', 'id, tag_id, fk_id, fk_model, created, modified', [
    [7_711, 7_701, odd.owl, 'Organisations', day(1), zero],
    [7_712, 7_701, odd.person, 'individuals', day(1), day(1)],
    [7_713, 7_701, null, 'Organisations', day(1), day(1)],
    [7_714, 999_999, odd.owl, 'Organisations', day(1), day(1)],
  ]);
  await fill(
    to,
    'enumeration_collections',
    'id, uuid, name, description, target_model, target_field, enabled, deleted, created, modified',
    [[7_721, randomUUID(), 'Deleted', '🦉', 'Organisations', 'type', 1, 1, day(1), zero]],
  );
  await fill(to, 'enumerations', 'id, value, enumeration_collection_id', [
    [7_731, ' padded 🦉 ', 7_721],
    [7_732, '', 7_721],
    [7_733, 'orphan', 999_999],
  ]);
}

async function oddCircles(to: Connection): Promise<void> {
  await fill(
    to,
    'sharing_groups',
    'id, uuid, name, releasability, description, organisation_id, user_id, active, local, created, modified',
    [
      [odd.group, randomUUID(), '🔒', '', null, odd.owl, odd.user, null, null, zero, day(1)],
      [7_302, randomUUID(), 'Inactive', 'x', '', odd.latin, odd.user, 0, 0, day(1), day(1)],
    ],
  );
  await fill(to, 'sgo', 'sharing_group_id, organisation_id, deleted, extend', [
    [odd.group, odd.owl, null, null],
    [odd.group, odd.latin, 0, 0],
    [odd.group, odd.latin, 1, 1],
    [999_999, odd.owl, 0, 0],
    [odd.group, 999_999, 0, 0],
  ]);
  const brood =
    'id, uuid, name, url, description, organisation_id, trusted, pull, skip_proxy, authkey, created, modified';
  await fill(to, 'broods', brood, [
    [
      7_801,
      'no uuid',
      '🦉 node',
      'https://odd.example/',
      null,
      odd.owl,
      null,
      null,
      null,
      'k'.repeat(40),
      zero,
      day(1),
    ],
    [7_802, randomUUID(), 'No key', 'https://nokey.example', '', odd.owl, 0, 0, 1, null, day(1), day(1)],
    [7_803, randomUUID(), 'No owner', 'https://noowner.example', '', 999_999, 0, 0, 1, 'x', day(1), day(1)],
    [7_804, randomUUID(), 'No address', '', '', odd.owl, 0, 0, 1, 'x', day(1), day(1)],
  ]);
  await fill(
    to,
    'mailing_lists',
    'id, uuid, name, recipients, description, user_id, active, deleted, created, modified',
    [
      [odd.list, randomUUID(), '🦉 list', null, 'd', odd.user, 0, 0, day(1), day(1)],
      [7_402, randomUUID(), 'Deleted', '', '', null, 1, 1, zero, zero],
    ],
  );
  await fill(to, 'mailing_lists_individuals', 'id, mailing_list_id, individual_id, include_primary_email', [
    [7_411, odd.list, odd.person, 0],
    [7_412, 999_999, odd.person, 1],
    [7_413, 7_402, null, 1],
  ]);
  const address = (text: string) => `(select id from meta_fields where value = '${text}')`;
  for (const text of ['Second.Address@ORG.example', 'elsewhere@org.example'])
    await to.query(`insert into mailing_lists_meta_fields values (${odd.list}, ${address(text)})`);
  await to.query(`insert into mailing_lists_meta_fields values (${odd.list}, 999999)`);
}

async function oddMessages(to: Connection): Promise<void> {
  await fill(to, 'local_tools', 'id, name, connector, settings, exposed, created, modified', [
    [7_901, '🛠', 'MispConnector', 'no json', 0, zero, zero],
    [7_902, 'Null', 'MispConnector', null, 1, day(1), day(1)],
  ]);
  const connection = (id: number, tool: number, brood: number, status: string | null) =>
    [id, tool, 70, 'Theirs 🦉', brood, 'named', '{"a":1}', status, zero, day(1)] as const;
  await fill(
    to,
    'remote_tool_connections',
    'id, local_tool_id, remote_tool_id, remote_tool_name, brood_id, name, settings, status, created, modified',
    [
      connection(7_911, 7_901, 3, 'Connected'),
      connection(7_912, 7_901, 999_999, 'Connected'),
      connection(7_913, 7_902, 3, null),
    ],
  );
  const message = 'id, uuid, scope, action, title, origin, user_id, message, data, severity, created, modified';
  await fill(to, 'inbox', message, [
    [7_921, randomUUID(), 'User', 'Registration', '🦉', '', null, null, 'no json', 0, day(1), day(1)],
    [7_922, randomUUID(), 'User', 'Registration', 'No e-mail', '', 999_999, '', '{"username":"x"}', 9, zero, day(1)],
    [7_923, randomUUID(), 'Synchronisation', 'DataExchange', '🦉', 'x', odd.user, 'm', '{"a":"🦉"}', 3, zero, zero],
  ]);
  await fill(to, 'outbox', 'id, uuid, scope, action, title, user_id, data, severity, created, modified', [
    [7_931, randomUUID(), 'Broods', 'ResendFailedMessage', '🦉', null, null, 1, day(1), day(1)],
    [7_932, randomUUID(), 'Moon', 'Landing', '🦉', null, '{}', 1, zero, zero],
  ]);
}

async function oddHistory(to: Connection): Promise<void> {
  const mark = Buffer.from([0xce, 0xb2, 0xcf, 0x81]);
  const row = (user: number | null, model: string, id: number | null, changed: Buffer | null, created: unknown) =>
    [user, null, null, 0, 'edit', model, id, '🦉', changed, created] as const;
  await fill(
    to,
    'audit_logs',
    'user_id, authkey_id, request_ip, request_type, request_action, model, model_id, model_title, changed, created',
    [
      row(1, 'Tags.Tags', 7_701, Buffer.from('{"name":"🦉","list":["a","b","c"],"gone":[1,null]}'), zero),
      row(null, 'Inbox', 7_921, null, day(9)),
      row(999_999, 'SomethingElse', null, Buffer.concat([mark, brotliCompressSync('not json')]), day(9)),
      row(1, 'Users', 4_000_000_000, Buffer.concat([mark, Buffer.from('no brotli')]), day(9)),
      row(1, 'LocalTools', 7_901, Buffer.from('{"settings":"{\\"authkey\\":\\"hunter2\\"}"}'), day(9)),
      row(1, 'Organisations', odd.owl, Buffer.from('{"name":["\\u0000",""]}'), day(9)),
    ],
  );
}

/** Tables and columns that are not the original's, or that it makes for the moment. */
async function strangers(to: Connection): Promise<void> {
  await to.query('alter table organisations add vat_number varchar(40)');
  await to.query(`update organisations set vat_number = 'LU123' where id in (${odd.owl}, ${odd.latin})`);
  await to.query('create table csirt_extra (id int, words text)');
  await to.query(`insert into csirt_extra values (1, 'ours'), (2, 'too')`);
  await to.query('create table social_profiles (id int primary key, user_id int, access_token blob)');
  await to.query(`insert into social_profiles values (1, 1, 'token')`);
  await to.query('create table tags (id int primary key, name varchar(191))');
  await to.query('create table flood_protections (remote_ip varchar(45), request_action varchar(191), expiration int)');
  await to.query(`insert into flood_protections values ('192.0.2.1', 'register', 1)`);
  await to.query('create table bruteforces (user_ip varchar(45), username varchar(191), expiration int)');
  for (const log of ['phinxlog', 'tags_phinxlog', 'cake_d_c_users_phinxlog']) {
    await to.query(`create table ${log} (version bigint primary key, migration_name varchar(100))`);
    await to.query(`insert into ${log} values (20260205000002, 'Something')`);
  }
}
