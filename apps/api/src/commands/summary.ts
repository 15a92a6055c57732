import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { changesByCountry, linesOf, SummaryMail } from '../platform/index.js';
import { type Command, numberOption } from './command.js';

/** What changed, country by country (FEATURES CLI-08). */
export const summary: Command = {
  name: 'summary',
  summary: 'Tells what became new or changed in the last days, country by country',
  usage: '[--days N] [--folder FOLDER] [--mail] [--json]',
  help: [
    '--days N         7 unless said otherwise',
    '--folder FOLDER  writes a text file for each country into it instead of printing',
    '--mail           sends it to the addresses of the setting summary.recipients; summary.every does so by itself',
    '--json           prints everything as JSON',
  ],
  options: {
    days: { type: 'string' },
    folder: { type: 'string' },
    mail: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(input, { store, app, say }) {
    const days = numberOption(input, 'days') ?? 7;
    if (input.values['mail'] === true) {
      const sent = await (await app()).get(SummaryMail).send(days);
      say(input.values['json'] === true ? JSON.stringify({ sent }) : `${sent} e-mails are on their way.`);
      return sent > 0 ? 0 : 3;
    }
    const sorted = await changesByCountry(await store(), days);
    const { folder } = input.values;
    if (input.values['json'] === true) say(JSON.stringify(Object.fromEntries(sorted)));
    else if (typeof folder === 'string') {
      await mkdir(folder, { recursive: true });
      for (const [place, changes] of sorted)
        await writeFile(path.join(folder, `${fileNameOf(place)}.txt`), `${linesOf(place, changes, days).join('\n')}\n`);
      say(`${sorted.length} files in ${folder}`);
    } else if (sorted.length === 0) say(`Nothing changed in the last ${days} days.`);
    else for (const [place, changes] of sorted) for (const line of [...linesOf(place, changes, days), '']) say(line);
    return 0;
  },
};

const fileNameOf = (place: string): string => place.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'none';
