import path from 'node:path';
import { Sealer } from '../kernel/index.js';
import { migrations } from '../migrations/index.js';
import { backUp, restore } from '../platform/index.js';
import { type Command, type CommandInput, WrongUsage } from './command.js';

const number = new Intl.NumberFormat('en-GB');

/** Writes everything the database holds into a folder. */
export const backup: Command = {
  name: 'backup',
  summary: 'Writes everything the database holds at one moment into a new folder, secrets sealed',
  usage: '[FOLDER] [--json]',
  help: [
    'FOLDER  a new folder; otherwise one named after the moment in DATA_DIR/backups',
    '--json  prints the manifest: tables, rows, checksums',
    'The server may go on meanwhile. Keep SECRET_KEY (or DATA_DIR/secret.key) elsewhere: without it sealed secrets stay',
    'sealed and auth keys open nothing. Queued jobs and uploaded files of imports are not in it.',
    'Exit code 0: the backup is whole. 1: it is not, and the folder is not there.',
  ],
  options: { json: { type: 'boolean' } },
  takesWords: true,
  async run(input, { store, config, say, tell }) {
    const moment = new Date().toISOString().replace(/[:.]/g, '-');
    const folder = folderIn(input) ?? path.join(config.dataDir, 'backups', moment);
    const manifest = await backUp(await store(), folder, new Sealer(config.secretKey).keyId, (table) =>
      tell(`… ${table}`),
    );
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    if (input.values['json'] === true) say(JSON.stringify({ folder, ...manifest }));
    else say(`${folder}: ${number.format(rows)} rows of ${manifest.tables.length} tables. Keep SECRET_KEY elsewhere.`);
    return 0;
  },
};

/** Brings a backup into an empty node. */
export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Brings a backup into an empty node',
  usage: 'FOLDER [--without-key] [--json]',
  help: [
    'Stop the server first. Every checksum is compared before anything is touched; all rows come, or none.',
    'A backup of an older program is brought forward; one of a newer program is refused.',
    'The node must be empty but for what its first start made, which goes.',
    'SECRET_KEY (or DATA_DIR/secret.key) must be the one the backup was made with, or FORMER_SECRET_KEYS name it.',
    '--without-key  brings it although that key is lost: what it sealed stays sealed, and no auth key opens anything',
    '--json         prints the manifest',
    'Exit code 0: all is here. 1: it was refused, and nothing was changed.',
  ],
  options: { json: { type: 'boolean' }, 'without-key': { type: 'boolean' } },
  takesWords: true,
  async run(input, { config, principal, say, tell }) {
    const folder = folderIn(input);
    if (folder === undefined) throw new WrongUsage('name the folder of a backup');
    const sealer = new Sealer(config.secretKey, config.formerSecretKeys);
    const isAnyKeyRight = input.values['without-key'] === true;
    const manifest = await restore(config, principal, {
      folder,
      migrations,
      knowsKey: (keyId) => isAnyKeyRight || sealer.knows(keyId),
      tell: (line) => tell(`… ${line}`),
    });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    if (!sealer.knows(manifest.sealedBy)) tell('Its secrets stay sealed: they were sealed with another SECRET_KEY.');
    if (input.values['json'] === true) say(JSON.stringify(manifest));
    else say(`${number.format(rows)} rows of ${manifest.tables.length} tables, as they were on ${manifest.madeAt}.`);
    return 0;
  },
};

function folderIn({ positionals }: CommandInput): string | undefined {
  if (positionals.length > 1) throw new WrongUsage('name one folder');
  return positionals[0] === undefined ? undefined : path.resolve(positionals[0]);
}
