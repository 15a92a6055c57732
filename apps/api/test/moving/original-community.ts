import { randomUUID } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { Connection } from 'mysql2/promise';
import { oddities } from './original-oddities.js';
import { day, fill, php, there } from './original-rows.js';
import { originalSchema } from './original-schema.js';
import { toolsAndMessages } from './original-tools.js';

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at + 1));

/**
 * Makes the original's tables in an empty database and fills them with a community: the usual, and of everything that
 * the original let in and cannot be taken as it is one of each.
 */
export async function fillOriginal(to: Connection, pgpKey: string): Promise<void> {
  for (const statement of originalSchema) await to.query(statement);
  await directory(to, pgpKey);
  await accounts(to);
  await labels(to);
  await circles(to);
  await toolsAndMessages(to);
  await history(to);
  await oddities(to, pgpKey);
}

async function directory(to: Connection, pgpKey: string): Promise<void> {
  const countries = ['Luxembourg', 'Germany', 'EE', 'the moon'];
  await fill(to, 'organisations', 'id, uuid, name, url, nationality, sector, type, contacts, created, modified', [
    ...times(there.organisations, (n) => [
      n * 3,
      randomUUID(),
      `Organisation ${n} – Ünïcødé`,
      `https://org${n}.example`,
      countries[n % 4],
      'Finance',
      'CSIRT',
      `soc@org${n}.example`,
      day(n),
      day(n + 1),
    ]),
  ]);
  await fill(to, 'individuals', 'id, uuid, email, first_name, last_name, position, created, modified', [
    ...times(there.people, (n) => [
      n * 2,
      randomUUID(),
      `person${n}@org.example`,
      `First${n}`,
      `Last${n}`,
      null,
      day(n),
      day(n),
    ]),
    [5001, randomUUID(), 'PERSON1@org.example', 'First1', 'Again', 'twice there', day(1), day(2)],
  ]);
  await fill(to, 'alignments', 'id, individual_id, organisation_id, type, created, modified', [
    ...times(there.people, (n) => [n, n * 2, ((n % there.organisations) + 1) * 3, 'Member', day(n), day(n)]),
    [2001, 5001, 9, 'Duty officer', day(1), day(1)],
    [2002, 2, 6, 'Member', day(1), day(1)],
    [2003, 999_999, 6, 'Member', day(1), day(1)],
  ]);
  await fill(to, 'org_groups', 'id, uuid, name, description, created, modified', [
    [4, randomUUID(), 'Nordics', null, day(1), day(1)],
  ]);
  await fill(to, 'org_groups_organisations', 'id, org_group_id, organisation_id', [
    [1, 4, 3],
    [2, 4, 6],
    [3, 99, 6],
  ]);
  await fill(
    to,
    'encryption_keys',
    'id, uuid, type, encryption_key, revoked, owner_id, owner_model, created, modified',
    [
      [7, randomUUID(), 'pgp', pgpKey, 0, 3, 'organisation', day(1), day(1)],
      [
        8,
        randomUUID(),
        'pgp',
        '-----BEGIN PGP PUBLIC KEY BLOCK-----\nnothing\n-----END',
        1,
        2,
        'individual',
        day(1),
        day(1),
      ],
      [9, randomUUID(), 'pgp', pgpKey, 0, 888_888, 'individual', day(1), day(1)],
    ],
  );
}

