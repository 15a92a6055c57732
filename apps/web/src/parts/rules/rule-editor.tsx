import { ruleGroupKinds } from '@cerebrate/contract';
import { type KeyboardEvent, useState } from 'react';
import { announce, Icon, type IconName, type Issue } from '../../ui/index.js';
import { LeafInput } from './leaf-input.js';
import { type AnyRule, blankLeaf, leafKinds, type RuleSubject } from './leaf-kinds.js';
import { inserted, moved, type NodePath, removed, replaced, type Step, stepped } from './rule-tree.js';
import './rules.scss';
import { text } from './text.js';

interface RuleEditorProps {
  readonly id: string;
  readonly subject: RuleSubject;
  readonly value: AnyRule;
  /** Faults by their path from the root of the tree. */
  readonly issues: readonly Issue[];
  readonly onChange: (rule: AnyRule) => void;
}

interface Ways {
  readonly subject: RuleSubject;
  readonly id: string;
  readonly root: AnyRule;
  readonly issues: readonly Issue[];
  readonly dragged: NodePath | undefined;
  readonly over: string | undefined;
  set(path: NodePath, node: AnyRule): void;
  add(path: NodePath, node: AnyRule): void;
  remove(path: NodePath): void;
  step(path: NodePath, step: Step): void;
  drag(path: NodePath | undefined): void;
  hover(path: NodePath | undefined): void;
  drop(path: NodePath): void;
}

type Group = { readonly kind: (typeof ruleGroupKinds)[number]; readonly rules: readonly AnyRule[] };
const isGroup = (rule: AnyRule): boolean => (ruleGroupKinds as readonly string[]).includes(rule.kind);

/**
 * A tree of conditions one edits by mouse and by keyboard: nodes are added, removed, and moved by buttons, by dragging,
 * or with Alt and the arrow keys. The focus goes along with what is moved.
 */
export function RuleEditor(props: RuleEditorProps) {
  const root = isGroup(props.value) ? props.value : ({ kind: 'or', rules: [props.value] } as unknown as AnyRule);
  const ways = useWays(props, root);
  return (
    <div className="rule-editor" role="group" aria-describedby={`${props.id}-keys`}>
      <p id={`${props.id}-keys`} className="visually-hidden">
        {text.keys}
      </p>
      <GroupNode ways={ways} path={[]} group={root as unknown as Group} />
    </div>
  );
}

function useWays({ id, subject, issues, onChange }: RuleEditorProps, root: AnyRule): Ways {
  const [dragged, drag] = useState<NodePath>();
  const [over, setOver] = useState<string>();
  const go = (from: NodePath, to: NodePath | undefined) => {
    const next = to && moved(root as never, from, to);
    if (!next) return;
    onChange(next);
    announce(text.moved);
    if (to) requestAnimationFrame(() => document.getElementById(nodeId(id, to))?.focus());
  };
  return {
    subject,
    id,
    root,
    issues,
    dragged,
    over,
    set: (path, node) => onChange(replaced(root as never, path, node as never)),
    add: (path, node) => {
      onChange(inserted(root as never, path, node as never));
      requestAnimationFrame(() => document.getElementById(nodeId(id, path))?.focus());
    },
    remove: (path) => {
      onChange(removed(root as never, path));
      announce(text.removed);
    },
    step: (path, step) => go(path, stepped(root as never, path, step)),
    drag,
    hover: (path) => setOver(path?.join('.')),
    drop: (path) => {
      if (dragged) go(dragged, path);
      drag(undefined);
      setOver(undefined);
    },
  };
}

const nodeId = (id: string, path: NodePath): string => `${id}-kind${path.map((at) => `-${at}`).join('')}`;

function GroupNode({ ways, path, group }: { readonly ways: Ways; readonly path: NodePath; readonly group: Group }) {
  const end = [...path, group.rules.length];
  return (
    <div className="rule-group">
      <Row ways={ways} path={path}>
        <select
          id={nodeId(ways.id, path)}
          className="form-select rule-kind"
          aria-label={text.groupLabel}
          value={group.kind}
          onChange={(event) => ways.set(path, { ...group, kind: event.target.value } as unknown as AnyRule)}
        >
          {ruleGroupKinds.map((kind) => (
            <option key={kind} value={kind}>
              {text.groups[kind]}
            </option>
          ))}
        </select>
      </Row>
      <ul>
        {group.rules.map((rule, at) => (
          // nodes have no identity but their place
          <li key={at}>
            {isGroup(rule) ? (
              <GroupNode ways={ways} path={[...path, at]} group={rule as unknown as Group} />
            ) : (
              <LeafNode ways={ways} path={[...path, at]} leaf={rule} />
            )}
          </li>
        ))}
      </ul>
      {group.rules.length === 0 ? <p className="muted mb-1">{text.empty}</p> : null}
      <GroupFoot ways={ways} end={end} />
    </div>
  );
}

