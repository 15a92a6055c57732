import { Unfit } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MispClient } from '../client.js';
import { findingsOf, queuesOf } from '../health.js';
import { holds, paged } from '../listing.js';
import type { Diagnostics, OneSetting, SettingRow } from '../shapes.js';
import { action } from './shared.js';

const levels = ['Critical', 'Recommended', 'Optional'] as const;
/** A value of a setting as text. */
export const shownValue = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const item = (group: string, label: string, value: unknown, expected: unknown, state: 'ok' | 'warning' | 'danger') => ({
  group,
  label,
  value: shownValue(value),
  expected: shownValue(expected),
  state,
});

/** What the tables of the database take up, with their indexes. */
export const databaseMebibytes = (found: Diagnostics): number =>
  Math.round(
    Object.values(found.dbDiagnostics ?? {}).reduce(
      (sum, table) => sum + table.data_in_bytes + table.index_in_bytes,
      0,
    ) / 1_048_576,
  );

/** The state of the instance, a row each: version, limits of PHP, database, queues, settings in error. */
function rowsOf(found: Diagnostics) {
  const wrong = new Map(
    findingsOf(found).map(({ id, severity }) => [id, severity === 'danger' ? 'danger' : 'warning'] as const),
  );
  const stateOf = (id: string) => wrong.get(id) ?? 'ok';
  const schema = found.dbSchemaDiagnostics;
  const inError = found.finalSettings.filter(({ errorMessage }) => errorMessage);
  return [
    item('Version', 'MISP', found.version.current, found.version.newest ?? '', stateOf('version')),
    item('Version', 'Update check', found.version.upToDate ?? '', 'same', 'ok'),
    ...Object.entries(found.phpSettings ?? {}).map(([name, { value, recommended, unit }]) =>
      item(
        'PHP',
        name,
        `${shownValue(value)} ${unit ?? ''}`.trim(),
        `${shownValue(recommended)} ${unit ?? ''}`.trim(),
        Number(value) < Number(recommended) ? 'warning' : 'ok',
      ),
    ),
    ...(schema
      ? [item('Database', 'Schema', schema.actual_db_version, schema.expected_db_version, stateOf('schema_version'))]
      : []),
    item('Database', 'Size (MiB)', databaseMebibytes(found), '', 'ok'),
    ...(found.dbConfiguration ?? []).map(({ name, value, recommended }) =>
      item('Database', name, value, recommended, name === 'innodb_buffer_pool_size' ? stateOf(name) : 'ok'),
    ),
    ...queuesOf(found).map(({ name, isOk, jobs }) =>
      item(
        'Workers',
        name,
        isOk ? `running, ${jobs} jobs` : 'down',
        'running',
        isOk ? (jobs > 100 ? 'warning' : 'ok') : 'danger',
      ),
    ),
    ...levels.map((level, at) => {
      const count = inError.filter((one) => one.level === at).length;
      return item(
        'Settings in error',
        level,
        count,
        0,
        count === 0 || at === 2 ? 'ok' : at === 0 ? 'danger' : 'warning',
      );
    }),
  ];
}

const diagnostics = action({
  id: 'diagnostics',
  wireName: 'diagnosticsAction',
  kind: 'table',
  risk: 'read',
  title: 'Diagnostics',
  params: z.object({}),
  columns: [
    { path: 'group', label: 'Group', type: 'text', sortable: true },
    { path: 'label', label: 'What', type: 'text', sortable: true },
    { path: 'value', label: 'Is', type: 'text' },
    { path: 'expected', label: 'Should be', type: 'text' },
    {
      path: 'state',
      label: 'State',
      type: 'badge',
      tones: { ok: 'good', warning: 'warning', danger: 'danger' },
      sortable: true,
    },
  ],
  tableActions: ['restart-workers'],
  async run(tool, _params, page) {
    const found = await new MispClient(tool).diagnostics();
    const facts = findingsOf(found).map(({ label, message, severity }) => ({ label, value: message, tone: severity }));
    const rows = rowsOf(found).filter(({ group, label, value }) => holds(page.q, group, label, value));
    return { ...paged(rows, page), facts };
  },
});

const settingRow = ({ setting, level, value, errorMessage, type, tab, redacted, cli_only }: SettingRow) => ({
  setting,
  level: levels[level] ?? String(level),
  value: shownValue(value),
  error: errorMessage ?? '',
  type,
  group: tab ?? '',
  changeable: redacted ? 'hidden' : cli_only ? 'by its shell alone' : 'yes',
});

