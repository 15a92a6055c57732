import type { ParseArgsConfig } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import type { Config, Principal, Store } from '../kernel/index.js';

/** What a command is lent; everything is opened on first use and closed when the command ends. */
export interface CommandContext {
  readonly config: Config;
  /** The operator's shell, with every right; its changes stand in the log as made by command. */
  readonly principal: Principal;
  /** The database, migrated to the newest schema. */
  store(): Promise<Store>;
  /** The same as it is now, whatever its schema: for looking, before anything is brought forward. */
  asItIs(): Promise<Store>;
  /** The whole program without its HTTP server: for commands that call a room's service. */
  app(): Promise<INestApplicationContext>;
  /** One line of result, on standard output. */
  say(line: string): void;
  /** One line about progress or a fault, on standard error. */
  tell(line: string): void;
}

/** What a person typed after the command's name, read by its `options`. */
export interface CommandInput {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** One command of the command line. */
export interface Command {
  /** Its words: 'audit verify'. */
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** What may follow the name: '[--from N] [--to N]'. */
  readonly usage: string;
  /** Further lines of help, one an option or example. */
  readonly help: readonly string[];
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Whether it takes words that are no options, such as file names. */
  readonly takesWords?: boolean;
  /** Does the work; answers the exit code: 0 done, 1 refused or failed, 3 done but for what it told. */
  run(input: CommandInput, context: CommandContext): Promise<number>;
}

/** The person at the keyboard called it wrongly; the message says how to call it. Exit code 2. */
export class WrongUsage extends Error {}

/** The whole number in an option; undefined when the option is absent. Throws `WrongUsage` for anything else. */
export function numberOption(input: CommandInput, name: string): number | undefined {
  const text = input.values[name];
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) throw new WrongUsage(`--${name} needs a whole number`);
  return Number(text);
}
