import { diagnostics } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call } from '../../api/index.js';
import { ListPage } from '../../ui/index.js';
import { Migrations } from './migrations.js';
import { text } from './text.js';

/** The steps of the schema. @throws ProblemError */
export const loader = ({ request: { signal } }: LoaderFunctionArgs) => call(diagnostics.migrations, { signal });

/** The state of the database's schema, to look at (FEATURES INS-05). */
export function Component() {
  return (
    <ListPage title={text.database}>
      <Migrations migrations={useLoaderData<typeof loader>()} />
    </ListPage>
  );
}
