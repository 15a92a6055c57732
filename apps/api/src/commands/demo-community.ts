import { Readable } from 'node:stream';
import { constituencyTemplateUuid, type ImportSettings, metaTargetOf } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { In } from 'typeorm';
import {
  AlignmentEntity,
  directoryChanged,
  ImportRunner,
  ImportsService,
  IndividualEntity,
  OrganisationEntity,
  OrganisationsService,
  OrgGroupEntity,
  OrgGroupOrganisationEntity,
} from '../directory/index.js';
import { EnumerationCollections, MetaFields, Tagging, TagsService } from '../fields/index.js';
import { accessChanged, OrgGroupAdminEntity, UserAdministration, UserEntity } from '../identity/index.js';
import { type Principal, Store, sql, type Work } from '../kernel/index.js';
import type { CommandContext } from './command.js';
import { addAccess } from './demo-access.js';
import { addCircles, administrator } from './demo-circles.js';
import { addBroods } from './demo-data/broods.js';
import community from './demo-data/community.json' with { type: 'json' };
import organisations from './demo-data/organisations.json' with { type: 'json' };
import people from './demo-data/people.json' with { type: 'json' };
import { addTools } from './demo-data/tools.js';
import { addConsents, changeAsMembers } from './demo-openness.js';
import { addRequests } from './demo-requests.js';
import { addSharingGroups } from './demo-sharing-groups.js';
import { localDesk } from './import-desk.js';

const extendedPersonTemplate = '3bc374c8-3cdd-4900-823e-cc9100ad5179';

/**
 * Loads the invented community: templates switched on, tags, lists of values, organisations with constituencies, people,
 * groups and disabled accounts. What is there by its uuid or name stays as it is, so that a second run changes nothing
 * and nobody's edits are lost. Answers the exit code.
 */
export async function loadCommunity(
  app: INestApplicationContext,
  { principal, say, tell }: CommandContext,
  asJson: boolean,
): Promise<number> {
  const desk = localDesk(app, principal);
  for (const uuid of community.templates) await desk.enableTemplate(uuid);
  await addTags(app, principal);
  await addEnumerations(app, principal);
  tell('Organisations …');
  const isNew = await importOrganisations(app, principal);
  tell('People, groups and accounts …');
  await app.get(Store).work(principal, (work) => addPeople(app, work));
  await app.get(Store).work(principal, addGroups);
  await addSharingGroups(app, principal);
  await addCircles(app, principal);
  await addBroods(app, principal);
  await addTools(app, principal);
  await addUsers(app, principal);
  await addAccess(app, principal);
  await addRequests(app, principal);
  if (isNew) await editSome(app, principal);
  const keeper = await administrator(app, principal);
  if (isNew && keeper) await addConsents(app, keeper);
  if (isNew) await changeAsMembers(app);
  const there = {
    organisations: organisations.length,
    people: people.length,
    groups: community.groups.length,
    accounts: community.users.length,
  };
  say(
    asJson
      ? JSON.stringify(there)
      : `${there.organisations} organisations, ${there.people} people, ${there.groups} groups and ${there.accounts} disabled accounts are there. All of it is invented.`,
  );
  return 0;
}

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

async function addTags(app: INestApplicationContext, principal: Principal): Promise<void> {
  const known = await app.get(Store).read<{ name: string }>(sql`select lower(name::text) as name from tags`);
  const names = new Set(known.map(({ name }) => name));
  for (const tag of community.tags) if (!names.has(tag.name)) await app.get(TagsService).create(principal, tag);
}

async function addEnumerations(app: INestApplicationContext, principal: Principal): Promise<void> {
  const known = await app.get(Store).read<{ name: string }>(sql`select name from enumeration_collections`);
  const names = new Set(known.map(({ name }) => name));
  for (const { name, description, enabled, values, targetField } of community.enumerations)
    if (!names.has(name))
      await app
        .get(EnumerationCollections)
        .create(principal, { name, description, enabled, values, targetField, targetModel: 'Organisations' });
}

