import { readFileSync } from 'node:fs';
import { type CommandInput, WrongUsage } from './command.js';

/**
 * What the file says that an option names; undefined where the option is not given. Secrets come so: in the line others
 * could see them among the running programs. Throws `WrongUsage` with the option for a file that cannot be read.
 */
export function fileIn({ values }: CommandInput, option: string): string | undefined {
  const file = values[option];
  if (typeof file !== 'string') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongUsage(`--${option} cannot be read: ${(error as Error).message}`);
  }
}
