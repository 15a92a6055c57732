import { type ReactNode, useMemo } from 'react';
import { text } from '../../text/en.js';
import { type Action, ActionBar, ActionButton } from '../pieces/action.js';
import { useHotkeys } from '../pieces/hotkeys.js';
import { PageTitle } from '../pieces/page-title.js';
import { useOpenAction } from '../pieces/use-open-action.js';
import { type Fact, KeyValue } from './key-value.js';
import { type TabSpec, Tabs } from './tabs.js';

/** A block of the right rail: people, groups, keys, where it came from. */
export interface RailBlock {
  readonly title: string;
  readonly count?: number;
  readonly action?: Action;
  readonly content: ReactNode;
}

interface RecordPageProps {
  /** What it is: "Organisation". */
  readonly kind: string;
  readonly title: string;
  /** Before the title: flag, avatar. */
  readonly lead?: ReactNode;
  /** State: badges with icon and word. */
  readonly badges?: ReactNode;
  readonly tags?: ReactNode;
  /** Under the title: one line that says what matters most. */
  readonly summary?: ReactNode;
  /** A strip between head and body: a newer template, a conflict, a revocation. */
  readonly notice?: ReactNode;
  readonly actions?: readonly Action[];
  readonly facts: readonly Fact[];
  readonly tabs?: readonly TabSpec[];
  readonly rail?: readonly RailBlock[];
  /** Who changed what; becomes the last tab. */
  readonly history?: ReactNode;
}

/** One record: head, facts and tabs on the left, relations on the right. */
export function RecordPage(props: RecordPageProps) {
  const { kind, title, rail = [], history } = props;
  const tabs: readonly TabSpec[] = [
    ...(props.tabs ?? []),
    ...(history ? [{ key: 'history', label: text.record.history, content: history }] : []),
  ];
  useActionKeys(props.actions ?? noActions);
  return (
    <article className="record-page">
      <PageTitle title={title} />
      <RecordHead {...props} />
      {props.notice}
      <div className="record-columns" data-rail={rail.length > 0 || undefined}>
        <div className="record-main">
          <section className="surface record-facts" aria-label={`${kind}: ${text.record.facts}`}>
            <KeyValue facts={props.facts} />
          </section>
          {tabs.length > 0 ? <Tabs label={title} tabs={tabs} /> : null}
        </div>
        {rail.length > 0 ? (
          <aside className="record-rail" aria-label={text.record.related}>
            {rail.map((block) => (
              <Rail key={block.title} block={block} />
            ))}
          </aside>
        ) : null}
      </div>
    </article>
  );
}

const noActions: readonly Action[] = [];

function RecordHead({ kind, title, lead, badges, tags, summary, actions = [] }: RecordPageProps) {
  return (
    <header className="record-head">
      <div className="record-name">
        {lead ? <span className="record-lead">{lead}</span> : null}
        <div>
          <div className="record-line">
            <h1>
              <span className="visually-hidden">{kind}: </span>
              {title}
            </h1>
            {badges}
          </div>
          {summary ? <p className="muted mb-0">{summary}</p> : null}
          {tags ? <div className="record-tags">{tags}</div> : null}
        </div>
      </div>
      <ActionBar actions={actions} />
    </header>
  );
}

/** The hotkeys of a page's actions, listed in the help under "This page". */
function useActionKeys(actions: readonly Action[]): void {
  const open = useOpenAction();
  const keys = useMemo(
    () =>
      actions.flatMap((action) =>
        action.hotkey && action.unavailable === undefined
          ? [{ keys: action.hotkey, label: action.label, group: text.keys.records, run: () => open(action) }]
          : [],
      ),
    [actions, open],
  );
  useHotkeys(keys);
}

function Rail({ block }: { readonly block: RailBlock }) {
  return (
    <section className="surface rail-block" aria-label={block.title}>
      <header>
        <h2>
          {block.title}
          {block.count === undefined ? null : <span className="count-pill tabular">{block.count}</span>}
        </h2>
        {block.action ? <ActionButton action={block.action} look="ghost" small /> : null}
      </header>
      {block.content}
    </section>
  );
}