async function accounts(to: Connection): Promise<void> {
  await fill(to, 'roles', 'id, uuid, name, is_default, perm_admin, perm_community_admin, perm_org_admin, perm_sync', [
    [1, randomUUID(), 'admin', 0, 1, 1, 1, 1],
    [2, randomUUID(), 'Org Admin', 0, 0, 0, 1, 0],
    [3, randomUUID(), 'User', 1, null, 0, 0, 0],
    [4, null, 'User too', 1, 0, 0, 0, 0],
  ]);
  const hash = php(there.password);
  await fill(
    to,
    'users',
    'id, uuid, username, password, role_id, individual_id, organisation_id, disabled, created, modified',
    [
      [1, randomUUID(), 'admin', hash, 1, 2, 3, 0, day(1), day(1)],
      [2, null, 'officer', hash, 2, 5001, 6, 0, day(2), day(2)],
      [3, randomUUID(), 'keycloak-only', null, 3, 4, 777_777, 0, day(3), day(3)],
      [4, randomUUID(), 'Officer', hash, 3, 6, 6, 1, day(4), day(4)],
      [5, randomUUID(), 'old-hash', '5f4dcc3b5aa765d61d8327deb882cf99', 3, 8, 6, 0, day(5), day(5)],
      [6, randomUUID(), 'nobody', hash, 3, 999_999, 6, 0, day(5), day(5)],
    ],
  );
  const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);
  await fill(to, 'auth_keys', 'id, uuid, authkey, authkey_start, authkey_end, created, expiration, user_id, comment', [
    [11, randomUUID(), php(there.key), there.key.slice(0, 4), there.key.slice(-4), seconds(day(1)), 0, 1, 'script'],
    [12, randomUUID(), php(there.expiredKey), 'zz3d', 'zzzz', seconds(day(1)), seconds(day(2)), 1, null],
    [13, randomUUID(), 'not a hash', 'aaaa', 'bbbb', seconds(day(1)), 0, 1, null],
  ]);
  await fill(to, 'org_groups_admins', 'id, org_group_id, user_id', [[1, 4, 2]]);
  await fill(to, 'user_settings', 'id, user_id, name, value, created, modified', [
    [1, 1, 'ui.bsTheme', 'cerebrate', day(1), day(1)],
    [2, 1, 'ui.bsTheme', 'twice', day(1), day(1)],
    [3, 1, 'ui.bookmarks', '[{"label":"Nodes","name":"n","url":"/broods/index"}]', day(1), day(1)],
  ]);
  await fill(to, 'permission_limitations', 'id, scope, permission, max_occurrence, comment', [
    [1, 'global', 'rtir', 7, Buffer.from('seven')],
  ]);
}

async function labels(to: Connection): Promise<void> {
  const { templateUuid: uuid } = there;
  await fill(to, 'meta_template_name_directory', 'id, name, namespace, version, uuid', [
    [5, 'Networks', 'test', '2', uuid],
    [6, 'Gone', 'test', '1', randomUUID()],
  ]);
  await fill(
    to,
    'meta_templates',
    'id, scope, name, namespace, description, version, uuid, source, enabled, is_default, meta_template_directory_id, created, modified',
    [
      [21, 'organisation', 'Networks', 'test', 'd', '2', uuid, 's', 1, 1, 5, day(1), day(1)],
      [22, 'organisation', 'Odd', 'test', 'd', '1.5', randomUUID(), 's', 1, 0, 5, day(1), day(1)],
    ],
  );
  await fill(
    to,
    'meta_template_fields',
    'id, field, type, meta_template_id, regex, multiple, enabled, sane_default, values_list',
    [
      [31, 'network', 'ipv4', 21, null, 1, 1, null, null],
      [32, 'level', 'text', 21, null, 0, 1, '["high"]', '["high","low"]'],
      [33, 'strange', 'colour-wheel', 21, null, 0, 1, null, null],
    ],
  );
  const value = (n: number, parent: number, field: string, fieldId: number, text: string) =>
    ['organisation', parent, field, text, randomUUID(), 21, fieldId, 5, day(n), day(n)] as const;
  await fill(
    to,
    'meta_fields',
    'scope, parent_id, field, value, uuid, meta_template_id, meta_template_field_id, meta_template_directory_id, created, modified',
    [
      ...times(there.organisations, (n) => value(n, n * 3, 'network', 31, `10.${n % 250}.${Math.floor(n / 250)}.0/24`)),
      value(1, 3, 'network', 31, 'not a network'),
      value(1, 3, 'level', 32, 'medium'),
      value(1, 6, 'level', 32, 'high'),
      value(1, 6, 'level', 32, 'high'),
      value(1, 444_444, 'level', 32, 'high'),
      ['organisation', 6, 'lost', 'kept aside', randomUUID(), 99, 99, 6, day(1), day(1)],
    ],
  );
  await fill(to, 'tags_tags', 'id, name, namespace, predicate, value, colour, created, modified', [
    [1, 'tlp:amber', 'tlp', 'amber', null, '#FFC000', day(1), day(1)],
    [2, 'odd', null, null, null, 'red', day(1), day(1)],
  ]);
  await fill(to, 'tags_tagged', 'id, tag_id, fk_id, fk_model, created, modified', [
    [1, 1, 3, 'Organisations', day(1), day(1)],
    [2, 1, 2, 'Individuals', day(1), day(1)],
    [3, 2, 4, 'OrgGroups', day(1), day(1)],
    [4, 2, 4, 'Moons', day(1), day(1)],
    [5, 2, 555_555, 'Organisations', day(1), day(1)],
  ]);
  await fill(to, 'enumeration_collections', 'id, uuid, name, target_model, target_field, created, modified', [
    [2, randomUUID(), 'Sectors', 'Organisations', 'sector', day(1), day(1)],
  ]);
  await fill(to, 'enumerations', 'id, value, enumeration_collection_id', [
    [1, 'Finance', 2],
    [2, 'Energy', 2],
    [3, 'finance', 2],
  ]);
}

