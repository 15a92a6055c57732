import { localTools, type Mirror, type MirrorChange, type MirrorResult, mirrors } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may, ProblemError } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import {
  type Action,
  asProblem,
  Badge,
  type Chosen,
  type Column,
  confirm,
  DataTable,
  type Problem,
  ProblemNote,
  RecordPage,
  RelativeTime,
  type TabSpec,
  toast,
} from '../../ui/index.js';
import { addressOfSource } from './mirror-choices.js';
import { Outcomes } from './outcomes.js';
import { text } from './text.js';

const words = text.mirrors;

interface Loaded {
  readonly mirror: Mirror;
  readonly plan: readonly MirrorChange[];
  readonly problem: Problem | null;
}

/** The mirror of the address and what would have to change; a tool that does not answer is told on the page. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs): Promise<Loaded> {
  const ref = { ref: params['ref'] ?? '' };
  const [tool, rows] = await Promise.all([
    call(localTools.get, { params: ref, signal }),
    call(mirrors.list, { params: ref, signal }),
  ]);
  const mirror = rows.find(({ id }) => String(id) === params['mirror']);
  if (!mirror) throw new Response(null, { status: 404, statusText: tool.name });
  try {
    const plan = await call(mirrors.plan, { params: { ref: String(mirror.id) }, signal });
    return { mirror, plan, problem: null };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { mirror, plan: [], problem: asProblem(error) };
  }
}

/** Something at a tool that follows us: the difference first, then what was chosen of it, then what came of it. */
export function Component() {
  const loaded = useLoaderData<typeof loader>();
  const { mirror, plan, problem } = loaded;
  const { revalidate } = useRevalidator();
  const [came, setCame] = useState<MirrorResult>();
  const push = async (titles: readonly string[], clear: () => void) => {
    if (!(await confirm({ title: words.sure(titles.length, mirror.target.title), act: words.push }))) return;
    const result = await call(mirrors.apply, { params: { ref: String(mirror.id) }, body: { changes: [...titles] } });
    const failed = result.items.filter(({ outcome }) => outcome === 'failed').length;
    toast({ tone: failed > 0 ? 'broken' : 'ok', text: words.pushed(result.items.length - failed, failed) });
    setCame(result);
    clear();
    await revalidate();
  };
  const told = (act: Promise<void>) => void act.catch(tellFailure);
  const pushAll: Action = {
    label: words.pushAll,
    icon: 'send',
    primary: true,
    onSelect: () =>
      told(
        push(
          plan.map(({ title }) => title),
          () => undefined,
        ),
      ),
  };
  const again: Action = { label: words.again, icon: 'arrow-repeat', hotkey: 't', onSelect: () => void revalidate() };
  const bulk = ({ keys, clear }: Chosen<MirrorChange>): readonly Action[] => [
    { label: words.push, icon: 'send', onSelect: () => told(push(keys, clear)) },
  ];
  const mayPush = may('tool:act') && plan.length > 0;
  return (
    <RecordPage
      kind={words.kind}
      title={mirror.target.title}
      badges={problem ? undefined : <State plan={plan} />}
      notice={problem ? <ProblemNote problem={problem} lead={words.silent} /> : undefined}
      actions={mayPush ? [pushAll, again] : [again]}
      facts={factsOf(mirror)}
      tabs={tabsOf(loaded, mayPush ? bulk : undefined, came)}
    />
  );
}

function tabsOf(
  { plan, problem }: Loaded,
  bulk: ((chosen: Chosen<MirrorChange>) => readonly Action[]) | undefined,
  came: MirrorResult | undefined,
): readonly TabSpec[] {
  return [
    {
      key: 'plan',
      label: words.difference,
      ...(problem ? {} : { count: plan.length }),
      content: (
        <DataTable
          id="mirror-plan"
          caption={words.difference}
          rows={plan}
          columns={columns}
          rowKey={({ title }) => title}
          rowLabel={({ title }) => title}
          bulk={bulk}
          empty={{ text: problem ? words.silent : words.inLine }}
        />
      ),
    },
    ...(came
      ? [
          {
            key: 'result',
            label: words.result,
            count: came.items.length,
            content: <Outcomes rows={came.items.map((item, id) => ({ id, ...item }))} />,
          },
        ]
      : []),
  ];
}

function State({ plan }: { readonly plan: readonly MirrorChange[] }) {
  return plan.length === 0 ? (
    <Badge tone="ok">{words.inLineShort}</Badge>
  ) : (
    <Badge tone="attention">{words.differs(plan.length)}</Badge>
  );
}

const factsOf = ({ tool, source, follows, by, lastAt, lastCount }: Mirror) => [
  { label: words.tool, value: <Link to={`/localTools/view/${tool.id}?tab=mirrors`}>{tool.name}</Link> },
  {
    label: words.source,
    value: source ? <Link to={addressOfSource(follows, source.id)}>{source.name}</Link> : words.gone,
  },
  { label: words.by, value: by },
  { label: words.last, value: lastAt ? <RelativeTime at={lastAt} /> : words.never },
  ...(lastCount === null ? [] : [{ label: words.count, value: lastCount }]),
];

const tones = { add: 'ok', remove: 'broken', change: 'info' } as const;

const columns: readonly Column<MirrorChange>[] = [
  {
    key: 'kind',
    label: words.change,
    card: 'fact',
    width: '120px',
    cell: ({ kind }) => <Badge tone={tones[kind]}>{words.kinds[kind]}</Badge>,
  },
  { key: 'title', label: words.what, always: true, card: 'title', value: ({ title }) => title },
];
