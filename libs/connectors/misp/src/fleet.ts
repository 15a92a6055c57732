import { type Fleet, type ObservedSetting, RemoteFailed, type Tool } from '@cerebrate/connector-sdk';
import { changeSetting, databaseMebibytes, shownValue } from './actions/settings.js';
import { MispClient } from './client.js';
import { queuesOf } from './health.js';
import type { MispSettings } from './settings.js';
import type { SettingRow } from './shapes.js';

const severities = ['critical', 'recommended', 'optional'] as const;

const observed = ({ setting, value, level, errorMessage, redacted, cli_only }: SettingRow): ObservedSetting => ({
  name: setting,
  value: shownValue(value),
  severity: severities[level] ?? 'optional',
  error: errorMessage ?? null,
  isChangeable: !redacted && !cli_only,
});

/** Null when the key may not see it: the rest of the observation still counts. */
async function ifShown<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RemoteFailed && error.status !== null) return null;
    throw error;
  }
}

/** Every MISP of the operator beside the others: three questions each. */
export const fleet: Fleet<MispSettings> = {
  figures: [
    { id: 'criticalSettings', label: 'Critical settings in error', type: 'number', warnsFrom: 1 },
    { id: 'settingsInError', label: 'Settings in error', type: 'number' },
    { id: 'workersDown', label: 'Workers down', type: 'number', warnsFrom: 1 },
    { id: 'jobs', label: 'Jobs waiting', type: 'number', warnsFrom: 100 },
    { id: 'databaseMiB', label: 'Database (MiB)', type: 'number' },
    { id: 'users', label: 'Users', type: 'number' },
    { id: 'lastEvent', label: 'Last event', type: 'moment' },
  ],

  async observe(tool: Tool<MispSettings>) {
    const misp = new MispClient(tool);
    const found = await misp.diagnostics();
    const users = await ifShown(misp.users());
    const last = await ifShown(misp.lastEvent());
    const inError = found.finalSettings.filter(({ errorMessage }) => errorMessage);
    const queues = queuesOf(found);
    return {
      version: found.version.current.replace(/^v/, ''),
      figures: {
        criticalSettings: inError.filter(({ level }) => level === 0).length,
        settingsInError: inError.length,
        workersDown: queues.filter(({ isOk }) => !isOk).length,
        jobs: queues.reduce((sum, { jobs }) => sum + jobs, 0),
        databaseMiB: databaseMebibytes(found),
        users: users?.length ?? null,
        lastEvent: last ?? null,
      },
      settings: found.finalSettings.map(observed),
    };
  },

  async change(tool, setting, value) {
    return (await changeSetting(new MispClient(tool), { setting, value })).message;
  },
};
