import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { KeyBundleOutcome } from '@cerebrate/contract';
import type { INestApplicationContext } from '@nestjs/common';
import { IndividualsService, KeyBundle, OrganisationsService } from '../directory/index.js';
import { InvalidInput, NotFound, type Principal } from '../kernel/index.js';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';

/** Keys that are read and stored together; a file of any length takes no more memory than these. */
const portion = 500;
/** A block longer than this is no key; its lines are not kept. */
const longestBlock = 300_000;
/** How many refusals are told one by one. */
const mostTold = 100;

/** Imports encryption keys from files (FEATURES KEY-02). */
export const keysImport: Command = {
  name: 'keys import',
  summary: 'Imports OpenPGP keys and S/MIME certificates from files of many',
  usage: 'FILE… [--organisation ID|UUID | --person ID|UUID] [--json]',
  help: [
    '--organisation REF   all keys belong to this organisation',
    '--person REF         all keys belong to this person; without either, each to the person whose address it bears',
    '--json               print the outcome as JSON',
    'Keys that are there already are passed over; importing a file again adds nothing.',
    'Exit code 0: all of them. 3: all but those told, each with its place and reason. 1: nothing in it was a key.',
  ],
  options: { organisation: { type: 'string' }, person: { type: 'string' }, json: { type: 'boolean', default: false } },
  takesWords: true,
  async run(input, context) {
    if (input.positionals.length === 0) throw new WrongUsage('Name one file or more.');
    for (const file of input.positionals) await existing(file);
    const app = await context.app();
    const owner = await ownerOf(app, context.principal, input);
    const total: KeyBundleOutcome = { added: 0, unchanged: 0, refused: [] };
    for (const file of input.positionals) await importFile(app, context, file, owner, total);
    if (input.values['json'] === true) context.say(JSON.stringify(total));
    else context.say(`${total.added} added · ${total.unchanged} there already · ${total.refused.length} refused`);
    if (total.refused.length > 0) return 3;
    return total.added + total.unchanged > 0 ? 0 : 1;
  },
};

type Owner = Parameters<KeyBundle['add']>[2];

async function importFile(
  app: INestApplicationContext,
  { principal, tell }: CommandContext,
  file: string,
  owner: Owner,
  total: KeyBundleOutcome,
): Promise<void> {
  let at = 0;
  for await (const blocks of portionsOf(file)) {
    const { added, unchanged, refused } = await app.get(KeyBundle).add(principal, blocks.join('\n'), owner);
    total.added += added;
    total.unchanged += unchanged;
    for (const one of refused) {
      if (total.refused.length < mostTold)
        tell(`  ${file}, key ${at + one.at}${one.fingerprint ? ` (${one.fingerprint})` : ''}: ${one.reason}`);
      total.refused.push({ ...one, at: at + one.at });
    }
    at += blocks.length;
    tell(`${file}: ${at} keys read`);
  }
}

/** The armoured blocks of a file, a portion at a time; what stands between them is passed over. */
async function* portionsOf(file: string): AsyncGenerator<readonly string[]> {
  let blocks: string[] = [];
  let lines: string[] | undefined;
  let length = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (line.startsWith('-----BEGIN ')) {
      lines = [];
      length = 0;
    }
    length += line.length + 1;
    if (length <= longestBlock) lines?.push(line);
    if (!lines || !line.startsWith('-----END ')) continue;
    blocks.push(length > longestBlock ? `${lines[0]}\n\n${line}` : lines.join('\n'));
    lines = undefined;
    if (blocks.length < portion) continue;
    yield blocks;
    blocks = [];
  }
  if (blocks.length > 0) yield blocks;
}

/** Whose the keys are to be. Throws `WrongUsage` for a reference that leads nowhere. */
async function ownerOf(
  app: INestApplicationContext,
  principal: Principal,
  { values: { organisation, person } }: CommandInput,
): Promise<Owner> {
  if (organisation !== undefined && person !== undefined)
    throw new WrongUsage('--organisation and --person exclude each other.');
  try {
    if (typeof organisation === 'string') {
      const { id } = await app.get(OrganisationsService).get(principal, refOf(organisation));
      return { ownerKind: 'organisation', ownerId: id };
    }
    if (typeof person === 'string') {
      const { id } = await app.get(IndividualsService).get(principal, refOf(person));
      return { ownerKind: 'individual', ownerId: id };
    }
  } catch (error) {
    if (error instanceof NotFound || error instanceof InvalidInput) throw new WrongUsage(error.message);
    throw error;
  }
  return {};
}

function refOf(text: string): { id: number } | { uuid: string } {
  if (/^[1-9]\d{0,8}$/.test(text)) return { id: Number(text) };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return { uuid: text.toLowerCase() };
  throw new WrongUsage(`'${text}' is neither a number nor a uuid.`);
}

async function existing(file: string): Promise<void> {
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) throw new WrongUsage(`There is no file '${file}'.`);
}
