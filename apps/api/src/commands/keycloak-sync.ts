import type { ReconcileReport } from '@cerebrate/contract';
import { Reconciliation } from '../identity/index.js';
import type { Command } from './command.js';

/** Compares all accounts with Keycloak and brings them in step (FEATURES KCL-14, CLI-06). */
export const keycloakSync: Command = {
  name: 'keycloak-sync',
  summary: 'Compares all accounts with Keycloak and brings them in step',
  usage: '[--dry-run] [--recreate-gone] [--json]',
  help: [
    '--dry-run         only tells what differs, in both directions',
    '--recreate-gone   makes accounts anew that were linked and are gone there',
    '--json            prints the whole report as JSON',
    'Accounts that only Keycloak knows are told and never touched.',
    'Exit code 0: done, or nothing differs. 1: Keycloak could not be asked, or an account could not be brought.',
  ],
  options: { 'dry-run': { type: 'boolean' }, 'recreate-gone': { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ values }, { app, principal, say }) {
    const reconciliation = (await app()).get(Reconciliation);
    const order = { applies: values['dry-run'] !== true, recreatesGone: values['recreate-gone'] === true };
    const report = await reconciliation.now(principal, order);
    if (values['json'] === true) say(JSON.stringify(report));
    else for (const line of linesOf(report)) say(line);
    return report.fault === null && !report.items.some(({ done }) => done === 'failed') ? 0 : 1;
  },
};

function linesOf({ items, counts, fault }: ReconcileReport): string[] {
  const told = items.map(({ kind, username, differences, done, reason }) =>
    [
      kind.padEnd(9),
      username,
      differences.length > 0 ? `(${differences.map(({ field }) => field).join(', ')})` : '',
      done ? `→ ${done}` : '',
      reason ?? '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
  const summary = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return [...told, fault === null ? summary.join(', ') : `Stopped: ${fault}`];
}
