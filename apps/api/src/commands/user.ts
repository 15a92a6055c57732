import { NewUser } from '@cerebrate/contract';
import { randomPassword, UserAdministration } from '../identity/index.js';
import { sql } from '../kernel/index.js';
import { type Command, type CommandContext, type CommandInput, WrongUsage } from './command.js';
import { organisationOf, roleOf, userOf } from './references.js';

const json = { json: { type: 'boolean' } } as const;
const jsonHelp = '--json  prints it as JSON';

interface Account {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly role: string;
  readonly organisation: string | null;
  readonly disabled: boolean;
}

const userList: Command = {
  name: 'user list',
  summary: 'Lists the accounts: role, organisation, whether they are disabled',
  usage: '[--disabled] [--json]',
  help: ['--disabled  only those that are disabled', jsonHelp],
  options: { disabled: { type: 'boolean' }, ...json },
  async run({ values }, { store, say }) {
    const rows = await (await store()).read<Account>(sql`
      select u.id, u.username::text, i.email::text, r.name as role, o.name as organisation, u.disabled
      from users u join roles r on r.id = u.role_id join individuals i on i.id = u.individual_id
        left join organisations o on o.id = u.organisation_id
      where u.disabled or ${values['disabled'] !== true} order by u.username`);
    if (values['json'] === true) say(JSON.stringify(rows));
    else
      for (const { id, username, role, organisation, disabled } of rows)
        say(
          `${String(id).padStart(6)}  ${username.padEnd(30)}  ${role.padEnd(20)}  ${organisation ?? '–'}${disabled ? '  (disabled)' : ''}`,
        );
    return 0;
  },
};

const userAdd: Command = {
  name: 'user add',
  summary: 'Adds an account and prints its first password, this once',
  usage: 'USERNAME --email ADDRESS --organisation REF [--role NAME] [--first-name TEXT] [--last-name TEXT] [--json]',
  help: [
    '--email ADDRESS      of a person who is known, or of a new one, who becomes a member of the organisation',
    '--organisation REF   its id, uuid or name',
    '--role NAME          its name or id; otherwise the default role',
    jsonHelp,
  ],
  options: {
    email: { type: 'string' },
    organisation: { type: 'string' },
    role: { type: 'string' },
    'first-name': { type: 'string' },
    'last-name': { type: 'string' },
    ...json,
  },
  takesWords: true,
  async run(input, context) {
    const [username, ...more] = input.positionals;
    const { email, organisation } = input.values;
    if (username === undefined || more.length > 0) throw new WrongUsage('name one user');
    if (typeof email !== 'string' || typeof organisation !== 'string')
      throw new WrongUsage('--email and --organisation are needed');
    const password = randomPassword();
    // roles are there once the program has run
    const app = await context.app();
    const wanted = await wantedUser(input, context, { username, email, organisation, password });
    const id = await app.get(UserAdministration).create(context.principal, wanted);
    tellPassword(input, context, { id, username: wanted.username, password });
    return 0;
  },
};

async function wantedUser(
  { values }: CommandInput,
  { store }: CommandContext,
  given: { username: string; email: string; organisation: string; password: string },
): Promise<NewUser> {
  const reads = await store();
  const [person] = await reads.read<{ id: number }>(
    sql`select id from individuals where email = ${given.email} and deleted_at is null`,
  );
  if (!person && (!values['first-name'] || !values['last-name']))
    throw new WrongUsage(`nobody has the address ${given.email} yet: give --first-name and --last-name, too`);
  const fresh = { email: given.email, firstName: values['first-name'] ?? '', lastName: values['last-name'] ?? '' };
  const read = NewUser.safeParse({
    username: given.username,
    organisationId: (await organisationOf(reads, given.organisation)).id,
    ...(typeof values['role'] === 'string' ? { roleId: (await roleOf(reads, values['role'])).id } : {}),
    ...(person ? { individualId: person.id } : { individual: fresh }),
    password: given.password,
  });
  if (read.success) return read.data;
  throw new WrongUsage(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function tellPassword(
  { values }: CommandInput,
  { say, tell }: CommandContext,
  made: { id: number; username: string; password: string },
): void {
  tell(`The password of ${made.username} is printed this once; it has to be changed at the next sign-in.`);
  say(values['json'] === true ? JSON.stringify(made) : made.password);
}

const userPassword: Command = {
  name: 'user password',
  summary: 'Gives a user a new password, prints it this once, and ends their sessions',
  usage: 'USERNAME [--json]',
  help: ['It has to be changed at the next sign-in. Auth keys go on working.', jsonHelp],
  options: json,
  takesWords: true,
  async run(input, context) {
    const user = await userOf(await context.store(), input.positionals);
    const password = randomPassword();
    await (await context.app()).get(UserAdministration).update(context.principal, { id: user.id }, { password });
    tellPassword(input, context, { id: user.id, username: user.name, password });
    return 0;
  },
};

/** `user disable` and `user enable`. */
const userSwitch = (verb: 'disable' | 'enable'): Command => ({
  name: `user ${verb}`,
  summary: verb === 'disable' ? 'Disables an account: sessions end, keys stop working' : 'Enables a disabled account',
  usage: 'USERNAME [--json]',
  help: [jsonHelp],
  options: json,
  takesWords: true,
  async run(input, { store, app, principal, say }) {
    const { id, name: username } = await userOf(await store(), input.positionals);
    const disabled = verb === 'disable';
    await (await app()).get(UserAdministration).update(principal, { id }, { disabled });
    say(input.values['json'] === true ? JSON.stringify({ id, username, disabled }) : `${username} is ${verb}d.`);
    return 0;
  },
});

/** Accounts from the operator's shell (FEATURES CLI-04). */
export const userCommands: readonly Command[] = [
  userList,
  userAdd,
  userPassword,
  userSwitch('disable'),
  userSwitch('enable'),
];
