import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constituencyTemplateUuid, type ImportSettings, metaTargetOf } from '@cerebrate/contract';
import { parse } from 'csv-parse';
import { nameUuid } from '../directory/index.js';

/** The dataset: every autonomous system with the networks it announces. A fixed version, so that figures compare. */
const dataset = '@ip-location-db/asn@2.3.2026061719';

/** What its licence asks to be said wherever it is shown. */
export const attribution =
  'Autonomous systems and networks: RouteViews, DB-IP and NRO through ip-location-db, licensed CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).';

/** What the NDJSON made of it is called. */
export const datasetFile = 'autonomous-systems-2.3.2026061719.ndjson';

/** Carried by every organisation of the dataset, so that nobody takes them for members. */
const sourceTag = 'source:ip-location-db="RouteViews, DB-IP, NRO (CC BY 4.0)"';

const constituency = (field: string) => metaTargetOf(constituencyTemplateUuid, field);
const column = (target: string, from: string) => ({ target, from: [from], transforms: [], keep: false });

/** How the dataset's NDJSON is mapped: one organisation an AS, found again by a uuid made of its number. */
export const datasetSettings: ImportSettings = {
  mapping: [
    column('uuid', 'uuid'),
    column('name', 'name'),
    column(constituency('AS Number'), 'asn'),
    column(constituency('IPv4 address'), 'ipv4'),
    column(constituency('IPv6 address'), 'ipv6'),
  ],
  match: 'uuid',
  options: { mode: 'both', overwriteEmpty: false, tags: [sourceTag], metaFields: 'replace' },
};

/** One line of the NDJSON. Ranges are `first-last`; the field types make CIDRs of them. */
interface System {
  readonly uuid: string;
  readonly name: string;
  readonly asn: number;
  readonly ipv4: string[];
  readonly ipv6: string[];
}

/**
 * The dataset as NDJSON in the folder: fetched by npm on first use, some 20 MB, and kept. Answers the file. Throws when
 * npm cannot fetch it.
 */
export async function internetNdjson(folder: string, tell: (line: string) => void): Promise<string> {
  const file = path.join(folder, datasetFile);
  if (await stat(file).catch(() => undefined)) return file;
  await mkdir(folder, { recursive: true });
  tell(`Fetching ${dataset} …`);
  await npm([
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    dataset,
  ]);
  const systems = await readSystems(path.join(folder, 'node_modules', '@ip-location-db', 'asn'));
  const lines = Readable.from(
    (function* () {
      for (const system of systems.values()) yield `${JSON.stringify(system)}\n`;
    })(),
  );
  await pipeline(lines, createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
  tell(`${systems.size} autonomous systems in ${file}`);
  return file;
}

/** The systems of the dataset's two CSV files, by number. */
export async function readSystems(folder: string): Promise<Map<number, System>> {
  const systems = new Map<number, System>();
  for (const family of ['ipv4', 'ipv6'] as const) {
    const rows = createReadStream(path.join(folder, `asn-${family}.csv`)).pipe(parse()) as AsyncIterable<string[]>;
    for await (const [first = '', last = '', number = '', name = ''] of rows) {
      const asn = Number(number);
      const system = systems.get(asn) ?? {
        uuid: nameUuid(`AS${asn}`),
        name: name.trim() || `AS${asn}`,
        asn,
        ipv4: [],
        ipv6: [],
      };
      system[family].push(`${first}-${last}`);
      systems.set(asn, system);
    }
  }
  return systems;
}

function npm(words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm could not fetch ${dataset} (exit code ${code}); is the registry reachable?`)),
    );
  });
}
