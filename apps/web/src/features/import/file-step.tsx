import { type ImportColumns, ImportReading, importDelimiters, imports } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { FormFor, ProblemNote } from '../../ui/index.js';
import type { LoadedImport } from './detail-load.js';
import { isAtWork } from './import-acts.js';
import { text } from './text.js';

const words = text.reading;

/** How the file is read, and what that gives. */
export function FileStep({ loaded: { one, columns, unreadable } }: { readonly loaded: LoadedImport }) {
  return (
    <div className="import-step">
      {one.reading && !isAtWork(one) ? (
        <details open={unreadable !== undefined}>
          <summary>{words.title}</summary>
          <FormFor
            schema={ImportReading}
            values={one.reading}
            fields={[
              { name: 'format', label: words.format, input: 'select', width: 'half', choices: choicesOf(text.formats) },
              { name: 'encoding', label: words.encoding, input: 'select', width: 'half', choices: encodings },
              {
                name: 'delimiter',
                label: words.delimiter,
                input: 'select',
                width: 'half',
                choices: delimiters,
                when: ({ format }) => format === 'csv',
              },
              {
                name: 'header',
                label: words.header,
                input: 'switch',
                width: 'half',
                when: ({ format }) => format === 'csv',
              },
              {
                name: 'recordPath',
                label: words.recordPath,
                input: 'text',
                mono: true,
                help: words.recordPathHelp,
                when: ({ format }) => format === 'json',
              },
            ]}
            submit={words.act}
            issuePrefix={['reading']}
            onSave={(reading, signal) =>
              call(imports.update, { params: { ref: String(one.id) }, body: { reading }, ifMatch: one.version, signal })
            }
            onSaved={() => ({ toast: text.done.saved })}
          />
        </details>
      ) : null}
      {unreadable ? <ProblemNote problem={unreadable} lead={text.found.unreadable} /> : null}
      {columns ? <Found columns={columns} /> : null}
    </div>
  );
}

const choicesOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'].map((value) => ({
  value,
  label: value.toUpperCase(),
}));
const delimiters = importDelimiters.map((value) => ({ value, label: words.delimiters[value] }));

/** The columns with their first values. */
function Found({ columns: { columns, looked } }: { readonly columns: ImportColumns }) {
  return (
    <section aria-label={text.found.title}>
      <h2>{text.found.title}</h2>
      <div className="import-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text.found.column}</th>
              <th scope="col">{text.found.samples}</th>
              <th scope="col" className="text-end">
                {text.found.filled}
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ path, samples, filled }) => (
              <tr key={path}>
                <th scope="row" className="mono">
                  {path}
                </th>
                <td>{samples.join(' · ')}</td>
                <td className="text-end tabular">{text.found.ofLooked(filled, looked)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
