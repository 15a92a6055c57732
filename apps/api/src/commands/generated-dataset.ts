import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { nameUuid } from '../directory/index.js';

/** As many IPv4 ranges an organisation as the registry of the Internet has on average. */
const rangesEach = 6;
/** Addresses below are no one's. */
const firstBlock = 1 << 16;

const words = ['North', 'Lake', 'River', 'Cloud', 'Iron', 'Amber', 'Delta', 'Harbour', 'Field', 'Summit', 'Stone'];
const kinds = ['Telecom', 'Networks', 'Hosting', 'University', 'Bank', 'Energy', 'Hospital', 'Ministry', 'Research'];

/**
 * Invented organisations in the shape of the registry's (`internet-dataset.ts`), as many as asked for, as NDJSON in the
 * folder: each with an AS number, six IPv4 networks and an IPv6 one that nobody else has. The same for the same number.
 */
export async function generatedNdjson(folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `generated-${count}.ndjson`);
  const lines = Readable.from(
    (function* () {
      for (let at = 0; at < count; at++) yield `${JSON.stringify(system(at))}\n`;
    })(),
  );
  await pipeline(lines, createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
  return file;
}

function system(at: number) {
  const asn = 400_000 + at;
  const name = `${words[at % words.length]} ${kinds[Math.floor(at / words.length) % kinds.length]} ${at}`;
  const ipv4 = Array.from({ length: rangesEach }, (_, range) => {
    const block = firstBlock + ((at * rangesEach + range) % (222 << 16));
    const network = [block >>> 16, (block >>> 8) & 255, block & 255].join('.');
    return `${network}.0-${network}.255`;
  });
  const prefix = `2a${(at >>> 16).toString(16).padStart(2, '0')}:${(at & 0xffff).toString(16)}`;
  return { uuid: nameUuid(`AS${asn}`), name, asn, ipv4, ipv6: [`${prefix}::-${prefix}:ffff:ffff:ffff:ffff:ffff:ffff`] };
}
