import type { Check, SignedDays } from '@cerebrate/contract';
import { type Store, slowStatementMs } from '../../kernel/index.js';
import type { Standing } from '../forwarding/forwarder.js';

/** What is no trouble for a moment, and one when it stays. */
const laggingSeconds = 10;
const manyBehind = 1_000;

/** Statements of this process that took long. */
export function watchChecks(slow: Store['watch']['slow']): Check[] {
  const [worst] = slow;
  const count = slow.reduce((sum, one) => sum + one.count, 0);
  return [
    {
      id: 'database.slow',
      group: 'Database',
      label: `Statements over ${slowStatementMs} ms, in this process`,
      value: worst ? `${count}, the slowest ${Math.round(worst.worstMs)} ms: ${worst.text}` : 'none',
      severity: worst ? 'info' : null,
      remedy: worst ? 'The log names each; many of one kind ask for more memory, or for a replica.' : null,
    },
  ];
}

/** The replica for lists, where there is one. */
export async function replicaChecks({ replica }: Pick<Store, 'replica'>): Promise<Check[]> {
  if (!replica) return [];
  const lag = await replica.lag();
  return [
    {
      id: 'database.replica',
      group: 'Database',
      label: 'Replica for lists',
      value: lag === null ? 'does not answer' : `${lag.toFixed(1)} s behind`,
      ...(lag !== null && lag <= laggingSeconds
        ? { severity: null, remedy: null }
        : {
            severity: 'warning',
            remedy: 'Look at its replication: lists are read from the primary or are old until it has caught up.',
          }),
    },
  ];
}

/** Whether the receivers of the audit log take it. */
export function forwardingChecks(standing: readonly Standing[]): Check[] {
  return standing.map(({ name, behind }) => ({
    id: `forwarding.${name}`,
    group: 'Audit log',
    label: `Forwarded to ${name}`,
    value: behind === 0 ? 'all of it' : `${behind} changes behind`,
    ...(behind < manyBehind
      ? { severity: null, remedy: null }
      : {
          severity: 'warning' as const,
          remedy: 'It does not take them, or no worker runs: the log of the worker says why.',
        }),
  }));
}

/** Up to which day the end of the audit log is signed, and whether the log agrees (FEATURES AUD-08). */
export function signedChecks({ days, last, isOverdue, fault }: SignedDays): Check[] {
  const told = last ? `up to ${last.day}, entry ${last.seq}: ${days} in all` : 'no day is over yet';
  return [
    {
      id: 'audit.signed',
      group: 'Audit log',
      label: 'Ends of days that are signed',
      value: fault ? fault.reason : told,
      ...(fault
        ? {
            severity: 'critical',
            remedy: 'Compare with a copy that was kept elsewhere: cerebrate audit verify --heads FILE.',
          }
        : isOverdue
          ? { severity: 'warning', remedy: 'The day before is not signed yet: start a worker.' }
          : { severity: null, remedy: null }),
    },
  ];
}
