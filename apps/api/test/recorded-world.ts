import { type WorldRows, world } from '@cerebrate/cerebrate-wire/fixtures';
import { countryCodeOf, isFieldTypeId, semanticTypeOf, typedColumnsOf } from '@cerebrate/contract';
import { shippedTemplates } from '@cerebrate/meta-templates';
import { KeyThreads } from '../src/directory/encryption-keys/key-threads.js';
import { directoryChanged } from '../src/directory/index.js';
import { enumerationChanged, metaTemplateChanged, tagChanged } from '../src/fields/index.js';
import { accessChanged, Digest, hashPassword } from '../src/identity/index.js';
import { systemPrincipal } from '../src/kernel/index.js';
import type { House } from './house.js';
import { addRecordedMailingLists } from './recorded-mailing-lists.js';

/** The password of every user of the recorded world. */
export const recordedPassword = 'a password of the recorded world';

type Row = Readonly<Record<string, unknown>>;

/** Tables of the world, those that others refer to last. */
const tables = [
  'sharing_group_members',
  'sharing_groups',
  'encryption_keys',
  'meta_fields',
  'meta_template_fields',
  'meta_templates',
  'meta_template_directory',
  'enumerations',
  'enumeration_collections',
  'organisation_tags',
  'tags',
  'sessions',
  'auth_keys',
  'org_group_admins',
  'org_group_organisations',
  'org_groups',
  'alignments',
  'users',
  'roles',
  'individuals',
  'organisations',
];

/**
 * Puts the records behind the recordings, with their ids, in place of all the house holds; every cache of the process
 * forgets what it knew. Call it again to begin anew.
 */
export async function buildRecordedWorld(house: House, patches: readonly string[]): Promise<void> {
  const rows = world(patches);
  await emptied(house);
  await addPeople(house, rows);
  await addEncryptionKeys(house, rows);
  await addAccess(house, rows);
  await addCircles(house, rows);
  await addLabels(house, rows);
  await addTemplates(house, rows);
  await addValues(house, rows);
  await addRecordedMailingLists(house);
  for (const table of tables.filter((name) => !withoutId.has(name)))
    await house.rows(
      `select setval(pg_get_serial_sequence('${table}', 'id'), (select coalesce(max(id), 0) + 1 from ${table}), false)`,
    );
  await house.store.work(systemPrincipal('recordings'), async (work) => {
    work.emit(accessChanged, {});
    work.emit(directoryChanged, { noun: 'organisation', ids: [] });
    work.emit(metaTemplateChanged, { id: 1 });
    work.emit(enumerationChanged, { id: 1 });
    work.emit(tagChanged, { id: 1 });
  });
}

/** A job of the program may hold the same tables in another order, and the database ends one of the two: then once more. */
async function emptied(house: House, times = 5): Promise<void> {
  try {
    await house.rows(`truncate ${tables.join(', ')} restart identity cascade`);
  } catch (error) {
    if (times <= 1 || (error as { code?: string }).code !== '40P01') throw error;
    await emptied(house, times - 1);
  }
}

const withoutId = new Set(['organisation_tags', 'sessions']);

