import { keycloak } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, loadSession } from '../../api/index.js';
import { type Action, ListPage, Tabs } from '../../ui/index.js';
import './keycloak.scss';
import { Runs } from './runs.js';
import { SetUp } from './set-up.js';
import { text } from './text.js';

/** The test of the provider and the last comparisons. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  // the test is a POST: it needs the token of the session
  await loadSession();
  const [test, { items }] = await Promise.all([call(keycloak.selfTest, { signal }), call(keycloak.runs, { signal })]);
  return { test, runs: items };
}

/** Setting Keycloak up and keeping it in step (FEATURES KCL-04…17, Annex B). */
export function Component() {
  const { test, runs } = useLoaderData<typeof loader>();
  const { revalidate, state } = useRevalidator();
  const again: Action = {
    label: text.test,
    icon: 'arrow-repeat',
    ...(state === 'idle' ? {} : { unavailable: text.testing }),
    onSelect: () => void revalidate(),
  };
  const settings: Action = { label: text.settings, icon: 'gear', to: '/instance/settings?tab=authentication' };
  return (
    <ListPage title={text.title} actions={[again, settings]}>
      <Tabs
        label={text.title}
        tabs={[
          { key: 'set-up', label: text.setUp, content: <SetUp test={test} onChange={() => void revalidate()} /> },
          { key: 'accounts', label: text.accounts, content: <Runs runs={runs} onChange={() => void revalidate()} /> },
        ]}
      />
    </ListPage>
  );
}