const serverSettings = action({
  id: 'server-settings',
  wireName: 'serverSettingsAction',
  kind: 'table',
  risk: 'read',
  title: 'Server settings',
  params: z.object({
    level: z
      .enum(['all', ...levels])
      .default('all')
      .meta({ title: 'Severity' }),
    errors: z.boolean().default(false).meta({ title: 'In error alone' }),
  }),
  columns: [
    { path: 'setting', label: 'Setting', type: 'text', sortable: true },
    {
      path: 'level',
      label: 'Severity',
      type: 'badge',
      tones: { Critical: 'danger', Recommended: 'warning', Optional: 'neutral' },
      sortable: true,
    },
    { path: 'value', label: 'Value', type: 'text' },
    { path: 'error', label: 'Error', type: 'text', sortable: true },
    { path: 'changeable', label: 'Can be changed', type: 'text' },
  ],
  rowActions: [{ action: 'modify-setting', params: { setting: 'setting' }, when: { path: 'changeable', is: ['yes'] } }],
  async run(tool, { level, errors }, page) {
    const { finalSettings } = await new MispClient(tool).diagnostics();
    const rows = finalSettings
      .map(settingRow)
      .filter(
        (row) =>
          holds(page.q, row.setting) && (level === 'all' || row.level === level) && (!errors || row.error !== ''),
      );
    return paged(rows, page);
  },
});

/** Keys of the choices of a setting; undefined when anything may be entered. */
const choicesOf = ({ options }: z.infer<typeof OneSetting>): string[] | undefined =>
  options && Object.keys(options).length > 0 ? Object.keys(options) : undefined;

/** MISP takes any nonsense, so what does not fit the type or the choices is refused here. */
export function fitting(setting: z.infer<typeof OneSetting>, value: string): unknown {
  const choices = choicesOf(setting);
  if (choices && !choices.includes(value))
    throw new Unfit(`${setting.name} takes one of ${choices.join(', ')}, not "${value}"`);
  if (setting.type === 'boolean') {
    if (!['true', 'false', '1', '0'].includes(value))
      throw new Unfit(`${setting.name} takes true or false, not "${value}"`);
    return value === 'true' || value === '1';
  }
  if (setting.type === 'numeric' && !/^-?\d+$/.test(value))
    throw new Unfit(`${setting.name} takes a whole number, not "${value}"`);
  return value;
}

const Name = z
  .string()
  .trim()
  .regex(/^[A-Za-z][\w.-]{0,190}$/, 'must be the name of a setting');
const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().max(100_000));
const SettingChange = z.object({
  setting: Name.meta({ title: 'Setting' }),
  value: Value.meta({ title: 'Value' }),
});

/** Changes a setting that fits its type and choices. Throws `Unfit`, `RemoteFailed`. */
export async function changeSetting(misp: MispClient, { setting, value }: z.infer<typeof SettingChange>) {
  const now = await misp.setting(setting);
  if (shownValue(now.value) === value) return { isDone: true, message: `${setting} has that value already.` };
  await misp.changeSetting(setting, fitting(now, value));
  return { isDone: true, message: `${setting} is changed from "${shownValue(now.value)}" to "${value}".` };
}

const modifySetting = action({
  id: 'modify-setting',
  wireName: 'modifySettingAction',
  kind: 'form',
  risk: 'administer',
  title: 'Change setting',
  params: SettingChange,
  async prefill(tool, { setting = '' }) {
    const { value, ...about } = await new MispClient(tool).setting(Name.parse(setting));
    return {
      setting,
      value: shownValue(value),
      help: about.description ?? '',
      choices: choicesOf({ ...about, value }) ?? [],
    };
  },
  run: (tool, params) => changeSetting(new MispClient(tool), params),
  shows: 'server-settings',
});

const restartWorkers = action({
  id: 'restart-workers',
  wireName: 'restartWorkersAction',
  kind: 'form',
  risk: 'administer',
  title: 'Restart workers',
  description: 'Ends the background workers of that MISP and starts new ones.',
  params: z.object({}),
  async run(tool) {
    const { message } = await new MispClient(tool).restartWorkers();
    return { isDone: true, message: message ?? 'The workers are restarted.' };
  },
  shows: 'diagnostics',
});

const batchSetting = action({
  id: 'batch-setting',
  kind: 'batch',
  risk: 'administer',
  title: 'Change a setting everywhere',
  params: SettingChange,
  plan: (_tool, { setting, value }) => `Set ${setting} to "${value}"`,
  run: (tool, params) => changeSetting(new MispClient(tool), params),
});

const batchRestart = action({
  id: 'batch-restart-workers',
  kind: 'batch',
  risk: 'administer',
  title: 'Restart workers everywhere',
  params: z.object({}),
  plan: () => 'Restart the background workers',
  async run(tool) {
    const { message } = await new MispClient(tool).restartWorkers();
    return { isDone: true, message: message ?? 'The workers are restarted.' };
  },
});

export const settingActions = [diagnostics, serverSettings, modifySetting, restartWorkers, batchSetting, batchRestart];
