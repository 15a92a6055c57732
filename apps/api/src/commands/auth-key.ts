import { NewAuthKey } from '@cerebrate/contract';
import { AuthKeysService } from '../identity/index.js';
import { type Command, type CommandInput, numberOption, WrongUsage } from './command.js';
import { userOf } from './references.js';

/** Makes a key for a user from the operator's shell and prints it once (FEATURES AKY-05). */
export const authKeyIssue: Command = {
  name: 'auth-key issue',
  summary: 'Makes an auth key for a user and prints it, this once',
  usage: 'USERNAME [--comment TEXT] [--days N] [--read-only] [--resource NAME]... [--network CIDR]... [--json]',
  help: [
    '--days N         it expires after so many days; otherwise never',
    '--read-only      it changes nothing',
    '--resource NAME  it reaches only such resources, for example organisation; may be given again',
    '--network CIDR   it is taken only from there, for example 192.0.2.0/24; may be given again',
    '--json           prints the key with its facts as JSON',
  ],
  options: {
    comment: { type: 'string' },
    days: { type: 'string' },
    'read-only': { type: 'boolean' },
    resource: { type: 'string', multiple: true },
    network: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  takesWords: true,
  async run(input, { app, store, principal, say, tell }) {
    const wanted = wantedKey(input);
    const user = await userOf(await store(), input.positionals);
    const made = await (await app()).get(AuthKeysService).create(principal, { ...wanted, userId: user.id });
    if (user.disabled) tell(`The account '${user.name}' is disabled: the key works once it is enabled.`);
    say(input.values['json'] === true ? JSON.stringify(made) : made.key);
    return 0;
  },
};

function wantedKey(input: CommandInput): NewAuthKey {
  const { comment, resource, network } = input.values;
  const days = numberOption(input, 'days');
  const read = NewAuthKey.safeParse({
    comment: comment ?? null,
    expiresAt: days === undefined ? null : new Date(Date.now() + days * 86_400_000).toISOString(),
    readOnly: input.values['read-only'] === true,
    resources: resource ?? null,
    networks: network ?? [],
  });
  if (read.success) return read.data;
  throw new WrongUsage(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
