import {
  type Import,
  type ImportColumns,
  type ImportPreset,
  type ImportRow,
  ImportRowList,
  type ImportSample,
  type ImportTargetChoice,
  importOutcomes,
  imports,
} from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { asProblem, isAborted, type LoadedList, listShape, loadList, type Problem } from '../../ui/index.js';
import { text } from './text.js';

/** The report's list: it shares the address with the tabs. */
export const reportShape = listShape(ImportRowList, {
  choices: { outcome: importOutcomes.map((outcome) => ({ value: outcome, label: text.outcomes[outcome] })) },
});

/** What the page of one import shows; only what its tab needs is loaded. */
export interface LoadedImport {
  readonly one: Import;
  readonly columns?: ImportColumns;
  /** Why the columns cannot be shown. */
  readonly unreadable?: Problem;
  readonly targets: readonly ImportTargetChoice[];
  readonly presets: readonly ImportPreset[];
  /** Absent while the settings are not complete. */
  readonly sample?: readonly ImportSample[];
  readonly report?: LoadedList<ImportRow>;
}

/** Loads an import for the tab of the address. @throws ProblemError 404 when there is none */
export async function loadImport(ref: string, request: Request): Promise<LoadedImport> {
  const { signal } = request;
  const params = { ref };
  const tab = new URL(request.url).searchParams.get('tab') ?? 'file';
  const nothing = { targets: [], presets: [] };
  if (tab === 'report') {
    const [one, report] = await Promise.all([
      call(imports.get, { params, signal }),
      loadList(request, reportShape, (query, aborted) => call(imports.rows, { params, query, signal: aborted })),
    ]);
    return { one, report, ...nothing };
  }
  const [one, targets, presets, columns, sample] = await Promise.all([
    call(imports.get, { params, signal }),
    call(imports.targets, { signal }),
    call(imports.presets, { signal }),
    orProblem(call(imports.columns, { params, signal })),
    tab === 'options' ? orProblem(call(imports.sample, { params, signal })) : undefined,
  ]);
  return { one, targets, presets, columns: columns.found, unreadable: columns.problem, sample: sample?.found };
}

/** A refusal (400) as a value; any other is thrown on. */
async function orProblem<T>(asked: Promise<T>): Promise<{ found?: T; problem?: Problem }> {
  try {
    return { found: await asked };
  } catch (error) {
    const problem = asProblem(error);
    if (isAborted(error) || problem.status !== 400) throw error;
    return { problem };
  }
}
