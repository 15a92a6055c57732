import type { NewConsent, PublicKind } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { ConsentsService, IndividualsService, OrganisationsService } from '../directory/index.js';
import { principalOf, userFacts } from '../identity/index.js';
import { type Principal, Settings, Store, sql } from '../kernel/index.js';
import organisations from './demo-data/organisations.json' with { type: 'json' };
import people from './demo-data/people.json' with { type: 'json' };

const shownOrganisations = 24;
const shownPeople = 18;

/**
 * Opens the directory to strangers with what invented teams and people agreed to show, once: whoever withdrew a consent,
 * or closed the directory, finds it so after a second run.
 */
export async function addConsents(app: INestApplicationContext, keeper: Principal): Promise<void> {
  const store = app.get(Store);
  if (await store.readOne(sql`select 1 from public_consents limit 1`)) return;
  for (const [at, { uuid }] of organisations.slice(0, shownOrganisations).entries()) {
    const fields = ['country', 'sector', 'type', 'url', 'people', 'keys', ...(at % 4 === 3 ? [] : ['contacts'])];
    await agree(app, keeper, 'organisation', uuid, { fields, agreedBy: headOf(uuid), note: noteOf(at) });
  }
  const shown = people.filter(({ position }) => /head|duty/i.test(position)).slice(0, shownPeople);
  for (const [at, { uuid, firstName, lastName }] of shown.entries()) {
    const fields = ['position', 'organisations', 'keys', ...(at % 3 === 0 ? ['email'] : [])];
    await agree(app, keeper, 'individual', uuid, { fields, agreedBy: `${firstName} ${lastName}`, note: noteOf(at) });
  }
  await app.get(Settings).change(keeper, 'openDirectory.enabled', true);
}

async function agree(
  app: INestApplicationContext,
  keeper: Principal,
  kind: PublicKind,
  uuid: string,
  consent: NewConsent,
): Promise<void> {
  const table = kind === 'organisation' ? sql`organisations` : sql`individuals`;
  const isThere = await app.get(Store).readOne(sql`select 1 from ${table} where uuid = ${uuid} and deleted_at is null`);
  if (isThere) await app.get(ConsentsService).put(keeper, kind, { uuid }, consent);
}

const headOf = (organisation: string): string => {
  const head = people.find(({ aligned }) => aligned.some((one) => one.organisation === organisation));
  return head ? `${head.firstName} ${head.lastName}` : 'The team';
};

const noteOf = (at: number): string | null => (at % 5 === 0 ? 'Agreed by e-mail at the spring meeting.' : null);

/** Changes by people who administer an organisation, so that those who run the instance are told of some. */
export async function changeAsMembers(app: INestApplicationContext): Promise<void> {
  const editor = await demoUser(app, 'demo-org-admin');
  if (!editor?.organisationId || editor.individualId === null) return;
  const work = app.get(Store);
  await app
    .get(OrganisationsService)
    .update(editor, { id: editor.organisationId }, { contacts: 'psirt@voltaris.example\nDuty desk: +49 555 0142' });
  await app.get(IndividualsService).update(editor, { id: editor.individualId }, { position: 'Head of PSIRT' });
  const colleague = await work.readOne<{ id: number }>(sql`
    select i.id from individuals i join alignments a on a.individual_id = i.id
    where a.organisation_id = ${editor.organisationId} and i.id <> ${editor.individualId} and i.deleted_at is null order by i.id limit 1`);
  if (colleague) await app.get(IndividualsService).update(editor, colleague, { position: 'Duty officer' });
}

async function demoUser(app: INestApplicationContext, username: string): Promise<Principal | undefined> {
  const facts = await userFacts(app.get(Store), sql`u.username = ${username}`);
  const how = {
    channel: 'browser',
    authKeyId: null,
    sessionId: null,
    ip: null,
    requestId: `demo:${username}`,
  } as const;
  return facts ? principalOf(facts, how) : undefined;
}
