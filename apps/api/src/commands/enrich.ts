import { writeFile } from 'node:fs/promises';
import { IndividualsService, OrganisationsService } from '../directory/index.js';
import { DomainError, name, type Store, sql } from '../kernel/index.js';
import { type Command, type CommandContext, type CommandInput, numberOption, WrongUsage } from './command.js';
import { type Matching, matcher, matchings } from './matching.js';
import { type FileRecord, recordsIn } from './records-file.js';

/** Columns that may be compared and filled, as the file's options name them, with the keys of the contract. */
const targets = {
  organisations: {
    join: ['name', 'url', 'uuid', 'contacts'],
    set: { name: 'name', url: 'url', sector: 'sector', type: 'type', contacts: 'contacts', country: 'country' },
  },
  individuals: {
    join: ['email', 'first_name', 'last_name', 'uuid'],
    set: { first_name: 'firstName', last_name: 'lastName', position: 'position' },
  },
} as const;
type Target = keyof typeof targets;

interface Found {
  readonly id: number;
  readonly name: string;
  readonly given: string;
  readonly matched: string;
  readonly distance: number;
  readonly before: string | null;
  readonly after: string;
  outcome: 'would change' | 'changed' | 'the same' | 'kept' | 'refused';
  reason?: string;
}

/** Fills one field of many records from a file (FEATURES CLI-02). */
export const enrich: Command = {
  name: 'enrich',
  summary: 'Fills one field of organisations or people from a file, joined by exact, closest or near names',
  usage:
    'FILE --target organisations|individuals --join FIELD=COLUMN --set FIELD=COLUMN [--match HOW] [--apply] [--json]',
  help: [
    'FILE                 CSV with a line of names, or a JSON list of objects',
    '--join FIELD=COLUMN  which field here is compared with which column there: name=Organisation',
    '--set FIELD=COLUMN   which field is filled from which column: sector=Sector',
    '--match HOW          exact (letter case, accents and punctuation aside; the default), closest, or distance',
    '--most N             with distance: by how many letters they may differ; 2 unless said otherwise',
    '--overwrite          also where the field holds something else already',
    '--apply              does it; without, it only shows what it would do',
    '--report FILE        writes all of it, and what matched nothing, as JSON',
    '--json               prints that',
    'Two records that are equally near are no match. Exit code 0: done or shown. 3: some records were refused.',
  ],
  options: {
    target: { type: 'string' },
    join: { type: 'string' },
    set: { type: 'string' },
    match: { type: 'string' },
    most: { type: 'string' },
    overwrite: { type: 'boolean' },
    apply: { type: 'boolean' },
    report: { type: 'string' },
    json: { type: 'boolean' },
  },
  takesWords: true,
  async run(input, context) {
    const order = readOrder(input);
    const { found, unmatched } = await compare(await context.store(), order);
    if (input.values['apply'] === true) await applyAll(found, order, context);
    const report = { target: order.target, field: order.set.field, matches: found, unmatched };
    const { report: file } = input.values;
    if (typeof file === 'string') await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    if (input.values['json'] === true) context.say(JSON.stringify(report));
    else tellAll(found, unmatched, context);
    return found.some(({ outcome }) => outcome === 'refused') ? 3 : 0;
  },
};

interface Order {
  readonly target: Target;
  readonly records: readonly FileRecord[];
  readonly join: Pair;
  readonly set: Pair;
  readonly how: Matching;
  readonly most: number;
  readonly overwrites: boolean;
}
interface Pair {
  readonly field: string;
  readonly column: string;
}

