import { type ImportMappingEntry, type ImportSettings, imports } from '@cerebrate/contract';
import { useState } from 'react';
import { useNavigate, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, type Choice, Icon, type Problem, ProblemNote, SearchSelect, toast } from '../../ui/index.js';
import type { LoadedImport } from './detail-load.js';
import { isAtWork } from './import-acts.js';
import { MappingRow } from './mapping-row.js';
import { text } from './text.js';

const words = text.mapping;

/** Which column fills what (FEATURES CLI-01): guessed, by a known source, by a configuration file, or by hand. */
export function MappingStep({ loaded }: { readonly loaded: LoadedImport }) {
  const { one, targets } = loaded;
  const [entries, setEntries] = useState<readonly ImportMappingEntry[]>(one.mapping);
  const saving = useSettings(loaded);
  const disabled = isAtWork(one) || saving.pending;
  const used = new Set(entries.map(({ target }) => target));
  const free = targets
    .filter(({ target }) => !used.has(target))
    .map(({ target, label, group }): Choice => ({ value: target, label, hint: group }));
  const change = (target: string, next: ImportMappingEntry | undefined) =>
    setEntries(entries.flatMap((entry) => (entry.target === target ? (next ?? []) : entry)));
  const isChanged = JSON.stringify(entries) !== JSON.stringify(one.mapping);
  return (
    <div className="import-step">
      <p className="muted">{words.lead}</p>
      <Shortcuts loaded={loaded} disabled={disabled} save={saving.save} />
      {saving.problem ? <ProblemNote problem={saving.problem} lead={text.failed} /> : null}
      {entries.length === 0 ? <p>{words.none}</p> : null}
      {entries.length > 0 ? (
        <MappingTable entries={entries} loaded={loaded} disabled={disabled} onChange={change} />
      ) : null}
      <div className="import-add">
        <SearchSelect
          label={words.add}
          value={null}
          source={free}
          placeholder={words.addPlaceholder}
          disabled={disabled}
          onChange={(target) =>
            target !== null && setEntries([...entries, { target, from: [], transforms: [], keep: false }])
          }
        />
        {isChanged ? <span className="muted">{words.unsaved}</span> : null}
        <button
          type="button"
          className="btn btn-primary"
          disabled={disabled || entries.length === 0}
          onClick={() => void saving.save({ mapping: [...entries] }, 'options')}
        >
          {words.act}
        </button>
      </div>
    </div>
  );
}

interface MappingTableProps {
  readonly entries: readonly ImportMappingEntry[];
  readonly loaded: LoadedImport;
  readonly disabled: boolean;
  /** Undefined takes the entry away. */
  readonly onChange: (target: string, next: ImportMappingEntry | undefined) => void;
}

function MappingTable({ entries, loaded: { targets, columns }, disabled, onChange }: MappingTableProps) {
  const known = new Map(targets.map((target) => [target.target, target]));
  const columnChoices = (columns?.columns ?? []).map(
    ({ path, samples }): Choice => ({ value: path, label: path, hint: samples[0]?.slice(0, 40) ?? '' }),
  );
  return (
    <div className="import-scroll">
      <table className="table import-mapping">
        <thead>
          <tr>
            <th scope="col">{words.fills}</th>
            <th scope="col">{words.from}</th>
            <th scope="col">{words.transforms}</th>
            <th scope="col">{words.keep}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <MappingRow
              key={entry.target}
              entry={entry}
              target={known.get(entry.target)}
              columns={columnChoices}
              disabled={disabled}
              onChange={(next) => onChange(entry.target, next)}
              onRemove={() => onChange(entry.target, undefined)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Saving {
  readonly pending: boolean;
  readonly problem: Problem | undefined;
  /** Saves, then shows a tab. */
  save(settings: ImportSettings, tab?: string): Promise<void>;
}

function useSettings({ one }: LoadedImport): Saving {
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const save = async (settings: ImportSettings, tab = 'mapping') => {
    setPending(true);
    setProblem(undefined);
    try {
      await call(imports.update, { params: { ref: String(one.id) }, body: settings, ifMatch: one.version });
      toast({ tone: 'ok', text: text.done.saved });
      await navigate(`/import/view/${one.id}?tab=${tab}`, { preventScrollReset: true });
      await revalidate();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setPending(false);
    }
  };
  return { pending, problem, save };
}

interface ShortcutsProps {
  readonly loaded: LoadedImport;
  readonly disabled: boolean;
  readonly save: Saving['save'];
}

/** Setting all columns at once: a known source, or a configuration of the original's importer. */
function Shortcuts({ loaded: { one, presets }, disabled, save }: ShortcutsProps) {
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      await save({ configuration: JSON.parse(await file.text()) as ImportSettings['configuration'] });
    } catch {
      toast({ tone: 'broken', text: words.configurationFailed });
    }
  };
  return (
    <div className="import-shortcuts">
      <label>
        <span className="form-label">{words.preset}</span>
        <select
          className="form-select"
          value={one.preset ?? ''}
          disabled={disabled}
          onChange={(event) => event.target.value !== '' && void save({ preset: event.target.value })}
        >
          <option value="">–</option>
          {presets.map(({ id, title, description }) => (
            <option key={id} value={id} title={description}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label className="btn btn-plain">
        <Icon name="file-earmark-arrow-up" /> {words.configuration}
        <input
          type="file"
          className="visually-hidden"
          accept=".json,application/json"
          disabled={disabled}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
    </div>
  );
}
