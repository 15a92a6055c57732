import path from 'node:path';
import { constituencyTemplateUuid } from '@cerebrate/contract';
import type { Command, CommandContext } from './command.js';
import { loadCommunity } from './demo-community.js';
import { deskOf, finish } from './import.js';
import type { ImportDesk } from './import-desk.js';
import { attribution, datasetSettings, internetNdjson } from './internet-dataset.js';

/** Fills an instance with something to look at. */
export const demo: Command = {
  name: 'demo',
  summary: 'Loads an invented community, or every autonomous system of the Internet',
  usage: '[--internet [--to URL --key KEY]]',
  help: [
    'Without options: some sixty invented organisations with people, groups, tags, constituencies and lists of values.',
    'All names and addresses are reserved for documentation. A second run changes nothing.',
    '--internet           one organisation for each autonomous system with all its networks (some 20 MB are fetched by npm)',
    '--to URL --key KEY   hand that in at a running instance over HTTP, with an auth key of a community administrator',
  ],
  options: { internet: { type: 'boolean', default: false }, to: { type: 'string' }, key: { type: 'string' } },
  async run(input, context) {
    if (input.values['internet'] === true) return loadInternet(await deskOf(input, context), context);
    return loadCommunity(await context.app(), context);
  },
};

async function loadInternet(desk: ImportDesk, context: CommandContext): Promise<number> {
  const file = await internetNdjson(path.join(context.config.dataDir, 'internet'), context.tell);
  context.say(attribution);
  await desk.enableTemplate(constituencyTemplateUuid);
  const { id } = await desk.receive(file);
  await desk.configure(id, datasetSettings);
  return finish(desk, id, 'run', false, context);
}
