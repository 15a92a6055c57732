import { type AvailableTemplate, type MetaTemplate, metaTemplates, type TemplateOutcome } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { FormPage } from '../../ui/index.js';
import { life } from './life-text.js';

const words = life.all;

/** What is loaded and what is not. */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const [{ items }, available] = await Promise.all([
    call(metaTemplates.list, { query: { limit: '500', total: 'false' }, signal }),
    call(metaTemplates.available, { signal }),
  ]);
  return { loaded: items.filter(({ isShipped, isNewest }) => isShipped && isNewest), available };
}

/** Says of each shipped template what will happen, does it, and reports each (FEATURES MT-19). */
export function Component() {
  const { loaded, available } = useLoaderData<typeof loader>();
  const [outcomes, setOutcomes] = useState<readonly TemplateOutcome[]>([]);
  const [pending, setPending] = useState(false);
  const act = async () => {
    setPending(true);
    await call(metaTemplates.updateAll).then(setOutcomes, tellFailure);
    setPending(false);
  };
  const lines = [...available.map(newLine), ...loaded.map(loadedLine)];
  return (
    <FormPage title={words.title} lead={words.lead}>
      <div className="p-3">
        <table className="table table-sm">
          <thead>
            <tr>
              {[words.columns.name, words.columns.version, words.columns.what, words.columns.result].map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ uuid, name, version, what, decide }) => (
              <tr key={uuid}>
                <th scope="row">{name}</th>
                <td>{version}</td>
                <td>
                  {what} {decide ? <Link to={decide}>{words.decide}</Link> : null}
                </td>
                <td>{resultOf(outcomes.find((one) => one.uuid === uuid))}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="d-flex justify-content-end">
          <button
            type="button"
            className="btn btn-primary"
            disabled={pending || outcomes.length > 0}
            onClick={() => void act()}
          >
            {words.act}
          </button>
        </div>
      </div>
    </FormPage>
  );
}

interface Line {
  readonly uuid: string;
  readonly name: string;
  readonly version: string;
  readonly what: string;
  readonly decide?: string;
}

const newLine = ({ uuid, name, templateVersion }: AvailableTemplate): Line => ({
  uuid,
  name,
  version: String(templateVersion),
  what: words.what.load,
});

function loadedLine({ id, uuid, name, templateVersion, update }: MetaTemplate): Line {
  if (!update) return { uuid, name, version: String(templateVersion), what: words.what.nothing };
  const version = `${templateVersion} → ${update.toVersion}`;
  if (update.conflicts.length === 0) return { uuid, name, version, what: words.what.update };
  return { uuid, name, version, what: words.what.conflict, decide: `/metaTemplates/update/${id}` };
}

const resultOf = (outcome: TemplateOutcome | undefined): string =>
  outcome ? `${words.outcomes[outcome.outcome]}${outcome.reason ? `: ${outcome.reason}` : ''}` : '';
