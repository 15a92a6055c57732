import 'reflect-metadata';
import { runCommand } from './commands/run-command.js';
import { readConfig } from './kernel/index.js';

// What was typed may hold a password, and others may see what a process is called.
if (process.argv.some((word) => /:\/\/[^/@]*:[^/@]*@/.test(word))) process.title = 'cerebrate';

process.exitCode = await runCommand(process.argv.slice(2), {
  config: () => readConfig(process.env),
  say: (line) => process.stdout.write(`${line}\n`),
  tell: (line) => process.stderr.write(`${line}\n`),
});
