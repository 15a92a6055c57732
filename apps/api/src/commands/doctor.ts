import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Check } from '@cerebrate/contract';
import { sql, Unavailable } from '../kernel/index.js';
import { Diagnostics, headsFile, headsIn, Mailer, schemaChecks, verifyChain } from '../platform/index.js';
import type { Command, CommandContext } from './command.js';

/** So many rows of the audit log are verified in a moment. */
const newestRows = 10_000;

/** Says what is wrong with this installation and how to mend it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Says what is wrong with this installation and how to mend it',
  usage: '[--all] [--json]',
  help: [
    '--all   tells also what is well',
    '--json  prints every check as JSON',
    'It only looks: nothing is brought forward, sent or mended. Of the audit log it verifies the newest rows; audit verify',
    'does the whole.',
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

/** What needs the database: where it cannot be reached, or has another schema, that is the answer. */
async function deeperChecks(context: CommandContext): Promise<Check[]> {
  try {
    const schema = await schemaChecks(await context.asItIs());
    if (schema.some(({ severity }) => severity !== null)) return schema;
  } catch (error) {
    return [unreached(error)];
  }
  const app = await context.app();
  return [
    ...(await app.get(Diagnostics).checks(undefined)),
    ...(await mailCheck(app.get(Mailer))),
    await logCheck(context),
    ...(await carriedChecks(context)),
  ];
}

/** What to do about an answer of PostgreSQL, or of the network before it. */
const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: start PostgreSQL, or correct host and port in DATABASE_URL.',
  ETIMEDOUT: 'Nothing answers there: look at the firewall between, or correct host and port in DATABASE_URL.',
  EHOSTUNREACH: 'No way leads there: look at the network, or correct the host in DATABASE_URL.',
  ENOTFOUND: 'The host in DATABASE_URL has no address: correct it, or look at the name server.',
  EAI_AGAIN: 'The name server does not answer: look at the network, or name the host in DATABASE_URL by its address.',
  '28P01': 'Correct user and password in DATABASE_URL; what is no letter or digit in a password is written as %XX.',
  '28000': 'Its pg_hba.conf does not let this user in from here: add a line for it, or correct DATABASE_URL.',
  '3D000': 'Create it, owned by the user (createdb --owner=USER NAME), or correct the name in DATABASE_URL.',
  '42501': 'The user must own the database and its tables: alter database NAME owner to USER.',
  '53300': 'All connections are taken: raise max_connections (34 for each process), or stop what holds them.',
  '57P03': 'It is starting or stopping: wait a moment and ask again.',
};

function unreached(failure: unknown): Check {
  const error = failure instanceof Unavailable ? failure.cause : failure;
  const { message, code } = error as { message: string; code?: string };
  const causes = error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join('; ') : '';
  return check('database.reached', 'Database', 'PostgreSQL', message || causes || 'does not answer', {
    severity: 'critical',
    remedy:
      remedies[code ?? ''] ??
      'Start it, or correct DATABASE_URL: host, port, user, password, database. The user must own the database.',
  });
}

/** Whether e-mail would be taken, where a server is named. */
async function mailCheck(mailer: Mailer): Promise<Check[]> {
  const fault = await mailer.fault();
  if (fault === undefined) return [];
  const remedy = 'Look at the settings mail.*: host, port, security, user, password; e-mails wait and are tried again.';
  const found = fault === null ? undefined : ({ severity: 'warning', remedy } as const);
  return [check('mail.server', 'E-mail', 'SMTP server', fault ?? 'takes our e-mail', found)];
}

/** The newest rows of the audit log, and the heads that were signed. */
async function logCheck({ store, config }: CommandContext): Promise<Check> {
  const database = await store();
  const [head] = await database.read<{ seq: string }>(sql`select seq from audit_head`);
  const from = Math.max(1, Number(head?.seq ?? 0) - newestRows + 1);
  const { fault, checked } = await verifyChain(database, { from, heads: headsIn(headsFile(config.dataDir)) });
  const value = fault ? `broken at ${fault.seq}: ${fault.reason}` : `sound in its newest ${checked} rows`;
  const remedy =
    'Somebody or something wrote to the database beside the program. Keep a copy as it is, run audit verify on the whole, and hold it against backups and what was forwarded.';
  return check(
    'audit.chain',
    'Audit log',
    'Chain of hashes',
    value,
    fault ? { severity: 'critical', remedy } : undefined,
  );
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
