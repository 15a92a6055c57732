import { type Finding, type Health, RemoteFailed, type Tool } from '@cerebrate/connector-sdk';
import { MispClient } from './client.js';
import type { MispSettings } from './settings.js';
import type { Diagnostics } from './shapes.js';

/** Queues alone: beside them stand bare booleans (`supervisord_status`, `proc_accessible`, `controls`). */
export const queuesOf = ({ workers = {} }: Diagnostics): { name: string; isOk: boolean; jobs: number }[] =>
  Object.entries(workers).flatMap(([name, queue]) => {
    const { ok, jobCount } = (typeof queue === 'object' && queue !== null ? queue : {}) as {
      ok?: unknown;
      jobCount?: unknown;
    };
    return typeof ok === 'boolean' ? [{ name, isOk: ok, jobs: Number(jobCount ?? 0) }] : [];
  });

/** Longest queue that is still called normal. */
const mostJobs = 100;

const megabytes = (bytes: unknown): string => `${Math.round(Number(bytes) / 1_048_576)}M`;

const finding = (
  isFault: boolean | undefined,
  id: string,
  label: string,
  severity: Finding['severity'],
  message: string,
  remedy?: string,
): Finding[] => (isFault ? [{ id, label, severity, message, ...(remedy ? { remedy } : {}) }] : []);

/** What is wrong with the MISP, by the ids of the original. Update checks that are switched off are no fault. */
export function findingsOf(found: Diagnostics): Finding[] {
  const { upToDate, current } = found.version;
  const memory = found.phpSettings?.['memory_limit'];
  const isOutdated = upToDate !== 'same' && upToDate !== 'disabled';
  const isShort = memory && Number(memory.value) < Number(memory.recommended);
  const memoryTold = `PHP memory limit is low (${String(memory?.value)}M).`;
  return [
    ...finding(isOutdated, 'version', 'Version', 'danger', `Outdated (${current}).`),
    ...finding(isShort, 'php_memory', 'PHP memory', 'warning', memoryTold),
    ...queueFindings(found),
    ...databaseFindings(found),
  ];
}

function queueFindings(found: Diagnostics): Finding[] {
  const queues = queuesOf(found);
  const down = queues.filter(({ isOk }) => !isOk).map(({ name }) => name);
  const stalled = queues.filter(({ jobs }) => jobs > mostJobs).map(({ name, jobs }) => `${name} (${jobs})`);
  const told = (what: string, names: readonly string[]) => `Worker(s) ${what}: ${names.join(', ')}`;
  return [
    ...finding(down.length > 0, 'workers_down', 'Workers', 'danger', told('down', down), 'restart-workers'),
    ...finding(
      stalled.length > 0,
      'workers_stalled',
      'Workers',
      'warning',
      told('stalled', stalled),
      'restart-workers',
    ),
  ];
}

function databaseFindings({ dbConfiguration, dbSchemaDiagnostics: schema }: Diagnostics): Finding[] {
  const pool = dbConfiguration?.find(({ name }) => name === 'innodb_buffer_pool_size');
  const isSmall = pool && Number(pool.value) < Number(pool.recommended);
  const isOld = schema?.expected_db_version !== undefined && schema.expected_db_version !== schema.actual_db_version;
  const poolTold = `InnoDB buffer pool size is low (${megabytes(pool?.value)}).`;
  const schemaTold = `Database schema is ${schema?.actual_db_version}, expected is ${schema?.expected_db_version}.`;
  return [
    ...finding(isSmall, 'innodb_buffer_pool_size', 'InnoDB buffer pool', 'warning', poolTold),
    ...finding(isOld, 'schema_version', 'Database schema', 'danger', schemaTold),
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
    return {
      state: 'ok',
      message: 'OK',
      version: found.version.current.replace(/^v/, ''),
      findings: findingsOf(found),
    };
  } catch (error) {
    if (!isRemoteFailed(error)) throw error;
    return { state: 'ok', message: 'OK', findings: [] };
  }
}

const isRemoteFailed = (error: unknown): boolean =>
  error instanceof RemoteFailed || (error as { isRemoteFailed?: unknown } | null)?.isRemoteFailed === true;
