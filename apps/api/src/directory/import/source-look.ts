import type {
  ImportColumn,
  ImportColumns,
  ImportReading,
  ImportSample,
  ImportTargetChoice,
  MetaFieldInput,
} from '@cerebrate/contract';
import { DomainError } from '../../kernel/index.js';
import { type Candidate, metaFieldInputOf, newOrganisationOf, reasonOf } from './candidate.js';
import type { ImportPlan } from './import-plan.js';
import { prepare } from './import-runner.js';
import { RowRefused } from './mapping/compiled-mapping.js';
import { guessMapping, guessMatch } from './mapping/guess.js';
import { presetOfColumns } from './mapping/presets.js';
import { recordsOf } from './reading/records.js';
import { pathsOf } from './reading/source-path.js';
import { SourceRefused } from './reading/source-refused.js';

/** Records looked at, sample values shown of each column, and their length. */
const looked = 200;
const samplesShown = 3;
const sampleLength = 120;
const sampledRows = 5;

/** The columns of the first records with samples, and a guess at what they mean. Throws `SourceRefused`. */
export async function lookInto(
  pieces: AsyncIterable<Buffer>,
  reading: ImportReading,
  targets: readonly ImportTargetChoice[],
): Promise<Omit<ImportColumns, 'reading'>> {
  const found = new Map<string, { samples: Set<string>; filled: number }>();
  let count = 0;
  let fault: string | undefined;
  for await (const record of recordsOf(pieces, reading)) {
    if (record.value) note(found, pathsOf(record.value));
    else fault ??= `row ${record.row} ${record.fault}`;
    if (++count >= looked) break;
  }
  if (found.size === 0)
    throw new SourceRefused(`the file holds no records that can be read${fault === undefined ? '' : `: ${fault}`}`);
  const columns: ImportColumn[] = [...found].map(([path, { samples, filled }]) => ({
    path,
    samples: [...samples],
    filled,
  }));
  const preset = presetOfColumns(new Set(found.keys()));
  const known = new Set(targets.map(({ target }) => target));
  const mapping = preset
    ? preset.mapping.filter(({ target }) => !target.startsWith('meta:') || known.has(target))
    : guessMapping(columns, targets);
  const lost = (preset?.mapping.length ?? mapping.length) - mapping.length;
  const presetMatch = mapping.some(({ target }) => target === preset?.match) ? (preset?.match ?? null) : null;
  return {
    columns,
    looked: count,
    preset: preset?.id ?? null,
    mapping,
    match: presetMatch ?? guessMatch(mapping),
    warnings: lost > 0 ? [`${lost} columns of this source need meta-templates that are not loaded.`] : [],
  };
}

function note(
  found: Map<string, { samples: Set<string>; filled: number }>,
  paths: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [path, values] of paths) {
    const column = found.get(path) ?? { samples: new Set<string>(), filled: 0 };
    if (values.length > 0) column.filled++;
    for (const value of values)
      if (column.samples.size < samplesShown) column.samples.add(value.slice(0, sampleLength));
    found.set(path, column);
  }
}

/** The first records as the mapping understands them, judged as new organisations would be. Throws `SourceRefused`. */
export async function sampleOf(
  pieces: AsyncIterable<Buffer>,
  reading: ImportReading,
  plan: ImportPlan,
  check: (input: MetaFieldInput) => unknown,
): Promise<ImportSample[]> {
  const samples: ImportSample[] = [];
  for await (const record of recordsOf(pieces, reading)) {
    const { row, fault, candidate } = prepare(record, plan);
    const values = candidate
      ? Object.fromEntries([...candidate.values].map(([target, texts]) => [target, texts.slice(0, 20)]))
      : {};
    samples.push({ row, values, fault: candidate ? faultOf(candidate, plan, check) : (fault ?? null) });
    if (samples.length >= sampledRows) break;
  }
  return samples;
}

function faultOf(candidate: Candidate, plan: ImportPlan, check: (input: MetaFieldInput) => unknown): string | null {
  try {
    if (plan.options.mode !== 'update') newOrganisationOf(candidate, plan.mapping);
    check(metaFieldInputOf(candidate));
    return null;
  } catch (error) {
    if (error instanceof RowRefused) return error.message;
    if (error instanceof DomainError) return reasonOf(error.issues, candidate, plan.mapping);
    throw error;
  }
}
