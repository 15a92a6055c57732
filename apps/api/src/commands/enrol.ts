import { NewIndividual, NewUser } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { AlignmentsService, IndividualsService } from '../directory/index.js';
import { hashPassword, randomPassword, UserAdministration } from '../identity/index.js';
import { DomainError, type Store, sql, type Work } from '../kernel/index.js';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { type FileRecord, recordsIn } from './records-file.js';
import { organisationOf, roleOf } from './references.js';

interface Enrolled {
  readonly row: number;
  readonly email: string;
  readonly organisation: string;
  readonly person: 'new' | 'known';
  readonly alignment: 'new' | 'known';
  /** The account that was made, with its first password, told this once; a dry run makes none. */
  readonly user?: { username: string; password?: string };
  readonly refused?: string;
}

/** People, memberships and accounts from a list (FEATURES CLI-03). */
export const enrol: Command = {
  name: 'enrol',
  summary: 'Adds people, their membership and, when asked, their accounts from a CSV file',
  usage: 'FILE [--organisation REF] [--type TYPE] [--users [--role NAME]] [--dry-run] [--json]',
  help: [
    'FILE                has the columns email, first_name, last_name, and as you like position, organisation, username',
    '--organisation REF  where the file names none: its id, uuid or name',
    '--type TYPE         what they are to the organisation; Member unless said otherwise',
    '--users             adds accounts; first passwords are printed this once and have to be changed',
    '--role NAME         their role; otherwise the default role',
    '--dry-run           does everything and keeps nothing',
    '--json              prints each line as JSON',
    'Somebody who is known is not changed, only enrolled; running it again adds nothing.',
    'Exit code 0: all of them. 3: some were refused, each with its reason.',
  ],
  options: {
    organisation: { type: 'string' },
    type: { type: 'string' },
    users: { type: 'boolean' },
    role: { type: 'string' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  takesWords: true,
  async run(input, context) {
    const [file, ...more] = input.positionals;
    if (file === undefined || more.length > 0) throw new WrongUsage('name one file');
    const records = recordsIn(file);
    if (!records.every((record) => 'email' in record)) throw new WrongUsage(`${file} has no column 'email'`);
    const isDry = input.values['dry-run'] === true;
    const app = await context.app();
    const outcomes: Enrolled[] = [];
    for (const [at, record] of records.entries()) outcomes.push(await one(app, input, context, record, at + 2, isDry));
    if (input.values['json'] === true) context.say(JSON.stringify(outcomes));
    else for (const outcome of outcomes) context.say(lineOf(outcome));
    if (isDry) context.tell('Nothing was kept.');
    return outcomes.some(({ refused }) => refused !== undefined) ? 3 : 0;
  },
};

/** Each in a work of its own: one that is refused keeps no other out. */
async function one(
  app: INestApplicationContext,
  input: CommandInput,
  context: CommandContext,
  record: FileRecord,
  row: number,
  isDry: boolean,
): Promise<Enrolled> {
  const email = record['email']?.trim() ?? '';
  const given = record['organisation'] || input.values['organisation'];
  const store = await context.store();
  try {
    if (typeof given !== 'string' || given === '') throw new WrongUsage('no organisation is named');
    const organisation = await organisationOf(store, given);
    const account = input.values['users'] === true ? await wantedAccount(store, input, record, email) : undefined;
    const act = (work: Work) => enrolIn(app, work, record, email, organisation.id, input, account);
    const done = isDry
      ? (await store.rehearse(context.principal, act)).value
      : await store.work(context.principal, act);
    const { user, ...facts } = done;
    // a password that was not kept opens nothing: whoever read it would try
    const told = user && isDry ? { username: user.username } : user;
    return { row, email, organisation: organisation.name, ...facts, ...(told ? { user: told } : {}) };
  } catch (error) {
    if (!(error instanceof DomainError) && !(error instanceof WrongUsage)) throw error;
    return {
      row,
      email,
      organisation: String(given ?? ''),
      person: 'known',
      alignment: 'known',
      refused: error.message,
    };
  }
}

interface Account {
  readonly username: string;
  readonly password: string;
  readonly passwordHash: string;
  readonly roleId?: number;
}

async function wantedAccount(
  store: Store,
  { values }: CommandInput,
  record: FileRecord,
  email: string,
): Promise<Account> {
  const password = randomPassword();
  const role = typeof values['role'] === 'string' ? { roleId: (await roleOf(store, values['role'])).id } : {};
  return { username: record['username'] || email, password, passwordHash: await hashPassword(password), ...role };
}

async function enrolIn(
  app: INestApplicationContext,
  work: Work,
  record: FileRecord,
  email: string,
  organisationId: number,
  { values }: CommandInput,
  account: Account | undefined,
): Promise<Pick<Enrolled, 'person' | 'alignment'> & { user?: { username: string; password: string } }> {
  const [known] = await work.query<{ id: number; has_user: boolean }>(sql`
    select id, exists (select from users u where u.individual_id = i.id) as has_user
    from individuals i where email = ${email} and deleted_at is null`);
  const individualId = known?.id ?? (await app.get(IndividualsService).createIn(work, newPerson(record, email)));
  const type = typeof values['type'] === 'string' ? values['type'] : 'Member';
  const aligned = await work.query(sql`
    select 1 from alignments where individual_id = ${individualId} and organisation_id = ${organisationId} and type = ${type}`);
  if (aligned.length === 0) await app.get(AlignmentsService).createIn(work, { individualId, organisationId, type });
  const facts = { person: known ? 'known' : 'new', alignment: aligned.length > 0 ? 'known' : 'new' } as const;
  if (!account || known?.has_user) return facts;
  const { username, password, passwordHash, roleId } = account;
  const read = NewUser.safeParse({ username, organisationId, individualId, ...(roleId ? { roleId } : {}) });
  if (!read.success) throw new WrongUsage(messageOf(read.error.issues));
  await app.get(UserAdministration).enrolIn(work, { ...read.data, passwordHash });
  return { ...facts, user: { username: read.data.username, password } };
}

function newPerson(record: FileRecord, email: string): NewIndividual {
  const read = NewIndividual.safeParse({
    email,
    firstName: record['first_name'] ?? '',
    lastName: record['last_name'] ?? '',
    position: record['position'] || null,
  });
  if (read.success) return read.data;
  throw new WrongUsage(messageOf(read.error.issues));
}

const messageOf = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

function lineOf({ row, email, organisation, person, alignment, user, refused }: Enrolled): string {
  if (refused !== undefined) return `line ${row}: ${email} refused: ${refused}`;
  const account = user ? ` · account ${user.username}${user.password ? ` ${user.password}` : ''}` : '';
  return `line ${row}: ${email} (${person}) in ${organisation} (${alignment})${account}`;
}