/** Where something is added to a group, and dropped as its last. */
function GroupFoot({ ways, end }: { readonly ways: Ways; readonly end: NodePath }) {
  return (
    <div
      className="rule-row"
      data-over={ways.over === end.join('.') || undefined}
      onDragOver={(event) => {
        if (!ways.dragged) return;
        event.preventDefault();
        ways.hover(end);
      }}
      onDrop={() => ways.drop(end)}
    >
      <button
        type="button"
        className="btn btn-ghost btn-sm"
        onClick={() => ways.add(end, blankLeaf(leafKinds[ways.subject][0] ?? 'uuid'))}
      >
        <Icon name="plus-lg" /> {text.addCondition}
      </button>
      <button
        type="button"
        className="btn btn-ghost btn-sm"
        onClick={() =>
          ways.add(end, {
            kind: 'and',
            rules: [blankLeaf(leafKinds[ways.subject][0] ?? 'uuid')],
          } as unknown as AnyRule)
        }
      >
        <Icon name="plus-lg" /> {text.addGroup}
      </button>
    </div>
  );
}

function LeafNode({ ways, path, leaf }: { readonly ways: Ways; readonly path: NodePath; readonly leaf: AnyRule }) {
  const id = nodeId(ways.id, path);
  const fault = ways.issues.find((issue) => isAt(issue, path));
  return (
    <Row ways={ways} path={path}>
      <select
        id={id}
        className="form-select rule-kind"
        aria-label={text.kindLabel}
        value={leaf.kind}
        onChange={(event) => ways.set(path, blankLeaf(event.target.value))}
      >
        {leafKinds[ways.subject].map((kind) => (
          <option key={kind} value={kind}>
            {text.kinds[kind]}
          </option>
        ))}
      </select>
      <div className="rule-values">
        <LeafInput
          id={`${id}-value`}
          subject={ways.subject}
          leaf={leaf}
          invalid={fault !== undefined}
          describedBy={fault ? `${id}-fault` : undefined}
          branch={(branchId, rule, onChange) => (
            <RuleEditor id={branchId} subject="organisation" value={rule} issues={[]} onChange={onChange} />
          )}
          onChange={(next) => ways.set(path, next)}
        />
        {fault ? (
          <div id={`${id}-fault`} className="invalid-feedback d-block">
            {fault.message}
          </div>
        ) : null}
      </div>
    </Row>
  );
}

/** Whether a fault belongs to the leaf at that path: `rules.<place>` for each step, then its own keys. */
function isAt(issue: Issue, path: NodePath): boolean {
  const steps = path.flatMap((at) => ['rules', String(at)]);
  return (
    steps.every((step, place) => String(issue.path[place]) === step) &&
    String(issue.path[steps.length] ?? '') !== 'rules'
  );
}

const arrows: Readonly<Record<string, Step>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };

/** What a node and its acts stand in. */
function Row({
  ways,
  path,
  children,
}: {
  readonly ways: Ways;
  readonly path: NodePath;
  readonly children: React.ReactNode;
}) {
  const isRoot = path.length === 0;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.altKey ? arrows[event.key] : undefined;
    if (!step || isRoot) return;
    event.preventDefault();
    ways.step(path, step);
  };
  return (
    <div
      className="rule-row"
      data-over={ways.over === path.join('.') && !isRoot ? true : undefined}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!ways.dragged || isRoot) return;
        event.preventDefault();
        ways.hover(path);
      }}
      onDrop={() => (isRoot ? undefined : ways.drop(path))}
    >
      {isRoot ? null : (
        <span
          className="rule-drag btn btn-ghost btn-icon"
          title={text.drag}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData('text/plain', '');
            ways.drag(path);
          }}
          onDragEnd={() => {
            ways.drag(undefined);
            ways.hover(undefined);
          }}
        >
          <Icon name="three-dots" />
        </span>
      )}
      {children}
      {isRoot ? null : <Acts ways={ways} path={path} />}
    </div>
  );
}

const steps: readonly { readonly step: Step; readonly label: string; readonly icon: IconName }[] = [
  { step: 'up', label: text.up, icon: 'arrow-up' },
  { step: 'down', label: text.down, icon: 'arrow-down' },
  { step: 'out', label: text.out, icon: 'arrow-left' },
  { step: 'in', label: text.into, icon: 'arrow-right' },
];

function Acts({ ways, path }: { readonly ways: Ways; readonly path: NodePath }) {
  return (
    <span className="rule-acts">
      {steps.map(({ step, label, icon }) => (
        <button
          key={step}
          type="button"
          className="btn btn-ghost btn-icon"
          aria-label={label}
          title={label}
          disabled={stepped(ways.root as never, path, step) === undefined}
          onClick={() => ways.step(path, step)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <button
        type="button"
        className="btn btn-ghost btn-icon"
        aria-label={text.remove}
        title={text.remove}
        onClick={() => ways.remove(path)}
      >
        <Icon name="x-lg" />
      </button>
    </span>
  );
}