const constituency = (field: string) => metaTargetOf(constituencyTemplateUuid, field);
const column = (target: string, from = target) => ({ target, from: [from], transforms: [], keep: false });

const settings: ImportSettings = {
  mapping: [
    ...['uuid', 'name', 'url', 'country', 'sector', 'type', 'contacts', 'tags', 'created'].map((target) =>
      column(target),
    ),
    column(constituency('IPv4 address'), 'ipv4'),
    column(constituency('IPv6 address'), 'ipv6'),
    column(constituency('AS Number'), 'asn'),
    column(constituency('Domain'), 'domains'),
    column(constituency('Country Code'), 'countries'),
    column(constituency('Sector'), 'sectors'),
  ],
  match: 'uuid',
  options: { mode: 'create', overwriteEmpty: false, tags: [], metaFields: 'replace' },
};

/** By way of an import, so that there is one to look at. Answers whether any was missing. */
async function importOrganisations(app: INestApplicationContext, principal: Principal): Promise<boolean> {
  const uuids = organisations.map(({ uuid }) => uuid);
  const [row] = await app
    .get(Store)
    .read<{ n: number }>(sql`select count(*)::int as n from organisations where uuid = any(${uuids}::uuid[])`);
  if (row?.n === organisations.length) return false;
  const lines = organisations.map(
    ({ daysAgo: days, ...one }) => `${JSON.stringify({ ...one, created: daysAgo(days).toISOString() })}\n`,
  );
  const imports = app.get(ImportsService);
  const { id } = await imports.receive(
    principal,
    'demo-organisations.ndjson',
    Readable.from(lines.map((line) => Buffer.from(line))),
  );
  await imports.update(principal, { id }, settings);
  await imports.run(principal, { id }, { enqueue: false });
  await app.get(ImportRunner).run(id);
  const done = await imports.get(principal, { id });
  if (done.state !== 'done' || done.counts.refused > 0)
    throw new Error(`some organisations were refused; see the report of import ${id}`);
  return true;
}

async function addPeople(app: INestApplicationContext, work: Work): Promise<void> {
  const known = await work.query<{ uuid: string; email: string }>(sql`
    select uuid, lower(email::text) as email from individuals
    where uuid = any(${people.map(({ uuid }) => uuid)}::uuid[]) or email = any(${people.map(({ email }) => email)}::citext[])`);
  const taken = new Set(known.flatMap(({ uuid, email }) => [uuid, email]));
  const missing = people.filter(({ uuid, email }) => !taken.has(uuid) && !taken.has(email));
  const organisationIds = await idsOf(
    work,
    missing.flatMap(({ aligned }) => aligned.map(({ organisation }) => organisation)),
  );
  const rows = await work.insertMany(
    IndividualEntity,
    missing.map(({ uuid, email, firstName, lastName, position, daysAgo: days }) => ({
      uuid,
      email,
      firstName,
      lastName,
      position,
      deletedAt: null,
      created: daysAgo(days),
    })),
  );
  await work.insertMany(
    AlignmentEntity,
    missing.flatMap(({ aligned, daysAgo: days }, at) =>
      aligned.flatMap(({ organisation, role }) => {
        const [organisationId, individualId] = [organisationIds.get(organisation), rows[at]?.id];
        return organisationId === undefined || individualId === undefined
          ? []
          : [{ organisationId, individualId, type: role, created: daysAgo(days) }];
      }),
    ),
  );
  await addPersonalFacts(app, work, missing, rows);
  if (missing.length > 0) work.emit(directoryChanged, { noun: 'individual', ids: [] });
}