/** Rows of one table, by the names of its columns. */
async function insert(house: House, table: string, rows: readonly Row[]): Promise<void> {
  if (rows.length > 0)
    await house.rows(
      `insert into ${table} (${Object.keys(rows[0] ?? {}).join(', ')})
      select ${Object.keys(rows[0] ?? {}).join(', ')} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
}

async function addPeople(house: House, rows: WorldRows): Promise<void> {
  await insert(
    house,
    'organisations',
    rows.organisations.map(({ nationality, ...row }) => {
      const country = countryCodeOf(nationality ?? '') ?? null;
      return { ...row, country, nationality_text: country ? null : nationality, version: 1 };
    }),
  );
  await insert(
    house,
    'individuals',
    rows.individuals.map((row) => ({ ...row, version: 1 })),
  );
  await insert(
    house,
    'alignments',
    rows.alignments.map((row) => ({ ...row, type: row.type ?? 'Member' })),
  );
  await insert(
    house,
    'org_groups',
    rows.org_groups.map(({ organisations: _o, admins: _a, ...row }) => ({ ...row, version: 1 })),
  );
  await insert(
    house,
    'org_group_organisations',
    rows.org_groups.flatMap(({ organisations }) => organisations),
  );
}

/** As the program reads them: what it cannot read is unreadable. */
async function addEncryptionKeys(house: House, { encryption_keys: keys }: WorldRows): Promise<void> {
  const found = await house.app.get(KeyThreads).run('inspectEach', { texts: keys.map((key) => key.encryption_key) });
  await insert(
    house,
    'encryption_keys',
    keys.map(({ encryption_key: text, owner_model: model, owner_id: owner, expires: _expires, ...row }, at) => {
      const read = found[at]?.keys?.[0];
      return {
        ...row,
        text,
        organisation_id: model === 'organisation' ? owner : null,
        individual_id: model === 'individual' ? owner : null,
        fingerprint: read?.fingerprint ?? null,
        key_ids: read?.keyIds ?? [],
        user_ids: read?.userIds ?? [],
        emails: read?.emails ?? [],
        expires_at: read?.expiresAt ?? null,
        can_encrypt: read?.canEncrypt ?? false,
        can_sign: read?.canSign ?? false,
        revoked_by_maker: false,
        fault: found[at]?.fault ?? null,
        revoked: row.revoked ?? false,
        version: 1,
      };
    }),
  );
}

async function addAccess(house: House, rows: WorldRows): Promise<void> {
  const flag = (value: boolean | null) => value ?? false;
  await insert(
    house,
    'roles',
    rows.roles.map(({ id, uuid, name, ...flags }) => ({
      id,
      uuid,
      name,
      ...Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, flag(value)])),
      version: 1,
    })),
  );
  const password = await hashPassword(recordedPassword);
  const disabled = new Set(rows.disabled_users);
  await insert(
    house,
    'users',
    rows.users.map((row) => ({ ...row, disabled: disabled.has(row.id), password_hash: password, version: 1 })),
  );
  await insert(
    house,
    'org_group_admins',
    rows.org_groups.flatMap(({ admins }) => admins),
  );
  const digest = house.app.get(Digest);
  for (const key of rows.auth_keys)
    await house.rows(
      `insert into auth_keys (id, uuid, user_id, digest, authkey_start, authkey_end, comment, created, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp(nullif($9::int, 0)))`,
      [
        key.id,
        key.uuid,
        key.user_id,
        digest.of(key.raw),
        key.raw.slice(0, 4),
        key.raw.slice(-4),
        key.comment,
        key.created,
        key.expiration,
      ],
    );
}

async function addCircles(house: House, { sharing_groups: circles }: WorldRows): Promise<void> {
  await insert(
    house,
    'sharing_groups',
    circles.map(({ members: _members, ...row }) => ({ ...row, version: 1 })),
  );
  await insert(
    house,
    'sharing_group_members',
    circles
      .flatMap(({ members, created }) => members.map((member) => ({ ...member, since: created })))
      .map(({ deleted: _deleted, ...row }, at) => ({ id: at + 1, ...row, source: 'hand' })),
  );
}

async function addLabels(house: House, rows: WorldRows): Promise<void> {
  await insert(
    house,
    'tags',
    rows.tags.map((row) => ({ ...row, colour: row.colour.toLowerCase(), version: 1 })),
  );
  await insert(
    house,
    'organisation_tags',
    rows.tagged
      .filter((row) => row.fk_model === 'Organisations')
      .map((row) => ({ organisation_id: row.fk_id, tag_id: row.tag_id })),
  );
  await insert(
    house,
    'enumeration_collections',
    rows.enumeration_collections.map(({ deleted: _deleted, ...row }) => ({ ...row, version: 1 })),
  );
  await insert(
    house,
    'enumerations',
    rows.enumerations.map((row, position) => ({ ...row, position })),
  );
}

const moment = '2026-11-22T01:05:06+00:00';

async function addTemplates(house: House, { meta_templates: templates }: WorldRows): Promise<void> {
  for (const {
    first_field_id: first,
    fields: _fields,
    meta_template_directory_id: directoryId,
    version,
    ...row
  } of templates) {
    const definition = definitionOf(row.uuid);
    await insert(house, 'meta_template_directory', [
      { id: directoryId, uuid: row.uuid, template_version: version, name: row.name, namespace: row.namespace },
    ]);
    await insert(house, 'meta_templates', [
      {
        ...row,
        template_version: Number(version),
        description: definition.description,
        source: definition.source,
        directory_id: directoryId,
        created: moment,
        modified: moment,
        version: 1,
      },
    ]);
    await insert(
      house,
      'meta_template_fields',
      definition.metaFields.map((field, position) => ({
        id: first + position,
        template_id: row.id,
        field: field.field,
        type: field.type,
        regex: field.regex ?? null,
        multiple: field.multiple ?? false,
        enabled: false,
        sane_default: field.sane_default ?? null,
        values_list: field.values_list ?? null,
        link: null,
        position,
      })),
    );
  }
}

async function addValues(house: House, { meta_fields: values, meta_templates: templates }: WorldRows): Promise<void> {
  const byId = new Map(templates.map((template) => [template.id, template]));
  await insert(
    house,
    'meta_fields',
    values.map((row) => {
      const template = byId.get(row.meta_template_id);
      const type =
        definitionOf(template?.uuid ?? '').metaFields.find(({ field }) => field === row.field)?.type ?? 'text';
      const typed = typedColumnsOf(
        semanticTypeOf(template?.uuid ?? '', row.field, isFieldTypeId(type) ? type : 'text'),
        row.value,
      );
      return {
        id: row.id,
        uuid: row.uuid,
        organisation_id: row.scope === 'organisation' ? row.parent_id : null,
        individual_id: row.scope === 'individual' ? row.parent_id : null,
        user_id: row.scope === 'user' ? row.parent_id : null,
        template_id: row.meta_template_id,
        field_id: row.meta_template_field_id,
        directory_id: template?.meta_template_directory_id,
        field: row.field,
        value: row.value,
        v_net: typed.net ?? null,
        v_asn: typed.asn ?? null,
        v_num: typed.num ?? null,
        v_date: typed.date ?? null,
        v_bool: typed.bool ?? null,
        v_domain: typed.domain ?? null,
        created: row.created,
        modified: row.modified,
      };
    }),
  );
}

function definitionOf(uuid: string) {
  const found = shippedTemplates.find((one) => one.uuid === uuid);
  if (!found) throw new Error(`no shipped template has the uuid ${uuid}`);
  return found;
}
