import { IndividualChanges, NewIndividual, normalisedUsername, Time } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { IndividualsService } from '../directory/index.js';
import { AuthKeysService } from '../identity/index.js';
import { DomainError, InvalidInput, sql, type Work } from '../kernel/index.js';
import { type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { type FileRecord, recordsIn } from './records-file.js';

type Outcome = 'new' | 'changed' | 'the same' | 'refused';
type Take = (work: Work, record: FileRecord) => Promise<Outcome>;
interface Told {
  readonly row: number;
  readonly title: string;
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** What the original's importer takes beside organisations (FEATURES CLI-01), by the name that follows `--model`. */
export const otherModels = ['individuals', 'authkeys'] as const;
const columns = {
  individuals: ['email', 'first_name', 'last_name'],
  authkeys: ['authkey', 'user'],
} as const;
const shown = 5;

/** Imports people or auth keys; each in a work of its own, so that one that is refused keeps no other out. Answers the exit code. */
export async function importOthers(
  model: (typeof otherModels)[number],
  file: string,
  input: CommandInput,
  context: CommandContext,
  confirm: () => Promise<boolean>,
): Promise<number> {
  const records = recordsIn(file);
  const missing = columns[model].find((name) => !records.every((record) => name in record));
  if (missing !== undefined) throw new WrongUsage(`${file} has no column '${missing}'`);
  const asJson = input.values['json'] === true;
  for (const record of asJson ? [] : records.slice(0, shown)) context.say(titleOf(model, record));
  const isRehearsal = input.values['dry-run'] === true;
  if (!isRehearsal && input.values['yes'] !== true && !(await confirm())) return 1;
  const app = await context.app();
  const take = model === 'individuals' ? takePerson(app, input) : takeKey(app);
  const told: Told[] = [];
  for (const [at, record] of records.entries())
    told.push({ row: at + 2, title: titleOf(model, record), ...(await one(context, record, take, isRehearsal)) });
  const counted = (outcome: Outcome) => told.filter((each) => each.outcome === outcome).length;
  for (const { row, title, reason } of told) if (reason) context.tell(`  line ${row} (${title}): ${reason}`);
  const sum = (['new', 'changed', 'refused', 'the same'] as const)
    .map((each) => `${counted(each)} ${each}`)
    .join(' · ');
  context.say(asJson ? JSON.stringify(told) : `${isRehearsal ? 'Nothing was written. It would be: ' : ''}${sum}`);
  return counted('refused') === 0 ? 0 : 3;
}

/** A key is never shown again, not even to whoever brought it. */
const titleOf = (model: (typeof otherModels)[number], record: FileRecord): string =>
  model === 'individuals'
    ? `${record['email']} ${record['first_name']} ${record['last_name']}`
    : `${record['user']} ${record['authkey']?.slice(0, 4)}…${record['authkey']?.slice(-4)} ${record['comment'] ?? ''}`;

async function one(
  context: CommandContext,
  record: FileRecord,
  take: Take,
  isRehearsal: boolean,
): Promise<{ outcome: Outcome; reason?: string }> {
  const store = await context.store();
  const act = (work: Work) => take(work, record);
  try {
    const { principal } = context;
    return { outcome: isRehearsal ? (await store.rehearse(principal, act)).value : await store.work(principal, act) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'refused', reason: error.message };
  }
}

/** Found again by uuid or e-mail; what a column leaves empty stays. */
function takePerson(app: INestApplicationContext, { values }: CommandInput): Take {
  const people = app.get(IndividualsService);
  return async (work, record) => {
    const { uuid, email = '' } = record;
    const byUuid = values['primary-key'] === 'uuid';
    if (byUuid && !uuid) throw new InvalidInput('the uuid is missing, by which people are to be found');
    const [known] = await work.query<{ id: number; version: number }>(sql`
      select id, version from individuals where deleted_at is null
        and ${byUuid ? sql`uuid::text = lower(${uuid})` : sql`email = ${email}`}`);
    const given = {
      email,
      ...(uuid ? { uuid } : {}),
      ...(record['first_name'] ? { firstName: record['first_name'] } : {}),
      ...(record['last_name'] ? { lastName: record['last_name'] } : {}),
      ...(record['position'] ? { position: record['position'] } : {}),
    };
    if (!known && values['update-only']) return 'the same';
    if (!known) {
      await people.createIn(work, checked(NewIndividual.safeParse({ firstName: '', lastName: '', ...given })));
      return 'new';
    }
    if (values['create-only']) return 'the same';
    await people.updateIn(work, { id: known.id }, checked(IndividualChanges.safeParse(given)));
    const [now] = await work.query<{ version: number }>(sql`select version from individuals where id = ${known.id}`);
    return now?.version === known.version ? 'the same' : 'changed';
  };
}

/** Keys that programs have already go on working here: only their digest is kept. */
function takeKey(app: INestApplicationContext): Take {
  const keys = app.get(AuthKeysService);
  return async (work, record) => {
    const [user] = await work.query<{ id: number }>(
      sql`select id from users where username = ${normalisedUsername(record['user'] ?? '')}`,
    );
    if (!user) throw new InvalidInput(`there is no user '${record['user']}'`);
    const raw = record['authkey'] ?? '';
    if (!/^[0-9a-z]{40}$/i.test(raw)) throw new InvalidInput('the key is not one of 40 letters and digits');
    const end = record['expiration'];
    const expiresAt = !end || end === '0' ? null : new Date(checked(Time.safeParse(moment(end))));
    const isNew = await keys.bringIn(work, raw, { userId: user.id, comment: record['comment'] || null, expiresAt });
    return isNew ? 'new' : 'the same';
  };
}

/** The original has seconds since 1970, 0 for never; people write dates. */
const moment = (text: string): string => {
  const at = /^\d+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
};

function checked<T>(
  read:
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } },
): T {
  if (read.success) return read.data;
  throw new InvalidInput(
    read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; '),
  );
}
