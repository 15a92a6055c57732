import { type Individual, individuals, users } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { ConsentPanel } from '../../parts/consent/consent-panel.js';
import { FreshnessNote } from '../../parts/consent/freshness.js';
import { ownerKeysBlock } from '../../parts/encryption-keys/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { MergesOfRecord } from '../../parts/merging/merges-of-record.js';
import { mergeText } from '../../parts/merging/text.js';
import { personMerge } from '../../parts/merging/ways.js';
import { metaFieldTabs } from '../../parts/meta-fields/meta-field-tabs.js';
import { provenanceTab } from '../../parts/provenance/provenance-tab.js';
import { TagEditor } from '../../parts/tags/tag-editor.js';
import { type Action, type Fact, RecordPage, RelativeTime } from '../../ui/index.js';
import { PersonAlignments } from './alignment-list.js';
import { deletePerson } from './delete-person.js';
import { nameOf, text } from './text.js';

/** The person of the address, and of their accounts those the caller may see. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const person = await call(individuals.get, { params: { ref: params['ref'] ?? '' }, signal });
  const query = { individualId: String(person.id), limit: '1', total: 'false' };
  const account = person.hasUser ? (await call(users.list, { query, signal })).items[0] : undefined;
  return { person, account };
}

type Account = Awaited<ReturnType<typeof loader>>['account'];

/** That the person was forgotten, or changed since the page was loaded. */
function PersonNotice({ person }: { readonly person: Individual }) {
  if (person.anonymisedAt === null)
    return <RecordChangedNotice noun="individual" id={person.id} version={person.version} />;
  return (
    <p className="notice-strip m-0" data-tone="info">
      {text.anonymous}
    </p>
  );
}

/** One person (FEATURES IND-04). */
export function Component() {
  const { person, account } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const params = { ref: String(person.id) };
  const align: Action = {
    label: text.alignments.add,
    icon: 'plus-lg',
    to: `/alignments/add/individuals/${person.id}`,
    modal: true,
  };
  return (
    <RecordPage
      kind={text.kind}
      title={nameOf(person)}
      summary={person.position}
      tags={
        <TagEditor
          tags={person.tags}
          mayEdit={person.mayChange && may('tag:assign')}
          link={(name) => `/individuals/index?${new URLSearchParams({ tag: name })}`}
          onChange={async (body) => {
            await call(individuals.tag, { params, body });
            reload();
          }}
        />
      }
      actions={usePersonActions(person)}
      facts={factsOf(person, account)}
      notice={<PersonNotice person={person} />}
      tabs={[
        ...metaFieldTabs(person.metaFields, { record: person.id }),
        ...(person.anonymisedAt === null
          ? [{ key: 'open', label: text.open, content: <ConsentPanel kind="individual" id={person.id} /> }]
          : []),
        provenanceTab('individuals', person.id),
      ]}
      rail={[
        {
          title: text.alignments.title,
          count: person.alignments.length,
          ...(person.mayChange && may('alignment:write') ? { action: align } : {}),
          content: <PersonAlignments person={person} onChange={reload} />,
        },
        ownerKeysBlock({ kind: 'individual', id: person.id }, person.mayChange),
        ...(person.anonymisedAt === null
          ? [{ title: text.freshness, content: <FreshnessNote kind="individual" id={person.id} /> }]
          : []),
      ]}
      history={may('history:read') ? <History person={person} onRevert={reload} /> : undefined}
    />
  );
}

/** What was merged into the person, and every change. */
function History({ person, onRevert }: { readonly person: Individual; readonly onRevert: () => void }) {
  const params = { ref: String(person.id) };
  return (
    <>
      {may('individual:delete') ? <MergesOfRecord way={personMerge} id={person.id} /> : null}
      <ChangeHistory
        key={`${person.version} ${person.alignments.length}`}
        load={(query, signal) => call(individuals.history, { params, query, signal })}
        onRevert={
          person.mayChange && may('individual:update')
            ? (seq) => call(individuals.revert, { params, body: { seq }, ifMatch: person.version }).then(onRevert)
            : undefined
        }
      />
    </>
  );
}

function factsOf(person: Individual, account: Account): Fact[] {
  const further = person.emails.map(({ id, address, kind }) => (
    <div key={id}>
      <a href={`mailto:${address}`}>{address}</a> <span className="muted">{text.kinds[kind]}</span>
    </div>
  ));
  const whose = account ? <Link to={`/users/view/${account.id}`}>{account.username}</Link> : text.account.yes;
  return [
    ...(person.anonymisedAt
      ? [{ label: text.anonymousSince, value: <RelativeTime at={person.anonymisedAt} /> }]
      : [
          { label: text.facts.email, value: <a href={`mailto:${person.email}`}>{person.email}</a>, copy: person.email },
        ]),
    ...(further.length > 0 ? [{ label: text.facts.further, value: further }] : []),
    { label: text.facts.position, value: person.position },
    { label: text.facts.account, value: person.hasUser ? whose : text.account.no },
    { label: text.facts.uuid, value: person.uuid, copy: true, mono: true },
    { label: text.facts.id, value: person.id, copy: true, mono: true },
  ];
}

function usePersonActions(person: Individual): Action[] {
  const navigate = useNavigate();
  const remove = () =>
    void deletePerson(person, {
      onDeleted: () => void navigate('/individuals/index', { replace: true }),
      onRestored: () => void navigate(`/individuals/view/${person.id}`),
    });
  return [
    ...(person.mayChange && may('individual:update')
      ? [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/individuals/edit/${person.id}`,
            modal: true,
            primary: true,
            hotkey: 'e',
          } as const,
        ]
      : []),
    ...(person.mayChange && may('individual:delete')
      ? [{ label: mergeText.menu, icon: 'collection', to: `/individuals/merge/${person.id}`, menu: true } as const]
      : []),
    ...(person.anonymisedAt === null && may('individual:anonymise')
      ? [
          {
            label: text.anonymise.menu,
            icon: 'person',
            to: `/individuals/anonymise/${person.id}`,
            modal: true,
            tone: 'danger',
            menu: true,
          } as const,
        ]
      : []),
    ...(person.mayChange && may('individual:delete')
      ? [{ label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true } as const]
      : []),
  ];
}
