import type { IndividualRule, OrganisationRule } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { BlueprintsService, KeyBundle, MailingListsService } from '../directory/index.js';
import { principalOf, userFacts } from '../identity/index.js';
import { type Principal, Store, sql } from '../kernel/index.js';
import keys from './demo-data/keys.json' with { type: 'json' };

interface DemoList {
  readonly uuid: string;
  readonly name: string;
  readonly recipients: string;
  readonly description: string;
  readonly encryptedOnly: boolean;
  readonly rule: IndividualRule | null;
  /** Addresses of people who are on it by hand. */
  readonly people: readonly string[];
}

const lists: readonly DemoList[] = [
  {
    uuid: 'e2a3d0b5-6b64-4a17-8c72-1d6c702f8b01',
    name: 'Heads of team',
    recipients: 'Heads of CSIRT and nobody else',
    description: 'Who decides. Its members follow the roles people have today.',
    encryptedOnly: false,
    rule: { kind: 'role', values: ['Head of team'] },
    people: [],
  },
  {
    uuid: 'e2a3d0b5-6b64-4a17-8c72-1d6c702f8b02',
    name: 'Northern duty desk',
    recipients: 'Whoever is on call in the north',
    description: 'Encrypted mail only: those without a usable key are named before anything is sent.',
    encryptedOnly: true,
    rule: null,
    people: [
      'katri.lind@nordlicht.example',
      'yann.halonen@valdemar.example',
      'tara.ivanov@kaleva.example',
      'hugo.moreau@baltica.example',
    ],
  },
];

interface DemoBlueprint {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly rules: OrganisationRule;
}

const blueprint: DemoBlueprint = {
  uuid: 'f3b4e1c6-7c75-4b28-9d83-2e7d813a9c01',
  name: 'Government teams of the north',
  description: 'Made anew from the directory whenever it is executed.',
  rules: {
    kind: 'and',
    rules: [
      { kind: 'nationality', values: ['DK', 'NO', 'FI', 'EE', 'SE', 'IS', 'LV', 'LT'] },
      { kind: 'sector', values: ['Government'] },
    ],
  },
};

/**
 * Adds the invented keys, mailing lists and a blueprint that was executed; what is there by its uuid stays as it is. Rules
 * need somebody who vouches for them: without an administrator who belongs to an organisation they are left out.
 */
export async function addCircles(app: INestApplicationContext, principal: Principal): Promise<void> {
  await app.get(KeyBundle).add(principal, keys.join('\n'), {});
  const keeper = await administrator(app, principal);
  for (const list of lists) if (list.rule === null || keeper) await addList(app, keeper ?? principal, list);
  if (keeper) await addBlueprint(app, keeper);
}

/** The first administrator of instance and community who belongs to an organisation: who vouches for invented things. */
export async function administrator(
  app: INestApplicationContext,
  { requestId }: Principal,
): Promise<Principal | undefined> {
  const facts = await userFacts(
    app.get(Store),
    sql`r.perm_admin and r.perm_community_admin and u.organisation_id is not null and u.id =
      (select min(x.id) from users x join roles xr on xr.id = x.role_id where xr.perm_admin and xr.perm_community_admin and not x.disabled)`,
  );
  return facts
    ? principalOf(facts, { channel: 'command', authKeyId: null, sessionId: null, ip: null, requestId })
    : undefined;
}

async function addList(
  app: INestApplicationContext,
  principal: Principal,
  { people, ...list }: DemoList,
): Promise<void> {
  const store = app.get(Store);
  if (await store.readOne(sql`select 1 from mailing_lists where uuid = ${list.uuid}`)) return;
  const { id } = await app.get(MailingListsService).create(principal, list);
  const found = await store.read<{ id: number }>(
    sql`select id from individuals where email = any(${[...people]}::citext[]) and deleted_at is null order by id`,
  );
  if (found.length > 0)
    await app.get(MailingListsService).addMembers(
      principal,
      { id },
      {
        individualIds: found.map((one) => one.id),
        organisationIds: [],
        addresses: {},
      },
    );
}

async function addBlueprint(app: INestApplicationContext, principal: Principal): Promise<void> {
  const known = await app
    .get(Store)
    .readOne(sql`select 1 from sharing_group_blueprints where uuid = ${blueprint.uuid}`);
  if (known) return;
  const { id } = await app.get(BlueprintsService).create(principal, blueprint);
  await app.get(BlueprintsService).execute(principal, { id }, false);
}