async function circles(to: Connection): Promise<void> {
  await fill(
    to,
    'sharing_groups',
    'id, uuid, name, releasability, description, organisation_id, user_id, active, local, created, modified',
    [
      [9, randomUUID(), 'Circle', 'all of us', null, 3, 1, 1, 0, day(1), day(9)],
      [10, randomUUID(), 'Orphan', '', null, 666_666, 1, 1, 1, day(1), day(1)],
    ],
  );
  await fill(to, 'sgo', 'sharing_group_id, organisation_id, deleted, extend', [
    [9, 3, 0, 1],
    [9, 6, 0, 0],
    [9, 6, 0, 1],
    [9, 9, 1, 0],
    [9, 1, 0, 0],
  ]);
  await fill(
    to,
    'broods',
    'id, uuid, name, url, organisation_id, trusted, pull, skip_proxy, authkey, created, modified',
    [[3, randomUUID(), 'Upstream', 'https://up.example', 3, 1, 1, 0, there.broodKey, day(1), day(1)]],
  );
  await fill(to, 'mailing_lists', 'id, uuid, name, recipients, user_id, active, deleted, created, modified', [
    [2, randomUUID(), 'Everybody', 'members', 1, 1, 0, day(1), day(1)],
  ]);
  await fill(to, 'mailing_lists_individuals', 'id, mailing_list_id, individual_id, include_primary_email', [
    [1, 2, 2, 1],
    [2, 2, 4, 0],
    [3, 2, 999_999, 1],
  ]);
}

async function history(to: Connection): Promise<void> {
  const mark = Buffer.from([0xce, 0xb2, 0xcf, 0x81]);
  const folded = (change: object) => Buffer.concat([mark, brotliCompressSync(JSON.stringify(change))]);
  await fill(
    to,
    'audit_logs',
    'user_id, authkey_id, request_ip, request_type, request_action, model, model_id, model_title, changed, created',
    [
      [
        1,
        null,
        Buffer.from([192, 0, 2, 7]),
        0,
        'edit',
        'Organisations',
        3,
        'Organisation 1',
        Buffer.from(JSON.stringify({ name: ['Old', 'New'], url: 'https://n.example' })),
        day(1),
      ],
      [
        0,
        11,
        Buffer.from('20010db8000000000000000000000001', 'hex'),
        1,
        'soft_delete',
        'Individuals',
        2,
        'P',
        folded({ email: ['a@b.c', 'd@e.f'], password: 'hunter2' }),
        day(2),
      ],
      [1, null, null, 2, 'edit', 'Broods', 3, 'Upstream', Buffer.from('{broken'), day(3)],
      [1, null, null, 0, 'login', 'Users', 1, 'admin', Buffer.from('[]'), day(4)],
    ],
  );
}
