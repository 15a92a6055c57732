import { existsSync } from 'node:fs';
import { headsFile, headsIn, type NotedRow, verifyChain } from '../platform/index.js';
import { type Command, numberOption, WrongUsage } from './command.js';

/** Verifies the hash chain of the audit log (FEATURES AUD-08). */
export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Recomputes the hash chain of the audit log and tells the first row that was altered or removed',
  usage: '[--from N] [--to N] [--noted N:HASH] [--heads FILE] [--json]',
  help: [
    '--from N, --to N   check only this part',
    '--noted N:HASH     check also that row N still has the hash you noted; each run prints one to note',
    '--heads FILE       check also the heads this node signed each day; by default those in DATA_DIR/audit-heads.ndjson',
    '--json             prints what was found as JSON',
    'Exit code 0: the log is sound. 1: it is not.',
  ],
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    noted: { type: 'string' },
    heads: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(input, { config, store, say }) {
    const noted = readNoted(input.values['noted']);
    const heads = readHeads(input.values['heads'], config.dataDir);
    const extent = { from: numberOption(input, 'from'), to: numberOption(input, 'to'), noted, heads };
    const report = await verifyChain(await store(), extent);
    if (input.values['json'] === true) {
      say(JSON.stringify(report));
      return report.fault ? 1 : 0;
    }
    if (report.fault) {
      say(`The audit log is broken at ${report.fault.seq}: ${report.fault.reason}.`);
      return 1;
    }
    const erased = report.erased > 0 ? `, ${report.erased} of them without the words that erasures took` : '';
    say(`The audit log is sound: ${report.checked} rows checked${erased}.`);
    if (heads.length > 0) say(`It agrees with ${heads.length} signed heads, the last of ${heads.at(-1)?.record.day}.`);
    if (report.head.seq > 0) say(`Note this elsewhere: ${report.head.seq}:${report.head.hash}`);
    return 0;
  },
};

function readNoted(given: unknown): NotedRow | undefined {
  if (given === undefined) return undefined;
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(String(given)) ?? [];
  if (seq === undefined || hash === undefined)
    throw new WrongUsage('--noted needs a row number and its hash, N:HASH, as an earlier run printed it');
  return { seq: Number(seq), hash };
}

function readHeads(given: unknown, dataDir: string): ReturnType<typeof headsIn> {
  const file = given === undefined ? headsFile(dataDir) : String(given);
  if (given !== undefined && !existsSync(file)) throw new WrongUsage(`--heads: there is no file ${file}`);
  try {
    return headsIn(file);
  } catch (error) {
    throw new WrongUsage(`--heads: ${(error as Error).message}`);
  }
}
