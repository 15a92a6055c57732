import { type Brood, type RemoteKind, type RemotePage, type RemoteRow, remoteRecords } from '@cerebrate/contract';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call, may } from '../../api/index.js';
import {
  type Action,
  asProblem,
  Badge,
  type Column,
  DataTable,
  isAborted,
  Pager,
  type Problem,
  ProblemNote,
  RelativeTime,
  Skeleton,
} from '../../ui/index.js';
import { CaptureDialog } from './capture-dialog.js';
import { CompareDialog } from './compare-dialog.js';
import { text } from './text.js';

interface RemoteRecordsProps {
  readonly brood: Pick<Brood, 'id' | 'name'>;
  readonly kind: RemoteKind;
}

const perPage = 50;

/** What a remote has, each with how it stands to what is here (FEATURES BRD-03, BRD-04). The address holds search and page. */
export function RemoteRecords({ brood, kind }: RemoteRecordsProps) {
  const [search, setSearch] = useSearchParams();
  const q = search.get('there') ?? '';
  const page = Math.max(1, Number(search.get('at') ?? '1') || 1);
  const [turn, setTurn] = useState(0);
  const { answer, problem } = useRemotePage(brood.id, kind, { q, page, turn });
  const [comparing, compare] = useState<RemoteRow>();
  const [taking, take] = useState<readonly RemoteRow[]>();
  const go = (changes: Record<string, string>) =>
    setSearch((now) => {
      for (const [key, value] of Object.entries(changes)) value === '' ? now.delete(key) : now.set(key, value);
      return now;
    });
  const rowActions = useCallback((row: RemoteRow) => actionsOf(row, kind, compare, take), [kind]);
  return (
    <div className="d-flex flex-column gap-3">
      <SearchThere q={q} onSearch={(there) => go({ there, at: '' })} />
      {problem ? <ProblemNote problem={problem} /> : null}
      {!answer && !problem ? <Skeleton lines={6} /> : null}
      {answer ? (
        <>
          {answer.searchedBy && answer.searchedBy !== 'quick filter' ? (
            <p className="muted m-0">{text.remote.searchedBy(answer.searchedBy)}</p>
          ) : null}
          <DataTable
            id={`remote-${kind}`}
            caption={text.kinds[kind]}
            rows={answer.items}
            columns={columnsOf(kind)}
            rowKey={(row) => row.remoteId}
            rowLabel={(row) => row.title}
            rowActions={rowActions}
            {...(may('brood:pull')
              ? { bulk: (chosen: { readonly rows: readonly RemoteRow[] }) => [takeAction(() => take(chosen.rows))] }
              : {})}
            empty={{ text: q === '' ? text.remote.empty : text.remote.nothingFound }}
          />
          <Pager
            page={answer.page}
            limit={answer.limit}
            count={answer.items.length}
            total={answer.total}
            onPage={(to) => go({ at: to === 1 ? '' : String(to) })}
          />
        </>
      ) : null}
      <Dialogs
        broodId={brood.id}
        kind={kind}
        comparing={comparing}
        taking={taking}
        compare={compare}
        take={take}
        onDone={() => setTurn(turn + 1)}
      />
    </div>
  );
}

interface DialogsProps {
  readonly broodId: number;
  readonly kind: RemoteKind;
  readonly comparing: RemoteRow | undefined;
  readonly taking: readonly RemoteRow[] | undefined;
  readonly compare: (row: RemoteRow | undefined) => void;
  readonly take: (rows: readonly RemoteRow[] | undefined) => void;
  readonly onDone: () => void;
}

function Dialogs({ broodId, kind, comparing, taking, compare, take, onDone }: DialogsProps) {
  return (
    <>
      {comparing ? (
        <CompareDialog
          broodId={broodId}
          kind={kind}
          row={comparing}
          onTake={may('brood:pull') ? () => take([comparing]) : undefined}
          onClose={() => compare(undefined)}
        />
      ) : null}
      {taking ? (
        <CaptureDialog broodId={broodId} kind={kind} rows={taking} onClose={() => take(undefined)} onDone={onDone} />
      ) : null}
    </>
  );
}

