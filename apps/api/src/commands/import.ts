import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Import, ImportOptions, type ImportSample, ImportSettings } from '@cerebrate/contract';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { type ImportDesk, localDesk } from './import-desk.js';
import { importOthers, otherModels } from './import-people.js';
import { fileIn } from './option-file.js';
import { remoteDesk } from './remote-import-desk.js';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Imports organisations, or people and auth keys, from a file or an address (FEATURES CLI-01). */
export const importCommand: Command = {
  name: 'import',
  summary: 'Imports organisations from CSV, JSON or NDJSON; people and auth keys too',
  usage:
    'FILE|URL [--model MODEL] [--config FILE] [--primary-key uuid|name] [--dry-run] [--update-only] [--yes] [--json]',
  help: [
    '--model MODEL        organisations; or individuals (columns email, first_name, last_name, position, uuid), or authkeys (authkey, user,',
    '                     comment, expiration: keys that programs have already go on working)',
    '--config FILE        how columns are mapped: an importer configuration of the original, or settings as PATCH /imports takes them',
    '--preset ID          a known source: first-teams, trusted-introducer, misp-organisations; without either, columns are guessed',
    '--primary-key KEY    by what organisations are found again: uuid, name, or meta:<template uuid>/<field>',
    '--dry-run            rehearse and write nothing',
    '--update-only        change known organisations, add none',
    '--create-only        add new organisations, change none',
    '--merge              add values to fields with many instead of replacing them',
    '--overwrite-empty    empty columns empty their fields',
    '--tag NAME           give every organisation this tag; may be repeated',
    '--yes                do not ask after showing the first five records',
    '--json               print the finished import as JSON',
    '--to URL --key KEY   hand it in at a running instance over HTTP, with an auth key of a community administrator',
    '--key-file FILE      reads that key from a file: in the line others could see it among the running programs',
    'Exit code 0: all of it. 3: all but the records told, which the report keeps. 1: refused or failed.',
  ],
  options: {
    model: { type: 'string', short: 'm' },
    config: text,
    preset: text,
    'primary-key': text,
    'dry-run': flag,
    'update-only': flag,
    'create-only': flag,
    merge: flag,
    'overwrite-empty': flag,
    tag: { type: 'string', multiple: true },
    yes: flag,
    json: flag,
    to: text,
    key: text,
    'key-file': text,
  },
  takesWords: true,
  async run(input, context) {
    const [source, ...more] = input.positionals;
    if (source === undefined || more.length > 0) throw new WrongUsage('Name one file or address.');
    const model = String(input.values['model'] ?? 'organisations').toLowerCase();
    const other = otherModels.find((name) => name === model);
    if (other) return importOthers(other, await existing(source), input, context, () => confirmed(context));
    if (model !== 'organisations') throw new WrongUsage(`--model is organisations or one of ${otherModels.join(', ')}`);
    const configuration = readConfiguration(input);
    const file = /^https?:\/\//i.test(source)
      ? await downloaded(source, configuration, context)
      : await existing(source);
    const desk = await deskOf(input, context);
    const draft = await desk.receive(file);
    const ready = await desk.configure(draft.id, settingsOf(input, configuration, draft));
    for (const warning of ready.warnings) context.tell(warning);
    const samples = await desk.sample(draft.id);
    const isRehearsal = input.values['dry-run'] === true;
    if (input.values['json'] !== true) for (const line of sampleTable(samples)) context.say(line);
    if (!isRehearsal && input.values['yes'] !== true && !(await confirmed(context))) return 1;
    return finish(desk, ready.id, isRehearsal ? 'check' : 'run', input.values['json'] === true, context);
  },
};

/** Runs an import to its end, telling progress and outcome; an interrupt from the keyboard cancels it. Answers the exit code. */
export async function finish(
  desk: ImportDesk,
  id: number,
  how: 'check' | 'run',
  asJson: boolean,
  context: CommandContext,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const done = await desk.work(id, how, (progress) => context.tell(progressLine(progress)), stop.signal);
    const refused = done.counts.refused > 0 ? await desk.refused(id, 20) : [];
    for (const { row, title, reason } of refused) context.tell(`  row ${row}${title ? ` (${title})` : ''}: ${reason}`);
    if (done.counts.refused > refused.length)
      context.tell(`  … and ${done.counts.refused - refused.length} more in the report of import ${id}`);
    context.say(asJson ? JSON.stringify(done) : summaryOf(done));
    if (done.state !== 'done' && done.state !== 'checked') return 1;
    return done.counts.refused > 0 ? 3 : 0;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** The desk the command's `--to` and its key name, else this instance's own. */
export async function deskOf(input: CommandInput, context: CommandContext): Promise<ImportDesk> {
  const { to } = input.values;
  const kept = fileIn(input, 'key-file')?.trim();
  if (kept !== undefined && input.values['key'] !== undefined)
    throw new WrongUsage('--key and --key-file exclude each other.');
  const key = kept ?? input.values['key'];
  if ((to === undefined) !== (key === undefined)) throw new WrongUsage('--to and --key (or --key-file) go together.');
  if (typeof to === 'string' && typeof key === 'string') return remoteDesk({ url: to, key });
  return localDesk(await context.app(), context.principal);
}

function readConfiguration(input: CommandInput): unknown {
  const text = fileIn(input, 'config');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongUsage(`--config cannot be read: ${(error as Error).message}`);
  }
}

