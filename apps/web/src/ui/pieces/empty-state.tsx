import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import type { Problem } from '../problem.js';
import { type Action, ActionButton } from './action.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';

interface EmptyStateProps {
  /** One sentence. */
  readonly text: ReactNode;
  /** The button that mends it. */
  readonly action?: Action;
  readonly icon?: IconName;
}

/** Nothing here yet: one sentence and the button that mends it. */
export function EmptyState({ text: sentence, action, icon }: EmptyStateProps) {
  return (
    <div className="empty-state">
      {icon ? <Icon name={icon} /> : null}
      <p>{sentence}</p>
      {action ? <ActionButton action={action} /> : null}
    </div>
  );
}

type Told = { readonly title: string; readonly remedy: string };
const told: Readonly<Record<number, Told>> = text.errors;

/** What a status means to a person, and what to do about it. */
export function remedyOf(status: number): Told {
  return told[status] ?? (status >= 500 ? text.errors[500] : status === 0 ? text.errors[0] : { title: '', remedy: '' });
}

interface ProblemNoteProps {
  readonly problem: Problem;
  /** What was tried, as a sentence. */
  readonly lead?: string;
  readonly action?: Action;
}

/** A refusal where it happened: what was tried, why it failed, what to do, and the request to quote. */
export function ProblemNote({ problem, lead, action }: ProblemNoteProps) {
  const { title, remedy } = remedyOf(problem.status);
  const why = problem.detail ?? (problem.title || title);
  return (
    <div className="problem-note" role="alert">
      <Icon name="exclamation-octagon" />
      <div>
        <p className="problem-lead">{lead ?? title}</p>
        <p>{why}</p>
        {problem.issues.length > 0 ? (
          <ul>
            {problem.issues.map((issue) => (
              <li key={`${issue.path.join('.')} ${issue.message}`}>
                {issue.path.length > 0 ? <code>{issue.path.join('.')}</code> : null} {issue.message}
              </li>
            ))}
          </ul>
        ) : null}
        {remedy && remedy !== why && problem.status !== 401 ? <p className="muted">{remedy}</p> : null}
        {problem.requestId ? <RequestId id={problem.requestId} /> : null}
        {action ? <ActionButton action={action} small /> : null}
      </div>
    </div>
  );
}

/** The request's id, to quote to an administrator. */
export function RequestId({ id }: { readonly id: string }) {
  return (
    <p className="request-id muted">
      <span className="mono">{text.requestId(id)}</span>
      <CopyButton text={id} label={text.requestId('')} />
    </p>
  );
}
