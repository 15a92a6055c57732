import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { History, HistoryQuery } from './history.js';

/** How a setting is entered. */
export const settingInputs = [
  'text',
  'number',
  'switch',
  'select',
  'markdown',
  'secret',
  'url',
  'email',
  'list',
  'roles',
  'organisations',
] as const;
export type SettingInput = (typeof settingInputs)[number];

/** How bad a value is, worst first (FEATURES INS-02). */
export const settingSeverities = ['critical', 'warning', 'info'] as const;
export type SettingSeverity = (typeof settingSeverities)[number];

/** A setting's name, such as `mail.host` or the original's `Session.timeout`. */
export const InstanceSettingName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,99}$/, 'must be the name of a setting, such as mail.host');

/** A setting as the settings page shows it. The value of a secret one is always null; `isSet` says whether there is one. */
export const InstanceSetting = z
  .strictObject({
    id: z.string(),
    category: z.string(),
    group: z.string(),
    label: z.string(),
    description: z.string(),
    input: z.enum(settingInputs),
    choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
    value: z.unknown(),
    default: z.unknown(),
    /** Whether somebody chose a value. */
    isSet: z.boolean(),
    /** Whether it has an effect at present; `needs` says what it waits for. */
    isActive: z.boolean(),
    needs: z.string().nullable(),
    /** Decided by how the program was started, as `needs` says: shown, never changed here. */
    isFixed: z.boolean(),
    fault: z.strictObject({ severity: z.enum(settingSeverities), message: z.string() }).nullable(),
    /** What `If-Match` takes; 0 for a setting that has its default. */
    version: z.int(),
  })
  .meta({ id: 'InstanceSetting' });
export type InstanceSetting = z.infer<typeof InstanceSetting>;

const Params = z.strictObject({ name: InstanceSettingName });
const topic = 'Settings';

/** Settings of the instance (FEATURES INS-01…04). */
export const settings = {
  list: endpoint('GET /settings', {
    allow: 'instance:manage',
    topic,
    summary: 'Every setting with value, default and what is wrong with it, in the order of the page',
    reply: z.array(InstanceSetting),
  }),
  get: endpoint('GET /settings/:name', {
    allow: 'instance:manage',
    topic,
    summary: 'One setting',
    params: Params,
    reply: InstanceSetting,
  }),
  update: endpoint('PUT /settings/:name', {
    allow: 'instance:manage',
    topic,
    summary: 'Chooses the value of a setting; refused when it does not fit or would lock everybody out',
    params: Params,
    body: z.strictObject({ value: z.unknown() }).meta({ id: 'SettingChange' }),
    stepUp: true,
    reply: InstanceSetting,
  }),
  reset: endpoint('DELETE /settings/:name', {
    allow: 'instance:manage',
    topic,
    summary: 'Gives a setting its default back',
    params: Params,
    stepUp: true,
    reply: InstanceSetting,
  }),
  history: endpoint('GET /settings/:name/history', {
    allow: 'instance:manage',
    topic,
    summary: 'Who changed the setting, newest first',
    params: Params,
    query: HistoryQuery,
    reply: History,
  }),
};
