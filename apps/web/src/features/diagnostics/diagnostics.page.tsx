import { type Check, diagnostics, mail } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import { type Action, Badge, ListPage, Tabs } from '../../ui/index.js';
import './diagnostics.scss';
import { Mails } from './mails.js';
import { Migrations } from './migrations.js';
import { text } from './text.js';

/** Checks, steps of the schema and e-mails. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const [checks, migrations, mails] = await Promise.all([
    call(diagnostics.checks, { signal }),
    call(diagnostics.migrations, { signal }),
    call(mail.list, { signal }),
  ]);
  return { checks, migrations, mails };
}

/** How the instance is (FEATURES INS-02, INS-05, INS-06). */
export function Component() {
  const { checks, migrations, mails } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const bad = checks.filter(({ severity }) => severity !== null && severity !== 'info').length;
  const again: Action = { label: text.again, icon: 'arrow-repeat', onSelect: () => void revalidate() };
  return (
    <ListPage title={text.title} actions={[again]}>
      <Tabs
        label={text.title}
        tabs={[
          {
            key: 'checks',
            label: text.tabs.checks,
            ...(bad > 0 ? { count: bad } : {}),
            content: <Checks checks={checks} />,
          },
          { key: 'schema', label: text.tabs.migrations, content: <Migrations migrations={migrations} /> },
          {
            key: 'mail',
            label: text.tabs.mail,
            content: (
              <>
                <p>
                  <a href={addressOf(mail.key)} download="instance.asc">
                    {text.key}
                  </a>
                </p>
                <Mails mails={mails} />
              </>
            ),
          },
        ]}
      />
    </ListPage>
  );
}

const tones = { critical: 'broken', warning: 'attention', info: 'info' } as const;

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  const groups = [...new Set(checks.map(({ group }) => group))];
  return (
    <div className="check-groups">
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h2>{group}</h2>
          <dl>
            {checks
              .filter((check) => check.group === group)
              .map(({ id, label, value, severity, remedy }) => (
                <div key={id}>
                  <dt>
                    {label}
                    <Badge tone={severity === null ? 'ok' : tones[severity]}>
                      {severity === null ? text.well : text.severity[severity]}
                    </Badge>
                  </dt>
                  <dd>
                    {value}
                    {remedy ? <span className="muted">{remedy}</span> : null}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