async function addPersonalFacts(
  app: INestApplicationContext,
  work: Work,
  list: readonly (typeof people)[number][],
  rows: readonly IndividualEntity[],
): Promise<void> {
  const mobiles = list.flatMap(({ mobile }, at) => {
    const row = rows[at];
    return mobile && row
      ? [
          {
            ownerId: row.id,
            input: [{ templateUuid: extendedPersonTemplate, field: 'mobile_phone', values: [mobile] }],
          },
        ]
      : [];
  });
  const noted = await app.get(MetaFields).applyMany(work, 'individual', mobiles, { isNew: true });
  for (const [at, { tags }] of list.entries()) {
    const row = rows[at];
    const change = row && noted.get(row.id);
    if (change)
      work.note(
        IndividualEntity,
        row,
        {},
        Object.fromEntries(Object.entries(change.after).map(([key, values]) => [`metaFields.${key}`, values])),
      );
    if (!row || !tags) continue;
    const { before, after } = await app.get(Tagging).assign(work, 'individual', row.id, tags, { mayCreate: true });
    work.note(IndividualEntity, row, { tags: before }, { tags: after });
  }
}

async function addGroups(work: Work): Promise<void> {
  const known = await work.findAll(OrgGroupEntity, { uuid: In(community.groups.map(({ uuid }) => uuid)) });
  for (const { uuid, name, description, organisations: members } of community.groups) {
    if (known.some((group) => group.uuid === uuid)) continue;
    const group = await work.insert(OrgGroupEntity, { uuid, name, description, deletedAt: null });
    const ids = await idsOf(work, members);
    await work.insertMany(
      OrgGroupOrganisationEntity,
      [...ids.values()].map((organisationId) => ({ orgGroupId: group.id, organisationId })),
    );
    work.emit(directoryChanged, { noun: 'orgGroup', ids: [group.id] });
  }
}

/** Accounts of every kind, disabled and without a password: to be looked at, not to be used. */
async function addUsers(app: INestApplicationContext, principal: Principal): Promise<void> {
  const store = app.get(Store);
  for (const { username, person, organisation, role } of community.users) {
    const facts = await store.readOne<{
      known: boolean;
      role_id: number | null;
      organisation_id: number | null;
      individual_id: number | null;
    }>(sql`
      select exists (select from users where username = ${username}) as known,
        (select id from roles where name = ${role} limit 1) as role_id,
        (select id from organisations where uuid = ${organisation} and deleted_at is null) as organisation_id,
        (select i.id from individuals i where i.email = ${person} and i.deleted_at is null
          and not exists (select from users u where u.individual_id = i.id)) as individual_id`);
    if (
      !facts ||
      facts.known ||
      facts.role_id === null ||
      facts.organisation_id === null ||
      facts.individual_id === null
    )
      continue;
    await app.get(UserAdministration).create(principal, {
      username,
      roleId: facts.role_id,
      organisationId: facts.organisation_id,
      individualId: facts.individual_id,
      disabled: true,
    });
  }
  await store.work(principal, addGroupAdministrators);
}

async function addGroupAdministrators(work: Work): Promise<void> {
  for (const { uuid, administrators } of community.groups) {
    const group = await work.find(OrgGroupEntity, { uuid });
    const users = await work.findAll(UserEntity, { username: In(administrators) });
    for (const user of group ? users : []) {
      const key = { orgGroupId: group?.id ?? 0, userId: user.id };
      if (await work.find(OrgGroupAdminEntity, key)) continue;
      await work.insert(OrgGroupAdminEntity, key);
      work.emit(accessChanged, {});
    }
  }
}

/** A few changes, so that histories have something to tell. */
async function editSome(app: INestApplicationContext, principal: Principal): Promise<void> {
  for (const { organisation, message, ...changes } of community.edits)
    await app
      .get(Store)
      .work(principal, (work) => app.get(OrganisationsService).updateIn(work, { uuid: organisation }, changes), {
        message,
      });
}

async function idsOf(work: Work, uuids: readonly string[]): Promise<Map<string, number>> {
  const rows = await work.findAll(OrganisationEntity, { uuid: In([...new Set(uuids)]) });
  return new Map(rows.filter(({ deletedAt }) => deletedAt === null).map(({ uuid, id }) => [uuid, id]));
}
