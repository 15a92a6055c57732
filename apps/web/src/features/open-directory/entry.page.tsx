import { openDirectory, type PublicEntry, type PublicKind } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { PublicFacts } from '../../parts/consent/public-facts.js';
import { PageTitle } from '../../ui/index.js';
import './open-directory.scss';
import { Reveal } from './reveal.js';
import { text } from './text.js';

/** One entry. @throws ProblemError 404 when it is not public or the directory is closed */
export async function loader({ params, request }: LoaderFunctionArgs): Promise<PublicEntry> {
  const kind: PublicKind = params['kind'] === 'individuals' ? 'individual' : 'organisation';
  return call(openDirectory.entry, { params: { kind, uuid: params['uuid'] ?? '' }, signal: request.signal });
}

/** One contact point or person, as far as they agreed. */
export function Component() {
  const entry = useLoaderData<typeof loader>();
  return (
    <article className="list-page">
      <PageTitle title={entry.name} />
      <p className="mb-2">
        <Link to={entry.kind === 'organisation' ? '/open/organisations/index' : '/open/individuals/index'}>
          {text.back}
        </Link>
      </p>
      <h1>{entry.name}</h1>
      <div className="surface open-entry">
        <PublicFacts
          entry={entry}
          linkTo={({ kind, uuid }) => `/open/${kind === 'organisation' ? 'organisations' : 'individuals'}/view/${uuid}`}
        />
        {entry.onRequest.map((field) => (
          <Reveal key={field} entry={entry} field={field} />
        ))}
        {entry.keys ? <p className="muted mb-0">{text.keys(entry.name)}</p> : null}
      </div>
    </article>
  );
}
