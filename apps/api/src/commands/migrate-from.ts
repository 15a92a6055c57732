import { writeFile } from 'node:fs/promises';
import { type MovingReport, moveIn, type Original, openOriginalApi, openOriginalDatabase } from '../platform/index.js';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { fileIn } from './option-file.js';
import { configuredSettings } from './original-settings.js';

/** How many findings are told one by one; a report file has them all. */
const mostTold = 50;

/** Moves a PHP Cerebrate over (DATA-MODEL §3.11). */
export const migrateFrom: Command = {
  name: 'migrate-from',
  summary: 'Moves a PHP Cerebrate over: its records, accounts, keys, circles, nodes, settings and history',
  usage:
    'mysql://USER@HOST/DATABASE | https://CEREBRATE [--dry-run] [--password-file FILE] [--key-file FILE] [--settings FILE] [--report FILE] [--json]',
  help: [
    'A database (MySQL or MariaDB, live or a dump loaded somewhere) gives everything: passwords and auth keys go on',
    'working. Over its API (https://…) everything but passwords, auth keys, keys of broods it hides, settings of users,',
    'connections of tools and waiting messages; tools come with the key of an instance administrator.',
    '--dry-run             goes through everything, keeps nothing, and tells what cannot be taken',
    '--password-file FILE  the password of the database user; better than in the address, where others may see it',
    '--ca FILE             the authority that signed the certificate of the database; the connection is then encrypted',
    '--key-file FILE       the auth key of a community administrator there, for an address of its API',
    "--settings FILE       config/config.json of the original: its settings become this instance's",
    '--report FILE         writes the whole report as JSON',
    '--json                prints it',
    'Stop the server meanwhile. Move into an empty node: records of its first start make room, others stop the move.',
    'Run it as often as you like: it goes on where it was stopped, and takes what is new or changed there. Every row there',
    'is counted as new, changed, the same, joined with another, or refused; tables and columns that are not read are told.',
    'Exit code 0: all is here. 3: all is here but for the rows told. 1: it could not be done.',
  ],
  options: {
    'dry-run': { type: 'boolean' },
    'password-file': { type: 'string' },
    ca: { type: 'string' },
    'key-file': { type: 'string' },
    settings: { type: 'string' },
    report: { type: 'string' },
    json: { type: 'boolean' },
  },
  takesWords: true,
  async run(input, context) {
    const { say, tell, principal } = context;
    const isDry = input.values['dry-run'] === true;
    const settings = fileIn(input, 'settings');
    const original = await openOriginal(input);
    try {
      const order = { isDry, tell: (table: string) => tell(`… ${table}`) };
      const report = await moveIn(await context.store(), context.config, principal, original, order);
      const chosen = settings === undefined ? null : await configuredSettings(settings, isDry, context);
      const whole = { ...report, settings: chosen };
      const { report: file } = input.values;
      if (typeof file === 'string') await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600 });
      if (input.values['json'] === true) say(JSON.stringify(whole));
      else tellReport(report, chosen, context);
      return report.findings.some(({ kind }) => kind === 'refused') || report.left.length > 0 ? 3 : 0;
    } finally {
      await original.close();
    }
  },
};

async function openOriginal(input: CommandInput): Promise<Original> {
  const [address, ...more] = input.positionals;
  if (address === undefined || more.length > 0) throw new WrongUsage('name one database or one address');
  const password = fileIn(input, 'password-file')?.trim();
  if (/^(mysql|mariadb):/.test(address))
    return openOriginalDatabase(address, { password, authority: input.values['ca'] as string | undefined });
  if (!/^https?:\/\//.test(address)) throw new WrongUsage('the address must begin with mysql://, https:// or http://');
  const key = fileIn(input, 'key-file')?.trim();
  if (!key) throw new WrongUsage('--key-file is needed: the auth key of a community administrator there');
  return openOriginalApi(address, key);
}

function tellReport(
  report: MovingReport,
  settings: { taken: string[]; refused: string[] } | null,
  { say }: CommandContext,
): void {
  say(report.isDry ? `Nothing was kept. From ${report.source} would come:` : `From ${report.source} came:`);
  for (const { table, there, added, changed, unchanged, joined, refused } of report.tables)
    say(
      `  ${table.padEnd(30)} ${there} there · ${added} new · ${changed} changed · ${unchanged} the same · ${joined} joined · ${refused} refused`,
    );
  if (settings)
    say(`  settings                       ${settings.taken.length} taken · ${settings.refused.length} refused`);
  for (const line of settings?.refused ?? []) say(`    ${line}`);
  for (const { table, rows, reason } of report.left)
    say(`  ${table.padEnd(30)} ${rows ?? 'some may be'} left there: ${reason}`);
  // What is not here comes before what is here otherwise.
  const findings = [
    ...report.findings.filter(({ kind }) => kind === 'refused'),
    ...report.findings.filter(({ kind }) => kind !== 'refused'),
  ];
  if (findings.length > 0) say('Look at these:');
  for (const { table, id, title, kind, reason } of findings.slice(0, mostTold))
    say(`  ${kind.padEnd(7)} ${table} ${id || ''}${title ? ` (${title})` : ''}: ${reason}`);
  if (findings.length > mostTold) say(`  … and ${findings.length - mostTold} more: --report FILE writes all of them`);
}
