import { ImportMatch, ImportOptions, type ImportSample, imports } from '@cerebrate/contract';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { Badge, FormFor } from '../../ui/index.js';
import type { LoadedImport } from './detail-load.js';
import { isAtWork } from './import-acts.js';
import { text } from './text.js';

const words = text.options;
const OptionsForm = z.object({ match: ImportMatch, options: ImportOptions });

/** By what organisations are found again, and what may be done to them; then the check. */
export function OptionsStep({ loaded }: { readonly loaded: LoadedImport }) {
  const { one, targets, sample } = loaded;
  const known = new Map(targets.map(({ target, label, group }) => [target, `${label} (${group})`]));
  const keys = one.mapping
    .map(({ target }) => target)
    .filter((target) => target === 'uuid' || target === 'name' || target.startsWith('meta:'));
  const matches = keys.map((target) => ({
    value: target,
    label: target === 'name' ? words.name : (known.get(target) ?? target),
  }));
  const [modes, lists] = [choicesOf(words.modes), choicesOf(words.lists)];
  const ref = { params: { ref: String(one.id) } };
  return (
    <div className="import-step">
      {isAtWork(one) ? null : (
        <FormFor
          schema={OptionsForm}
          values={{ match: one.match ?? matches[0]?.value ?? '', options: one.options }}
          fields={[
            {
              name: 'match',
              label: words.match,
              input: 'select',
              choices: matches,
              help: words.matchHelp,
              required: true,
            },
            { name: 'options.mode', label: words.mode, input: 'select', width: 'half', choices: modes },
            { name: 'options.metaFields', label: words.metaFields, input: 'select', width: 'half', choices: lists },
            {
              name: 'options.tags',
              label: words.tags,
              input: 'tags',
              search: searchTags,
              create: async (name) => ({ value: name, label: name }),
            },
            { name: 'options.overwriteEmpty', label: words.overwriteEmpty, input: 'switch' },
          ]}
          submit={words.act}
          onSave={async (body, signal) => {
            await call(imports.update, { ...ref, body, ifMatch: one.version, signal });
            return call(imports.check, { ...ref, signal });
          }}
          onSaved={() => ({ to: `/import/view/${one.id}?tab=report`, toast: words.checking })}
        />
      )}
      <Sample sample={sample} known={known} />
    </div>
  );
}

const choicesOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** The first records as mapped, one column a record. */
function Sample({
  sample,
  known,
}: {
  readonly sample: readonly ImportSample[] | undefined;
  readonly known: ReadonlyMap<string, string>;
}) {
  if (!sample) return <p className="muted">{text.sample.incomplete}</p>;
  const targets = [...new Set(sample.flatMap(({ values }) => Object.keys(values)))];
  return (
    <section aria-label={text.sample.title}>
      <h2>{text.sample.title}</h2>
      <div className="import-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text.report.row}</th>
              {sample.map(({ row, fault }) => (
                <th key={row} scope="col">
                  {row}{' '}
                  {fault ? (
                    <Badge tone="broken" title={fault}>
                      {text.sample.wouldBeRefused}
                    </Badge>
                  ) : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {targets.map((target) => (
              <tr key={target}>
                <th scope="row">{known.get(target) ?? target}</th>
                {sample.map(({ row, values }) => (
                  <td key={row}>{(values[target] ?? []).join(' · ')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sample.flatMap(({ row, fault }) =>
        fault === null ? [] : [<p key={row} className="import-fault">{`${text.report.row} ${row}: ${fault}`}</p>],
      )}
    </section>
  );
}
