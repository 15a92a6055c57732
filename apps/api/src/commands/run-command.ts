import { CommanderError, Option, Command as Reader } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { createApp } from '../app.js';
import { entities } from '../entities.js';
import { type Config, createLog, DomainError, Store, systemPrincipal, Unavailable } from '../kernel/index.js';
import { migrations } from '../migrations/index.js';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { commands } from './index.js';

/** Where a command line runs; a test gives its own. */
export interface Terminal {
  /** Reads the environment; throws `ConfigRefused`. Called only for commands that are well written. */
  config(): Config;
  /** One line on standard output. */
  say(line: string): void;
  /** One line on standard error. */
  tell(line: string): void;
}

/**
 * Runs the command that the words name and answers the exit code: 0 done, 1 refused or failed, 2 called wrongly.
 * Never throws for what a command or its caller did wrong: the terminal is told.
 */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => words[at] === word));
  if (!command) return generalHelp(words, terminal);
  const rest = words.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    for (const line of helpOf(command)) terminal.say(line);
    return 0;
  }
  try {
    const input = readInput(command, rest);
    return await withContext(terminal, (context) => command.run(input, context));
  } catch (error) {
    return explain(error, command, terminal, rest.includes('--json'));
  }
}

/** What was typed, by the options the command declares. Throws `WrongUsage` that names the option meant, where one is near. */
function readInput(command: Command, rest: readonly string[]): CommandInput {
  const reader = new Reader(command.name)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.takesWords) reader.argument('[words...]');
  const attributes = Object.entries(command.options).map(([name, { type, multiple, short }]) => {
    const flags = `${short ? `-${short}, ` : ''}--${name}${type === 'string' ? ' <value>' : ''}`;
    const option = new Option(flags);
    if (multiple) option.argParser((value: string, all: string[] | undefined) => [...(all ?? []), value]);
    reader.addOption(option);
    return [name, option.attributeName()] as const;
  });
  try {
    reader.parse([...rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new WrongUsage(error.message.replace(/^error: /, ''));
  }
  const typed = reader.opts<Record<string, string | boolean | string[]>>();
  const given = attributes.map(([name, attribute]) => [name, typed[attribute] ?? command.options[name]?.default]);
  return {
    values: Object.fromEntries(given.filter(([, value]) => value !== undefined)) as CommandInput['values'],
    positionals: reader.args,
  };
}

async function withContext(terminal: Terminal, act: (context: CommandContext) => Promise<number>): Promise<number> {
  const config = terminal.config();
  const closing: (() => Promise<void>)[] = [];
  const once = <T>(open: () => Promise<T>): (() => Promise<T>) => {
    let opened: Promise<T> | undefined;
    return () => (opened ??= open());
  };
  const asItIs = once(async () => {
    const store = new Store(config, entities, migrations);
    closing.push(() => store.close());
    return store;
  });
  try {
    return await act({
      config,
      principal: systemPrincipal('command line', 'command', 'command'),
      say: terminal.say,
      tell: terminal.tell,
      asItIs,
      store: once(async () => {
        const store = await asItIs();
        await store.open();
        return store;
      }),
      app: once(async () => {
        const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel, 'error');
        const app = await createApp(config, { log, worksJobs: false });
        closing.push(() => app.close());
        return app.init();
      }),
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** Tells a person on standard error; with `--json` a program finds the same on standard output. */
function explain(error: unknown, command: Command, terminal: Terminal, asJson: boolean): number {
  const isUsage = error instanceof WrongUsage;
  const issues = error instanceof DomainError ? error.issues : [];
  const message = sayingOf(error);
  terminal.tell(isUsage ? message : `${command.name} failed: ${message}`);
  for (const issue of issues) terminal.tell(`  ${issue.path.join('.')}: ${issue.message}`);
  if (isUsage) terminal.tell(`Usage: cerebrate ${command.name} ${command.usage}`);
  if (asJson) terminal.say(JSON.stringify({ error: message, issues }));
  return isUsage ? 2 : 1;
}

/**
 * What an error says: to whoever runs commands, what the database itself said. Several addresses of a host that all refuse
 * say it each, and the error over them nothing.
 */
function sayingOf(error: unknown): string {
  if (error instanceof Unavailable) return sayingOf(error.cause);
  return error instanceof AggregateError && error.message === ''
    ? error.errors.map((one: Error) => one.message).join('; ')
    : (error as Error).message;
}

function generalHelp(words: readonly string[], terminal: Terminal): number {
  const isAsked = words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '');
  const write = isAsked ? terminal.say : terminal.tell;
  if (!isAsked) {
    const typed = words.filter((word) => !word.startsWith('-')).join(' ');
    const names = commands.map(({ name }) => name);
    const near = closest(typed, names);
    const isNear = distance(typed, near) <= Math.max(2, near.length / 3);
    write(`There is no command '${typed}'.${isNear ? ` Did you mean '${near}'?` : ''}`);
  }
  write('Usage: cerebrate <command> [options], that is: npm run cli -- <command> [options]');
  const width = Math.max(...commands.map(({ name }) => name.length));
  for (const { name, summary } of commands) write(`  ${name.padEnd(width)}  ${summary}`);
  write('<command> --help tells its options; --json prints the outcome as JSON.');
  write('Exit codes: 0 done · 1 refused or failed · 2 called wrongly · 3 done but for what is told.');
  return isAsked ? 0 : 2;
}

const helpOf = ({ name, summary, usage, help }: Command): string[] => [
  `${summary}.`,
  `Usage: cerebrate ${name} ${usage}`,
  ...help.map((line) => `  ${line}`),
];
