import { freshness, home, type Organisation, type OrganisationRow, organisations } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, currentSession, loadSession, may } from '../../api/index.js';
import { BookmarkList } from '../../parts/bookmarks/bookmark-list.js';
import {
  type Action,
  ActionButton,
  Checklist,
  type ChecklistItem,
  Country,
  KeyValue,
  ListPage,
  RelativeTime,
  Skeleton,
  useSettled,
} from '../../ui/index.js';
import { Activity } from './activity.js';
import { EndingKeys, endingKeys } from './ending-keys.js';
import { dismiss, firstSteps } from './first-hour.js';
import './home.scss';
import { answersFor, LookUp } from './look-up.js';
import { Message } from './message.js';
import { StaleBlock } from './stale.js';
import { text } from './text.js';

/** How many organisations the page lists, and how many days its numbers span. */
const listed = 8;
const days = 30;

/** Nothing here is waited for: each block fills itself as its answer comes. */
export function loader({ request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams.get('for')?.trim() ?? '';
  const blocks = {
    answers: answersFor(asked),
    own: ownOrganisation(),
    steps: firstSteps(),
    welcome: call(home.welcome),
    stale: call(freshness.list),
    ending: endingKeys(),
    activity: call(home.activity, { query: { days: String(days) } }),
    recent: call(organisations.list, { query: { sort: '-modified', limit: String(listed), total: 'false' } }).then(
      (page) => page.items,
    ),
  };
  // each block tells its own failure where it stands; a page that was left has nobody to tell
  for (const block of Object.values(blocks)) block?.catch(() => undefined);
  return { asked, ...blocks };
}

async function ownOrganisation(): Promise<Organisation | null> {
  const own = (await loadSession()).user?.organisation;
  return own ? call(organisations.get, { params: { ref: String(own.id) } }) : null;
}

/** The first page: a look-up, first steps, what happened lately, and the ways on. */
export function Component() {
  const { asked, answers, own, steps, welcome, stale, ending, activity, recent } = useLoaderData<typeof loader>();
  const user = currentSession()?.user;
  const name = user ? `${user.individual.firstName} ${user.individual.lastName}`.trim() || user.username : '';
  return (
    <ListPage title={text.title} lead={text.signedInAs(name, user?.organisation?.name)}>
      <div className="home">
        <div className="home-main">
          <Message welcome={welcome} />
          <LookUp key={asked} asked={asked} answers={answers} />
          <FirstSteps steps={steps} />
          <Activity activity={activity} />
          <Recent recent={recent} />
        </div>
        <div className="home-side">
          <Bookmarks />
          <StaleBlock stale={stale} />
          <EndingKeys ending={ending} />
          <OwnOrganisation own={own} />
          <WaysOn />
        </div>
      </div>
    </ListPage>
  );
}

function FirstSteps({ steps }: { readonly steps: Promise<readonly ChecklistItem[]> }) {
  const { value = [] } = useSettled(steps);
  const [gone, setGone] = useState(false);
  if (gone || value.length === 0) return null;
  const putAway = () => {
    dismiss();
    setGone(true);
  };
  return <Checklist title={text.firstHour.title} items={value} onDismiss={putAway} />;
}

function Bookmarks() {
  return (
    <section className="surface home-block" aria-label={text.bookmarks}>
      <h2>{text.bookmarks}</h2>
      <BookmarkList />
    </section>
  );
}

function Recent({ recent }: { readonly recent: Promise<readonly OrganisationRow[]> }) {
  const { value, error } = useSettled(recent);
  return (
    <section className="surface home-block" aria-label={text.recent.title}>
      <header>
        <h2>{text.recent.title}</h2>
        <ActionButton
          action={{ label: text.recent.all, to: '/organisations/index?sort=-modified' }}
          look="ghost"
          small
        />
      </header>
      {value === undefined ? <Waiting error={error} failed={text.recent.failed} label={text.recent.title} /> : null}
      {value?.length === 0 ? <p className="muted m-0">{text.recent.empty}</p> : null}
      {value && value.length > 0 ? (
        <ul className="home-recent">
          {value.map((row) => (
            <li key={row.id}>
              {row.country ? <Country code={row.country} show="flag" /> : <span className="home-no-flag" />}
              <Link to={`/organisations/view/${row.id}`} className="cut">
                {row.name}
              </Link>
              <span className="muted cut">{row.sector}</span>
              <span className="muted">
                <RelativeTime at={row.modified} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function OwnOrganisation({ own }: { readonly own: Promise<Organisation | null> }) {
  const { value, pending } = useSettled(own);
  if (pending && value === undefined) return null;
  return (
    <section className="surface home-block" aria-label={text.own.title}>
      <h2>{text.own.title}</h2>
      {value ? <OwnFacts own={value} /> : <p className="muted m-0">{text.own.none}</p>}
    </section>
  );
}

function OwnFacts({ own }: { readonly own: Organisation }) {
  const facts = [
    { label: text.own.country, value: own.country ? <Country code={own.country} show="name" /> : null },
    { label: text.own.people, value: own.people },
    { label: text.own.networks, value: own.metaFields.filter(({ type }) => type === 'ipv4' || type === 'ipv6').length },
    { label: text.own.changed, value: <RelativeTime at={own.modified} /> },
  ];
  return (
    <>
      <p className="home-own-name">
        <Link to={`/organisations/view/${own.id}`}>{own.name}</Link>
      </p>
      <KeyValue facts={facts} />
    </>
  );
}

/** Where one goes from here, as far as one's rights reach. */
function WaysOn() {
  const ways: Action[] = [
    ...(may('organisation:create')
      ? [{ label: text.links.add, icon: 'plus-lg', to: '/organisations/add', modal: true } as const]
      : []),
    ...(may('directory:import') ? [{ label: text.links.import, icon: 'upload', to: '/import/index' } as const] : []),
    { label: text.links.list, icon: 'building', to: '/organisations/index' },
    ...(may('audit:read') ? [{ label: text.links.log, icon: 'journal-text', to: '/auditLogs/index' } as const] : []),
  ];
  return (
    <nav className="surface home-block" aria-label={text.links.title}>
      <h2>{text.links.title}</h2>
      <div className="home-ways">
        {ways.map((action) => (
          <ActionButton key={action.label} action={action} look="ghost" />
        ))}
      </div>
    </nav>
  );
}

interface WaitingProps {
  readonly error: unknown;
  readonly failed: string;
  readonly label: string;
}

/** In the place of a block that is on its way or did not come. */
function Waiting({ error, failed, label }: WaitingProps) {
  return error === undefined ? <Skeleton lines={3} label={label} /> : <p className="muted m-0">{failed}</p>;
}
