import { type Finding, type Health, RemoteFailed, type Tool } from '@cerebrate/connector-sdk';
import { MispClient } from './client.js';
import type { MispSettings } from './settings.js';
import type { Diagnostics } from './shapes.js';

/** Queues alone: beside them stand bare booleans (`supervisord_status`, `proc_accessible`, `controls`). */
export const queuesOf = ({ workers = {} }: Diagnostics): { name: string; isOk: boolean; jobs: number }[] =>
  Object.entries(workers).flatMap(([name, queue]) => {
    const { ok, jobCount } = (typeof queue === 'object' && queue !== null ? queue : {}) as { ok?: unknown; jobCount?: unknown };
    return typeof ok === 'boolean' ? [{ name, isOk: ok, jobs: Number(jobCount ?? 0) }] : [];
  });

/** Longest queue that is still called normal. */
const mostJobs = 100;

const megabytes = (bytes: unknown): string => `${Math.round(Number(bytes) / 1_048_576)}M`;

/** What is wrong with the MISP, by the ids of the original. Update checks that are switched off are no fault. */
export function findingsOf(found: Diagnostics): Finding[] {
  const { upToDate, current } = found.version;
  const memory = found.phpSettings?.['memory_limit'];
  const pool = found.dbConfiguration?.find(({ name }) => name === 'innodb_buffer_pool_size');
  const schema = found.dbSchemaDiagnostics;
  const queues = queuesOf(found);
  const down = queues.filter(({ isOk }) => !isOk).map(({ name }) => name);
  const stalled = queues.filter(({ jobs }) => jobs > mostJobs).map(({ name, jobs }) => `${name} (${jobs})`);
  const finding = (isFault: boolean | undefined, id: string, label: string, severity: Finding['severity'], message: string, remedy?: string): Finding[] =>
    isFault ? [{ id, label, severity, message, ...(remedy ? { remedy } : {}) }] : [];
  return [
    ...finding(upToDate !== 'same' && upToDate !== 'disabled', 'version', 'Version', 'danger', `Outdated (${current}).`),
    ...finding(
      memory && Number(memory.value) < Number(memory.recommended),
      'php_memory',
      'PHP memory',
      'warning',
      `PHP memory limit is low (${String(memory?.value)}M).`,
    ),
    ...finding(down.length > 0, 'workers_down', 'Workers', 'danger', `Worker(s) down: ${down.join(', ')}`, 'restart-workers'),
    ...finding(stalled.length > 0, 'workers_stalled', 'Workers', 'warning', `Worker(s) stalled: ${stalled.join(', ')}`, 'restart-workers'),
    ...finding(
      pool && Number(pool.value) < Number(pool.recommended),
      'innodb_buffer_pool_size',
      'InnoDB buffer pool',
      'warning',
      `InnoDB buffer pool size is low (${megabytes(pool?.value)}).`,
    ),
    ...finding(
      schema?.expected_db_version !== undefined && schema.expected_db_version !== schema.actual_db_version,
      'schema_version',
      'Database schema',
      'danger',
      `Database schema is ${schema?.actual_db_version}, expected is ${schema?.expected_db_version}.`,
    ),
  ];
}

/**
 * Asked as recorded: who the key is, then the diagnostics. `ok` means that the key is taken; what is wrong with the MISP
 * itself stands in the findings. A key that may not read diagnostics has none.
 */
export async function health(tool: Tool<MispSettings>): Promise<Health> {
  try {
    const { status } = await tool.http.ask('/users/view/me.json', {});
    if (status === 403) return { state: 'error', message: 'Unauthorized' };
    if (status < 200 || status > 399) return { state: 'unknown', message: 'Something went wrong.' };
  } catch (error) {
    if (!isRemoteFailed(error)) throw error;
    return { state: 'unknown', message: 'Connection issue.' };
  }
  try {
    const found = await new MispClient(tool).diagnostics();
    return { state: 'ok', message: 'OK', version: found.version.current.replace(/^v/, ''), findings: findingsOf(found) };
  } catch (error) {
    if (!isRemoteFailed(error)) throw error;
    return { state: 'ok', message: 'OK', findings: [] };
  }
}

const isRemoteFailed = (error: unknown): boolean =>
  error instanceof RemoteFailed || (error as { isRemoteFailed?: unknown } | null)?.isRemoteFailed === true;
