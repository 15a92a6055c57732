import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '@cerebrate/contract';
import { sql } from '../kernel/index.js';
import { Diagnostics } from '../platform/index.js';
import type { Command, CommandContext } from './command.js';

/** Says what is wrong with this installation and how to mend it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Says what is wrong with this installation and how to mend it',
  usage: '[--all] [--json]',
  help: [
    '--all   tells also what is well',
    '--json  prints every check as JSON',
    'Exit code 0: nothing is wrong. 3: only warnings. 1: something critical, or the database cannot be reached.',
  ],
  options: { all: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ values }, context) {
    const found = [...folderChecks(context), ...(await deeperChecks(context))];
    if (values['json'] === true) context.say(JSON.stringify(found));
    else {
      const told = values['all'] === true ? found : found.filter(({ severity }) => severity !== null);
      for (const check of told) {
        context.say(`${(check.severity ?? 'ok').padEnd(8)}  ${check.label}: ${check.value}`);
        if (check.remedy) context.say(`          → ${check.remedy}`);
      }
      if (told.length === 0) context.say(`Nothing is wrong: ${found.length} things were looked at.`);
    }
    if (found.some(({ severity }) => severity === 'critical')) return 1;
    return found.some(({ severity }) => severity === 'warning') ? 3 : 0;
  },
};

const check = (
  id: string,
  group: string,
  label: string,
  value: string,
  fault?: Pick<Check, 'severity' | 'remedy'>,
): Check => ({
  id,
  group,
  label,
  value,
  severity: fault?.severity ?? null,
  remedy: fault?.remedy ?? null,
});

function folderChecks({ config }: CommandContext): Check[] {
  const keyFile = path.join(config.dataDir, 'secret.key');
  const mode = statSync(keyFile, { throwIfNoEntry: false })?.mode;
  const isOpen = mode !== undefined && (mode & 0o077) !== 0;
  return [
    isWritable(config.dataDir)
      ? check('folder.writable', 'Files', 'Folder of the instance', config.dataDir)
      : check('folder.writable', 'Files', 'Folder of the instance', `${config.dataDir} cannot be written`, {
          severity: 'critical',
          remedy: 'Give it to the user the program runs as, or set DATA_DIR to another.',
        }),
    check(
      'folder.key',
      'Files',
      'Secret key',
      mode === undefined ? 'given by SECRET_KEY' : keyFile,
      isOpen ? { severity: 'critical', remedy: `Others may read it: chmod 600 ${keyFile}` } : undefined,
    ),
  ];
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What needs the database: where it cannot be reached, that is the answer. */
async function deeperChecks(context: CommandContext): Promise<Check[]> {
  try {
    await context.store();
  } catch (error) {
    return [
      check('database.reached', 'Database', 'PostgreSQL', (error as Error).message || 'does not answer', {
        severity: 'critical',
        remedy:
          'Start it, or correct DATABASE_URL: host, port, user, password, database. The user must own the database.',
      }),
    ];
  }
  const checks = await (await context.app()).get(Diagnostics).checks(undefined);
  return [...checks, ...(await carriedChecks(context))];
}

/** What came over from the original and was not used since. */
async function carriedChecks({ store }: CommandContext): Promise<Check[]> {
  const row = await (await store()).readOne<{ passwords: number; keys: number; refused: number; moved: boolean }>(sql`
    select (select count(*) from users where password_hash like '$2%')::int as passwords,
      (select count(*) from carried_key_hashes)::int as keys,
      exists (select from movings) as moved,
      (select count(*) from movings m, jsonb_array_elements(m.report -> 'findings') f where f ->> 'kind' = 'refused')::int as refused`);
  if (!row?.moved) return [];
  return [
    check(
      'moving.carried',
      'Moving in',
      'Credentials as the original hashed them',
      `${row.passwords} passwords, ${row.keys} auth keys`,
      row.passwords + row.keys === 0
        ? undefined
        : { severity: 'info', remedy: 'Each is hashed our way at its first use; those nobody uses can go.' },
    ),
    check(
      'moving.refused',
      'Moving in',
      'Rows of the original that were not taken',
      String(row.refused),
      row.refused === 0
        ? undefined
        : {
            severity: 'warning',
            remedy: 'Run migrate-from again with --report FILE, and enter by hand what is needed.',
          },
    ),
  ];
}
