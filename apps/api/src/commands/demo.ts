import path from 'node:path';
import { constituencyTemplateUuid } from '@cerebrate/contract';
import { type Command, type CommandContext, numberOption } from './command.js';
import { loadCommunity } from './demo-community.js';
import { generatedNdjson } from './generated-dataset.js';
import { deskOf, finish } from './import.js';
import type { ImportDesk } from './import-desk.js';
import { attribution, datasetSettings, internetNdjson } from './internet-dataset.js';

/** Fills an instance with something to look at. */
export const demo: Command = {
  name: 'demo',
  summary: 'Loads an invented community, or every autonomous system of the Internet',
  usage: '[--internet | --generated N] [--to URL --key KEY] [--json]',
  help: [
    'Without options: some sixty invented organisations with people, groups, tags, constituencies and lists of values.',
    'All names and addresses are reserved for documentation. A second run changes nothing.',
    '--internet           one organisation for each autonomous system with all its networks (some 20 MB are fetched by npm)',
    '--generated N        so many invented ones of the same shape, to see how the program holds at any size',
    '--to URL --key KEY   hand that in at a running instance over HTTP, with an auth key of a community administrator',
    '--key-file FILE      reads that key from a file',
    '--json               prints the finished import, or what the community holds, as JSON',
  ],
  options: {
    internet: { type: 'boolean', default: false },
    generated: { type: 'string' },
    to: { type: 'string' },
    key: { type: 'string' },
    'key-file': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  async run(input, context) {
    const count = numberOption(input, 'generated');
    const asJson = input.values['json'] === true;
    const folder = path.join(context.config.dataDir, 'internet');
    if (count !== undefined)
      return load(await deskOf(input, context), await generatedNdjson(folder, count), asJson, context);
    if (input.values['internet'] === true) {
      const file = await internetNdjson(folder, context.tell);
      (asJson ? context.tell : context.say)(attribution);
      return load(await deskOf(input, context), file, asJson, context);
    }
    return loadCommunity(await context.app(), context, asJson);
  },
};

async function load(desk: ImportDesk, file: string, asJson: boolean, context: CommandContext): Promise<number> {
  await desk.enableTemplate(constituencyTemplateUuid);
  const { id } = await desk.receive(file);
  await desk.configure(id, datasetSettings);
  return finish(desk, id, 'run', asJson, context);
}
