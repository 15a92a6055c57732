import { type InstanceSetting, mail, settings } from '@cerebrate/contract';
import { useEffect, useId, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, Badge, EmptyState, ListPage, Tabs, toast } from '../../ui/index.js';
import { SettingRow, toneOf } from './setting-row.js';
import './settings.scss';
import { text } from './text.js';

/** Every setting of the instance. @throws ProblemError */
export const loader = ({ request: { signal } }: LoaderFunctionArgs) => call(settings.list, { signal });

const order = ['critical', 'warning', 'info'] as const;

/** The settings of the instance by category, and which are in error (FEATURES INS-01, INS-02). */
export function Component() {
  const all = useLoaderData<typeof loader>();
  const [params, setParams] = useSearchParams();
  const jump = (setting: InstanceSetting) => setParams({ tab: slug(setting.category), at: setting.id });
  useJump(params.get('at'));
  const faults = order.flatMap((severity) => all.filter(({ fault }) => fault?.severity === severity));
  const categories = [...new Set(all.map(({ category }) => category))];
  const testMail: Action = { label: text.testMail, icon: 'bell', onSelect: () => void test() };
  const hasMail = all.some(({ id, value }) => id === 'mail.host' && value !== '');
  return (
    <ListPage title={text.title} actions={hasMail ? [testMail] : []} widgets={<Finder all={all} onJump={jump} />}>
      <Tabs
        label={text.title}
        tabs={[
          ...categories.map((category) => ({
            key: slug(category),
            label: category,
            content: <Category settings={all.filter((setting) => setting.category === category)} />,
          })),
          {
            key: 'diagnostic',
            label: text.diagnostic,
            count: faults.length,
            content: <Faults faults={faults} onJump={jump} />,
          },
        ]}
      />
    </ListPage>
  );
}

const slug = (category: string): string => category.toLowerCase().replace(/[^a-z]+/g, '-');

/** Brings the setting named in the address into view and under the cursor. */
function useJump(id: string | null): void {
  useEffect(() => {
    if (id === null) return;
    const row = document.getElementById(`setting-${id}`);
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    row.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true });
  }, [id]);
}

function Category({ settings: shown }: { readonly settings: readonly InstanceSetting[] }) {
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <>
      {groups.map((group) => (
        <section key={group} className="setting-group" aria-label={`${shown[0]?.category ?? ''}: ${group}`}>
          <h2>{group}</h2>
          {shown
            .filter((setting) => setting.group === group)
            .map((setting) => (
              <SettingRow key={`${setting.id} ${setting.version}`} setting={setting} />
            ))}
        </section>
      ))}
    </>
  );
}

function Faults({
  faults,
  onJump,
}: {
  readonly faults: readonly InstanceSetting[];
  readonly onJump: (setting: InstanceSetting) => void;
}) {
  if (faults.length === 0) return <EmptyState icon="check-circle" text={text.allWell} />;
  return (
    <ul className="setting-faults">
      {faults.map((setting) => (
        <li key={setting.id}>
          <Badge tone={toneOf(setting.fault?.severity)}>{text.severity[setting.fault?.severity ?? 'info']}</Badge>
          <button type="button" className="btn btn-ghost btn-sm" onClick={() => onJump(setting)}>
            {setting.label}
          </button>
          <span className="muted">{setting.fault?.message}</span>
        </li>
      ))}
    </ul>
  );
}

function Finder({
  all,
  onJump,
}: {
  readonly all: readonly InstanceSetting[];
  readonly onJump: (setting: InstanceSetting) => void;
}) {
  const [query, setQuery] = useState('');
  const id = useId();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = words.length === 0 ? [] : all.filter((setting) => words.every((word) => textOf(setting).includes(word)));
  return (
    <div className="setting-finder">
      <label className="visually-hidden" htmlFor={id}>
        {text.search}
      </label>
      <input
        id={id}
        type="search"
        className="form-control"
        placeholder={text.search}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {words.length > 0 && hits.length === 0 ? <p className="muted mb-0">{text.noHit}</p> : null}
      {hits.length > 0 ? (
        <ul>
          {hits.slice(0, 12).map((setting) => (
            <li key={setting.id}>
              <button
                type="button"
                className="btn btn-ghost btn-sm"
                onClick={() => {
                  setQuery('');
                  onJump(setting);
                }}
              >
                {setting.label}
              </button>
              <span className="muted">
                {setting.category}, {setting.group}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const textOf = ({ id, label, description, category, group }: InstanceSetting): string =>
  [id, label, description, category, group].join(' ').toLowerCase();

async function test(): Promise<void> {
  try {
    const { ok, message } = await call(mail.test);
    toast({ tone: ok ? 'ok' : 'broken', text: message });
  } catch (error) {
    tellFailure(error);
  }
}