function readOrder(input: CommandInput): Order {
  const { target, match = 'exact' } = input.values;
  const [file, ...more] = input.positionals;
  if (file === undefined || more.length > 0) throw new WrongUsage('name one file');
  if (target !== 'organisations' && target !== 'individuals')
    throw new WrongUsage('--target is organisations or individuals');
  const how = matchings.find((one) => one === match);
  if (!how) throw new WrongUsage(`--match is one of ${matchings.join(', ')}`);
  const records = recordsIn(file);
  const columns = new Set(records.flatMap((record) => Object.keys(record)));
  const pairIn = (option: 'join' | 'set', fields: readonly string[]): Pair => {
    const [, field, column] = /^([a-z_]+)=(.+)$/.exec(String(input.values[option] ?? '')) ?? [];
    if (field === undefined || column === undefined || !fields.includes(field))
      throw new WrongUsage(`--${option} is FIELD=COLUMN; the field is one of ${fields.join(', ')}`);
    if (!columns.has(column))
      throw new WrongUsage(`the file has no column '${column}', but ${[...columns].join(', ')}`);
    return { field, column };
  };
  return {
    target,
    records,
    join: pairIn('join', targets[target].join),
    set: pairIn('set', Object.keys(targets[target].set)),
    how,
    most: numberOption(input, 'most') ?? 2,
    overwrites: input.values['overwrite'] === true,
  };
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly key: string | null;
  readonly value: string | null;
}

async function compare(store: Store, order: Order): Promise<{ found: Found[]; unmatched: string[] }> {
  const label = order.target === 'organisations' ? sql`t.name` : sql`t.email::text`;
  const rows = await store.read<Row>(sql`
    select t.id, ${label} as name, t.${name(order.join.field)}::text as key, t.${name(order.set.field)}::text as value
    from ${name(order.target)} t where t.deleted_at is null order by t.id`);
  const match = matcher(
    rows.map(({ key }) => key ?? ''),
    order.how,
    order.most,
  );
  const found = new Map<number, Found>();
  const unmatched: string[] = [];
  for (const record of order.records) {
    const given = record[order.join.column] ?? '';
    const after = record[order.set.column]?.trim() ?? '';
    const matched = match(given);
    const row = matched && rows[matched.at];
    if (!matched || !row) {
      if (given !== '') unmatched.push(given);
      continue;
    }
    const known = found.get(row.id);
    if (after === '' || (known && known.distance <= matched.distance)) continue;
    const isKept = row.value !== null && row.value !== '' && !order.overwrites;
    const outcome = row.value === after ? 'the same' : isKept ? 'kept' : 'would change';
    const { id, name: title, key, value: before } = row;
    found.set(id, { id, name: title, given, matched: key ?? '', distance: matched.distance, before, after, outcome });
  }
  return { found: [...found.values()].sort((a, b) => a.id - b.id), unmatched };
}

/** Each by the service of its noun, so that rules, history and events are those of any other change. */
async function applyAll(
  found: readonly Found[],
  { target, set }: Order,
  { app, principal }: CommandContext,
): Promise<void> {
  const program = await app();
  const key = (targets[target].set as Record<string, string>)[set.field] ?? set.field;
  const service = target === 'organisations' ? program.get(OrganisationsService) : program.get(IndividualsService);
  for (const one of found) {
    if (one.outcome !== 'would change') continue;
    try {
      await service.update(principal, { id: one.id }, { [key]: one.after });
      one.outcome = 'changed';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      one.outcome = 'refused';
      one.reason = error.message;
    }
  }
}

function tellAll(found: readonly Found[], unmatched: readonly string[], { say }: CommandContext): void {
  for (const { id, name: title, given, distance, before, after, outcome, reason } of found)
    say(
      `${outcome.padEnd(12)}  ${id} ${title}${distance > 0 ? ` (from '${given}', ${distance === 1 ? '1 letter differs' : `${distance} letters differ`})` : ''}: ${before ?? '–'} → ${after}${reason ? `: ${reason}` : ''}`,
    );
  for (const given of unmatched.slice(0, 20)) say(`no match      ${given}`);
  if (unmatched.length > 20) say(`… and ${unmatched.length - 20} more without a match`);
  const count = (outcome: Found['outcome']) => found.filter((one) => one.outcome === outcome).length;
  say(
    `${count('would change')} would change · ${count('changed')} changed · ${count('the same')} the same · ${count('kept')} kept · ${count('refused')} refused · ${unmatched.length} without a match`,
  );
}
