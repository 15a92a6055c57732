import type { InstanceSetting } from '@cerebrate/contract';
import { Settings } from '../kernel/index.js';
import { SettingsService } from '../platform/index.js';
import { type Command, type CommandInput, WrongUsage } from './command.js';
import { fileIn } from './option-file.js';

const json = { json: { type: 'boolean' } } as const;
const jsonHelp = '--json  prints it as JSON';

const settingsList: Command = {
  name: 'settings list',
  summary: 'Lists the settings with their values; those that were chosen are marked',
  usage: '[--set] [--json]',
  help: ['--set   only those that were chosen', jsonHelp],
  options: { set: { type: 'boolean' }, ...json },
  async run({ values }, { app, say }) {
    const all = await (await app()).get(SettingsService).list();
    const chosen = values['set'] === true ? all.filter(({ isSet }) => isSet) : all;
    if (values['json'] === true) say(JSON.stringify(chosen));
    else for (const one of chosen) say(lineOf(one));
    return 0;
  },
};

const settingsGet: Command = {
  name: 'settings get',
  summary: 'Prints the value of a setting; never that of a secret',
  usage: 'NAME [--json]',
  help: [jsonHelp],
  options: json,
  takesWords: true,
  async run(input, { app, say }) {
    const found = await (await app()).get(SettingsService).get(named(input, 1));
    say(input.values['json'] === true ? JSON.stringify(found) : shown(found));
    return 0;
  },
};

const settingsSet: Command = {
  name: 'settings set',
  summary: 'Chooses the value of a setting, or gives it its default back',
  usage: 'NAME VALUE | NAME --file FILE | NAME --default',
  help: [
    'VALUE        as JSON (true, 30, ["a"]) or as plain text',
    '--file FILE  reads it from a file: for secrets, which others could see among the running programs',
    '--default    gives it its default back',
    jsonHelp,
  ],
  options: { file: { type: 'string' }, default: { type: 'boolean' }, ...json },
  takesWords: true,
  async run(input, { app, principal, say }) {
    const { file, default: isReset } = input.values;
    const isDirect = file === undefined && isReset !== true;
    const name = named(input, isDirect ? 2 : 1);
    const settings = (await app()).get(Settings);
    const definition = settings.definition(name);
    if (isReset === true) await settings.reset(principal, name);
    else {
      const text = fileIn(input, 'file')?.replace(/\r?\n$/, '') ?? input.positionals[1] ?? '';
      const value = [parsedOr(text), text].find((one) => definition.schema.safeParse(one).success) ?? text;
      await settings.change(principal, name, value);
    }
    const now = await (await app()).get(SettingsService).get(name);
    say(input.values['json'] === true ? JSON.stringify(now) : lineOf(now));
    return 0;
  },
};

function named({ positionals }: CommandInput, words: number): string {
  const [name] = positionals;
  if (name === undefined || positionals.length !== words)
    throw new WrongUsage(words === 2 ? 'name one setting and its value' : 'name one setting');
  return name;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const shown = ({ value, input, isSet }: InstanceSetting): string =>
  value === null && input === 'secret'
    ? isSet
      ? '(a secret is set)'
      : '(no secret)'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

const lineOf = (one: InstanceSetting): string =>
  `${one.isSet ? '*' : ' '} ${one.id.padEnd(44)} ${shown(one)}${one.fault ? `  (${one.fault.severity}: ${one.fault.message})` : ''}`;

/** Settings of the instance from the operator's shell. */
export const settingsCommands: readonly Command[] = [settingsList, settingsGet, settingsSet];
