import * as z from 'zod';
import { MispClient } from '../client.js';
import { holds, paged } from '../listing.js';
import { organisationThere } from './servers.js';
import { action, Number_, Uuid } from './shared.js';

/** Seconds since 1970 as MISP prints them; 0 is never. */
const moment = (seconds: string | undefined): string | null =>
  seconds && Number(seconds) > 0 ? new Date(Number(seconds) * 1000).toISOString() : null;

const list = action({
  id: 'users',
  wireName: 'usersAction',
  kind: 'table',
  risk: 'read',
  title: 'Users',
  params: z.object({ state: z.enum(['all', 'enabled', 'disabled']).default('all').meta({ title: 'State' }) }),
  columns: [
    { path: 'id', label: '#', type: 'text', sortable: true },
    { path: 'organisation', label: 'Organisation', type: 'text', sortable: true },
    { path: 'email', label: 'E-mail', type: 'text', sortable: true },
    { path: 'role', label: 'Role', type: 'text', sortable: true },
    { path: 'lastLogin', label: 'Last sign-in', type: 'moment', sortable: true },
    { path: 'lastCall', label: 'Last API call', type: 'moment', sortable: true },
    { path: 'disabled', label: 'Disabled', type: 'boolean', sortable: true },
  ],
  rowActions: [
    { action: 'disable-user', params: { id: 'id' }, when: { path: 'disabled', is: [false] } },
    { action: 'enable-user', params: { id: 'id' }, when: { path: 'disabled', is: [true] } },
    { action: 'reset-user-key', params: { id: 'id' } },
    { action: 'set-user-organisation', params: { id: 'id' } },
  ],
  tableActions: ['add-user'],
  async run(tool, { state }, page) {
    const rows = (await new MispClient(tool).users()).map(({ User, Role, Organisation }) => ({
      id: User.id,
      organisation: Organisation?.name ?? '',
      email: User.email,
      role: Role?.name ?? User.role_id,
      lastLogin: moment(User.last_login),
      lastCall: moment(User.last_api_access),
      disabled: User.disabled,
    }));
    const shown = rows
      .filter(({ disabled }) => state === 'all' || disabled === (state === 'disabled'))
      .filter(({ email, organisation, role }) => holds(page.q, email, organisation, role));
    return paged(shown, page);
  },
});

const add = action({
  id: 'add-user',
  kind: 'form',
  risk: 'administer',
  title: 'Add user',
  description: 'Makes an account at that MISP; its auth key is shown once.',
  params: z.object({
    email: z.email('must be an e-mail address').max(255).meta({ title: 'E-mail' }),
    organisation: Uuid.meta({
      title: 'Organisation',
      description: 'UUID; one that MISP lacks is created there from our record.',
    }),
    role_id: Number_.default('3').meta({
      title: 'Role',
      description: 'Number of the role there: 3 is User, 5 is Sync user.',
    }),
    disabled: z.boolean().default(false).meta({ title: 'Disabled' }),
  }),
  async run(tool, { email, organisation, role_id, disabled }, host) {
    const misp = new MispClient(tool);
    const org_id = await organisationThere(misp, host, organisation, true);
    const user = await misp.addUser({
      email,
      org_id,
      role_id: Number(role_id),
      disabled,
      change_pw: 1,
      termsaccepted: 0,
    });
    return {
      isDone: true,
      message: `${email} is added as number ${user.id}.`,
      ...(user.authkey ? { revealed: { label: 'Auth key', value: user.authkey } } : {}),
    };
  },
  shows: 'users',
});

const toggle = (id: 'enable-user' | 'disable-user', title: string, disabled: boolean) =>
  action({
    id,
    kind: 'form',
    risk: 'administer',
    title,
    params: z.object({ id: Number_.meta({ title: 'Number' }) }),
    async run(tool, params) {
      const { email } = await new MispClient(tool).editUser(params.id, { disabled });
      return { isDone: true, message: `${email} is ${disabled ? 'disabled' : 'enabled'}.` };
    },
    shows: 'users',
  });

const resetKey = action({
  id: 'reset-user-key',
  kind: 'form',
  risk: 'administer',
  title: 'Reset auth key',
  description: 'Ends the keys of the account and makes a new one, which is shown once.',
  params: z.object({ id: Number_.meta({ title: 'Number' }) }),
  async run(tool, { id }) {
    const value = await new MispClient(tool).resetKey(id);
    return { isDone: true, message: `User ${id} has a new key.`, revealed: { label: 'Auth key', value } };
  },
  shows: 'users',
});

const setOrganisation = action({
  id: 'set-user-organisation',
  kind: 'form',
  risk: 'administer',
  title: 'Synchronise organisation',
  description: 'Puts the account into the organisation it has here; one that MISP lacks is created there.',
  params: z.object({
    id: Number_.meta({ title: 'Number' }),
    organisation: Uuid.meta({ title: 'Organisation', description: 'UUID in this directory.' }),
  }),
  async run(tool, { id, organisation }, host) {
    const misp = new MispClient(tool);
    // MISP would take a number that does not exist, so it is looked up first.
    const org_id = await organisationThere(misp, host, organisation, true);
    const { email } = await misp.editUser(id, { org_id });
    return { isDone: true, message: `${email} belongs to organisation ${organisation} now.` };
  },
  shows: 'users',
});

export const userActions = [
  list,
  add,
  toggle('enable-user', 'Enable user', false),
  toggle('disable-user', 'Disable user', true),
  resetKey,
  setOrganisation,
];