/** A configuration whose mapping is a list is ours; the original's is an object. */
const isOurs = (configuration: unknown): boolean =>
  typeof configuration === 'object' &&
  configuration !== null &&
  (!('mapping' in configuration) || Array.isArray(configuration.mapping));

function settingsOf({ values }: CommandInput, configuration: unknown, draft: Import): ImportSettings {
  if (values['update-only'] && values['create-only'])
    throw new WrongUsage('--update-only and --create-only exclude each other.');
  const given = configuration === undefined ? {} : givenSettings(configuration);
  const options = ImportOptions.parse({
    ...given.options,
    ...(values['update-only'] ? { mode: 'update' } : values['create-only'] ? { mode: 'create' } : {}),
    ...(values['merge'] ? { metaFields: 'merge' } : {}),
    ...(values['overwrite-empty'] ? { overwriteEmpty: true } : {}),
    ...(Array.isArray(values['tag']) ? { tags: values['tag'].map(String) } : {}),
  });
  const match =
    values['primary-key'] ??
    given.match ??
    (configuration !== undefined && !isOurs(configuration) ? mappedKey(configuration) : draft.match);
  return {
    ...given,
    options,
    ...(values['preset'] === undefined ? {} : { preset: String(values['preset']) }),
    ...(typeof match === 'string' && (values['preset'] === undefined || values['primary-key'] !== undefined)
      ? { match }
      : {}),
  };
}

function givenSettings(configuration: unknown): ImportSettings {
  if (!isOurs(configuration)) return { configuration: configuration as ImportSettings['configuration'] };
  const parsed = ImportSettings.safeParse(configuration);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongUsage(`--config cannot be used: ${issue?.path.join('.')} ${issue?.message}`);
}

/** By what an original configuration finds organisations again when nobody says: its uuid, unless it is made up, else its name. */
function mappedKey(configuration: unknown): 'uuid' | 'name' {
  const { mapping } = configuration as { mapping?: Record<string, unknown> };
  return typeof mapping?.['uuid'] === 'string' ? 'uuid' : 'name';
}

async function existing(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new WrongUsage(`There is no file ${file}.`);
  return file;
}

/** Fetches an address into the instance's folder, with the headers an original configuration gives. */
async function downloaded(address: string, configuration: unknown, { config, tell }: CommandContext): Promise<string> {
  const headers = (configuration as { sourceHeaders?: Record<string, string> } | undefined)?.sourceHeaders ?? {};
  const response = await fetch(address, { headers: { accept: 'application/json, text/csv, */*', ...headers } });
  if (!response.ok || !response.body) throw new Error(`${new URL(address).host} answered ${response.status}`);
  const folder = path.join(config.dataDir, 'downloads');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, path.basename(new URL(address).pathname) || 'download');
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  tell(`Downloaded ${file}`);
  return file;
}

async function confirmed({ tell }: CommandContext): Promise<boolean> {
  if (!process.stdin.isTTY) throw new WrongUsage('Nobody can be asked here; look at the sample and add --yes.');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const said = await reader.question('These are the first records. Import? [y/N] ');
  reader.close();
  const isYes = /^y(es)?$/i.test(said.trim());
  if (!isYes) tell('Nothing was imported.');
  return isYes;
}

const number = new Intl.NumberFormat('en-GB');

function progressLine({ rows, totalRows, rate, secondsLeft }: Import): string {
  const of = totalRows === null ? '' : ` of ${number.format(totalRows)}`;
  return `${number.format(rows)}${of} records${rate === null ? '' : `, ${number.format(Math.round(rate))} a second`}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`;
}

function summaryOf({ id, state, counts, fault, rehearsed }: Import): string {
  const told = `${number.format(counts.create)} new · ${number.format(counts.update)} changed · ${number.format(counts.refused)} refused · ${number.format(counts.unchanged)} the same`;
  if (state === 'failed') return `Import ${id} failed: ${fault}. Until then: ${told}`;
  if (state === 'cancelled') return `Import ${id} was cancelled. Until then: ${told}`;
  return rehearsed ? `Nothing was written. Import ${id} would be: ${told}` : `Import ${id}: ${told}`;
}

/** The first records as a table, one line a target: columns of a list of organisations are too many for a line each. */
function sampleTable(samples: readonly ImportSample[]): string[] {
  const targets = [...new Set(samples.flatMap(({ values }) => Object.keys(values)))];
  const label = (target: string) => (target.startsWith('meta:') ? target.slice(42) : target);
  const width = Math.max(4, ...targets.map((target) => label(target).length));
  const cell = (value: string) => value.replace(/\s+/g, ' ').slice(0, 24).padEnd(24);
  return [
    `${'row'.padEnd(width)}  ${samples.map(({ row }) => cell(String(row))).join('  ')}`,
    ...targets.map(
      (target) =>
        `${label(target).padEnd(width)}  ${samples.map(({ values }) => cell((values[target] ?? []).join('; '))).join('  ')}`,
    ),
    ...samples.flatMap(({ row, fault }) => (fault === null ? [] : [`row ${row} would be refused: ${fault}`])),
  ];
}
