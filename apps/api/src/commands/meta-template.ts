import type { TemplateOutcome } from '@cerebrate/contract';
import { MetaTemplates, TemplateLibrary } from '../fields/index.js';
import { sql } from '../kernel/index.js';
import { type Command, WrongUsage } from './command.js';

interface Loaded {
  readonly id: number;
  readonly uuid: string;
  readonly version: number;
  readonly scope: string;
  readonly name: string;
  readonly enabled: boolean;
}

const templateList: Command = {
  name: 'meta-template list',
  summary: 'Lists the meta-templates that are loaded, and those that could be',
  usage: '[--json]',
  help: ['--json  prints them as JSON'],
  options: { json: { type: 'boolean' } },
  async run({ values }, { app, store, say }) {
    const loaded = await (await store()).read<Loaded>(sql`
      select id, uuid, template_version as version, scope, name, enabled from meta_templates order by scope, name, version`);
    const available = await (await app()).get(TemplateLibrary).available();
    if (values['json'] === true) say(JSON.stringify({ loaded, available }));
    else {
      for (const { uuid, version, scope, name, enabled } of loaded)
        say(`${uuid}  v${version}  ${scope.padEnd(12)}  ${name}${enabled ? '  (enabled)' : ''}`);
      for (const { uuid, templateVersion, scope, name } of available)
        say(`${uuid}  v${templateVersion}  ${scope.padEnd(12)}  ${name}  (not loaded)`);
    }
    return 0;
  },
};

const templateLoad: Command = {
  name: 'meta-template load',
  summary: 'Loads and enables the meta-template of that uuid, or loads all that come with the program',
  usage: 'UUID | --all [--keep-disabled] [--json]',
  help: [
    '--all            loads every one that is not loaded, disabled',
    '--keep-disabled  does not offer it on forms',
    '--json           prints what was done as JSON',
  ],
  options: { all: { type: 'boolean' }, 'keep-disabled': { type: 'boolean' }, json: { type: 'boolean' } },
  takesWords: true,
  async run({ values, positionals }, { app, principal, say }) {
    const [uuid, ...more] = positionals;
    if ((uuid === undefined) !== (values['all'] === true) || more.length > 0)
      throw new WrongUsage('name one uuid, or --all');
    const program = await app();
    const outcomes = await program.get(TemplateLibrary).load(principal, uuid?.toLowerCase());
    const isEnabled = uuid !== undefined && values['keep-disabled'] !== true;
    for (const { id } of isEnabled ? outcomes : [])
      if (id !== null) await program.get(MetaTemplates).change(principal, { id }, { enabled: true });
    if (values['json'] === true) say(JSON.stringify(outcomes));
    else for (const one of outcomes) say(lineOf(one, isEnabled));
    if (outcomes.length === 0 && values['json'] !== true) say('Every meta-template of the program is loaded.');
    return 0;
  },
};

const lineOf = ({ name, outcome }: TemplateOutcome, isEnabled: boolean): string =>
  `${name}: ${outcome}${isEnabled ? ', enabled' : ''}`;

/** Meta-templates from the operator's shell (FEATURES CLI-07). */
export const templateCommands: readonly Command[] = [templateList, templateLoad];