function SearchThere({ q, onSearch }: { readonly q: string; readonly onSearch: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <form className="d-flex gap-2" onSubmit={submit}>
      <input
        type="search"
        className="form-control"
        aria-label={text.remote.search}
        placeholder={text.remote.search}
        value={typed}
        maxLength={191}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="btn btn-plain">
        {text.remote.searchAct}
      </button>
    </form>
  );
}

function useRemotePage(
  broodId: number,
  kind: RemoteKind,
  { q, page, turn }: { readonly q: string; readonly page: number; readonly turn: number },
) {
  const [state, setState] = useState<{ answer?: RemotePage; problem?: Problem }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks again
  useEffect(() => {
    const stop = new AbortController();
    const query = { page: String(page), limit: String(perPage), ...(q === '' ? {} : { q }) };
    call(remoteRecords.list, {
      params: { ref: String(broodId), kind },
      query: query as never,
      signal: stop.signal,
    }).then(
      (answer) => setState({ answer }),
      (error: unknown) => isAborted(error) || setState({ problem: asProblem(error) }),
    );
    return () => stop.abort();
  }, [broodId, kind, q, page, turn]);
  return state;
}

const tones = {
  new: ['info', 'plus-lg'],
  same: ['ok', 'check-circle'],
  newer: ['attention', 'arrow-down'],
  older: ['unknown', 'clock-history'],
  differs: ['attention', 'exclamation-triangle'],
  refused: ['broken', 'x-circle'],
} as const;

/** How a remote record stands to what is here, in colour, icon and word. */
export function RemoteState({ row }: { readonly row: Pick<RemoteRow, 'state' | 'reason'> }) {
  const [tone, icon] = tones[row.state];
  return (
    <span title={row.reason ?? undefined}>
      <Badge tone={tone} icon={icon}>
        {text.remote.states[row.state]}
      </Badge>
    </span>
  );
}

const shown = {
  organisations: ['nationality', 'sector', 'type', 'url'],
  individuals: ['email', 'position'],
  'sharing-groups': ['releasability', 'description'],
} as const;

const columnsOf = (kind: RemoteKind): readonly Column<RemoteRow>[] => [
  { key: 'title', label: text.remote.title, always: true, card: 'title', value: (row) => row.title },
  { key: 'state', label: text.remote.state, card: 'fact', cell: (row) => <RemoteState row={row} /> },
  ...shown[kind].map(
    (key): Column<RemoteRow> => ({
      key,
      label: text.remote.columns[key],
      card: 'fact',
      value: (row) => row.columns[key] ?? null,
    }),
  ),
  ...(kind === 'sharing-groups'
    ? []
    : [{ key: 'tags', label: text.remote.tags, value: (row: RemoteRow) => row.tags.join(', ') }]),
  {
    key: 'modified',
    label: text.remote.modified,
    card: 'none',
    cell: (row) => (row.modified ? <RelativeTime at={row.modified} /> : null),
  },
];

const takeAction = (onSelect: () => void): Action => ({ label: text.remote.take, icon: 'arrow-down', onSelect });
const pages = {
  organisations: 'organisations',
  individuals: 'individuals',
  'sharing-groups': 'sharingGroups',
} as const;

function actionsOf(
  row: RemoteRow,
  kind: RemoteKind,
  compare: (row: RemoteRow) => void,
  take: (rows: readonly RemoteRow[]) => void,
): readonly Action[] {
  return [
    { label: text.remote.compare, icon: 'eye', onSelect: () => compare(row) },
    ...(may('brood:pull') ? [takeAction(() => take([row]))] : []),
    ...(row.localId === null
      ? []
      : [{ label: text.remote.open, icon: 'arrow-right' as const, to: `/${pages[kind]}/view/${row.localId}` }]),
  ];
}
