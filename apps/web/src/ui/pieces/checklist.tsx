import { text } from '../../text/en.js';
import { type Action, ActionButton } from './action.js';
import { Icon } from './icon.js';

/** One thing to do in the first hour. It ticks itself: `done` comes from the state of the instance. */
export interface ChecklistItem {
  readonly key: string;
  readonly label: string;
  readonly lead?: string;
  readonly done: boolean;
  readonly action: Action;
}

interface ChecklistProps {
  readonly title: string;
  readonly items: readonly ChecklistItem[];
  readonly onDismiss: () => void;
}

/** A short list of first steps that one can dismiss; each opens the right place. */
export function Checklist({ title, items, onDismiss }: ChecklistProps) {
  const done = items.filter((item) => item.done).length;
  const next = items.find((item) => !item.done);
  return (
    <section className="surface checklist" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="muted tabular">{text.checklist.progress(done, items.length)}</span>
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm"
          aria-label={text.checklist.dismiss}
          title={text.checklist.dismiss}
          onClick={onDismiss}
        >
          <Icon name="x-lg" />
        </button>
      </header>
      <ol>
        {items.map((item) => (
          <li key={item.key} data-done={item.done || undefined}>
            <Icon
              name={item.done ? 'check-circle' : 'circle'}
              label={item.done ? text.checklist.done : text.checklist.open}
            />
            <div>
              <span>{item.label}</span>
              {item.lead ? <span className="muted">{item.lead}</span> : null}
            </div>
            {item.done ? null : <ActionButton action={item.action} look={item === next ? 'plain' : 'ghost'} small />}
          </li>
        ))}
      </ol>
    </section>
  );
}
