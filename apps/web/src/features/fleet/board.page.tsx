import { connectors, type FleetBoard, type FleetMember, type FleetProposal, fleet } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  type Chosen,
  DataTable,
  EmptyState,
  type Fact,
  ListPage,
  RecordPage,
  RelativeTime,
  type TabSpec,
  toast,
  useOpenModal,
} from '../../ui/index.js';
import { desiredColumns, releaseAction } from './desired.js';
import { addressOfMember, memberColumns } from './member-columns.js';
import { proposalColumns } from './proposal-columns.js';
import { text } from './text.js';

interface Whole {
  readonly board: FleetBoard | null;
  readonly proposals: readonly FleetProposal[];
  readonly kinds: readonly { readonly id: string; readonly title: string }[];
  readonly batches: readonly { readonly id: string; readonly title: string }[];
}

/** The board of the kind the address names, or of the first that has one. @throws ProblemError 404 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Whole> {
  const { signal, url } = request;
  const watched = (await call(connectors.list, { signal })).filter(({ hasFleet }) => hasFleet);
  const asked = new URL(url).searchParams.get('kind');
  const kind = asked ? watched.find(({ id }) => id === asked) : watched[0];
  if (!kind) return { board: null, proposals: [], kinds: watched, batches: [] };
  const params = { connector: kind.id };
  const [board, { items }] = await Promise.all([
    call(fleet.board, { params, signal }),
    call(fleet.proposals, { params, query: { limit: '50' }, signal }),
  ]);
  const batches = kind.actions.filter(({ kind: sort, risk }) => sort === 'batch' && may(`tool:${risk}`));
  return { board, proposals: items, kinds: watched, batches };
}

/** All instances of a kind beside each other: how they are, what they should be, what is being done (FEATURES LTL-06, LTL-12). */
export function Component() {
  const whole = useLoaderData<typeof loader>();
  if (!whole.board)
    return (
      <ListPage title={text.title}>
        <EmptyState text={text.none} />
      </ListPage>
    );
  return <Board whole={whole} board={whole.board} />;
}

const lookAgainMs = 10_000;

function Board({ whole, board }: { readonly whole: Whole; readonly board: FleetBoard }) {
  const { kinds } = whole;
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => void revalidate(), lookAgainMs);
    return () => clearInterval(timer);
  }, [revalidate]);
  return (
    <RecordPage
      kind={text.kind}
      title={`${text.title}: ${board.title}`}
      summary={text.lead}
      badges={
        kinds.length > 1
          ? kinds.map(({ id, title }) => (
              <Link key={id} to={`/fleet/index?kind=${id}`} className="chip">
                {title}
              </Link>
            ))
          : undefined
      }
      actions={actsOf(board, () => void revalidate())}
      facts={factsOf(board)}
      tabs={tabsOf(whole, board, revalidate)}
    />
  );
}

function tabsOf(whole: Whole, board: FleetBoard, revalidate: () => Promise<void>): readonly TabSpec[] {
  const { proposals } = whole;
  return [
    {
      key: 'board',
      label: text.tabs.board,
      count: board.members.length,
      content: <Members whole={whole} board={board} />,
    },
    {
      key: 'desired',
      label: text.tabs.desired,
      count: board.desired.length,
      content: (
        <DataTable
          id="fleet-desired"
          caption={text.tabs.desired}
          rows={board.desired}
          columns={desiredColumns(board)}
          rowKey={({ setting }) => setting}
          rowLabel={({ setting }) => setting}
          rowActions={(wanted) => (may('tool:administer') ? [releaseAction(board.connector, wanted, revalidate)] : [])}
          empty={
            may('tool:administer')
              ? { text: text.desired.empty, action: desireAction(board) }
              : { text: text.desired.empty }
          }
        />
      ),
    },
    {
      key: 'proposals',
      label: text.tabs.proposals,
      count: proposals.length,
      content: (
        <DataTable
          id="fleet-proposals"
          caption={text.tabs.proposals}
          rows={proposals}
          columns={proposalColumns}
          rowKey={({ id }) => id}
          rowLabel={({ id }) => text.proposals.title(id)}
          rowHref={({ id }) => `/fleet/proposal/${id}`}
          empty={{ text: text.proposals.empty }}
        />
      ),
    },
  ];
}

function Members({ whole, board }: { readonly whole: Whole; readonly board: FleetBoard }) {
  const openModal = useOpenModal();
  const add: Action = {
    label: text.add,
    icon: 'plus-lg',
    to: `/localTools/add?connector=${board.connector}`,
    modal: true,
  };
  const bulk = ({ keys }: Chosen<FleetMember>): readonly Action[] => [
    ...whole.batches.map(
      ({ id, title }): Action => ({
        label: text.acts.batch(title),
        icon: 'lightning',
        onSelect: () => openModal(`/localTools/batchAction/${board.connector}/${id}?tools=${keys.join(',')}`),
      }),
    ),
    {
      label: text.acts.propose,
      icon: 'check-circle',
      onSelect: () => openModal(`/fleet/propose/${board.connector}?tools=${keys.join(',')}`),
    },
  ];
  return (
    <DataTable
      id="fleet"
      caption={text.tabs.board}
      rows={board.members}
      columns={memberColumns(board)}
      rowKey={({ tool }) => tool.id}
      rowLabel={({ tool }) => tool.name}
      rowHref={addressOfMember}
      rowDimmed={({ fault }) => fault !== null}
      bulk={may('tool:administer') ? bulk : undefined}
      empty={may('tool:administer') ? { text: text.empty, action: add } : { text: text.empty }}
    />
  );
}

const desireAction = ({ connector }: FleetBoard): Action => ({
  label: text.acts.desire,
  icon: 'gear',
  to: `/fleet/desire/${connector}`,
  modal: true,
});

function actsOf(board: FleetBoard, changed: () => void): readonly Action[] {
  const { connector } = board;
  const look: Action = {
    label: text.acts.look,
    icon: 'arrow-repeat',
    hotkey: 't',
    primary: true,
    onSelect: () =>
      void call(fleet.observe, { params: { connector } }).then(({ queued }) => {
        toast({ tone: 'ok', text: text.looking(queued) });
        setTimeout(changed, 2000);
      }, tellFailure),
  };
  const isOff = board.members.some(({ drift }) => drift.length > 0);
  return [
    ...(may('tool:act') ? [look] : []),
    ...(may('tool:administer')
      ? [
          ...(isOff
            ? [
                {
                  label: text.acts.propose,
                  icon: 'check-circle',
                  to: `/fleet/propose/${connector}`,
                  modal: true,
                } satisfies Action,
              ]
            : []),
          desireAction(board),
          {
            label: text.acts.policy,
            icon: 'shield-check',
            to: `/fleet/policy/${connector}`,
            modal: true,
          } satisfies Action,
        ]
      : []),
  ];
}

function factsOf({ members, policy }: FleetBoard): readonly Fact[] {
  const { facts } = text;
  return [
    { label: facts.instances, value: members.length },
    { label: facts.unseen, value: members.filter(({ fault }) => fault !== null).length },
    { label: facts.drift, value: members.reduce((sum, { drift }) => sum + drift.length, 0) },
    { label: facts.oldest, value: policy.minimumVersion ?? facts.anyVersion },
    ...(policy.minimumVersion === null
      ? []
      : [
          {
            label: facts.lockOut,
            value: policy.lockOutAt ? <RelativeTime at={policy.lockOutAt} /> : facts.lockOutNever,
          },
        ]),
  ];
}
