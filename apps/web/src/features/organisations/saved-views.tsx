import { type FormEvent, useState } from 'react';
import { Icon, type ListState, Popup, type Preset, recall, remember } from '../../ui/index.js';
import { text } from './text.js';

/** A view somebody kept: a name and an address in the list grammar. */
export type SavedView = Pick<Preset, 'label' | 'search'>;

const memory = 'views.organisations';
/** More would neither fit the bar nor the account's settings. */
const mostViews = 20;

const areViews = (value: unknown): value is SavedView[] =>
  Array.isArray(value) &&
  value.every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'label' in one &&
      typeof one.label === 'string' &&
      'search' in one &&
      typeof one.search === 'string',
  );

/** The views kept by this user, and the way to keep or drop one. */
export function useSavedViews(): { views: readonly SavedView[]; set(views: readonly SavedView[]): void } {
  const [views, setViews] = useState<readonly SavedView[]>(() => recall(memory, areViews) ?? []);
  const set = (next: readonly SavedView[]) => {
    remember(memory, next.length === 0 ? undefined : next);
    setViews(next);
  };
  return { views, set };
}

interface SaveViewProps {
  readonly list: Pick<ListState, 'search' | 'narrowed'>;
  readonly views: readonly SavedView[];
  readonly onChange: (views: readonly SavedView[]) => void;
}

/** Keeps what the address now says of the list under a name; lists the kept views to drop them again. */
export function SaveView({ list, views, onChange }: SaveViewProps) {
  const canSave = list.search !== '' && views.length < mostViews;
  return (
    <Popup label={text.views.save} icon="bookmark" className="btn-ghost btn-icon" align="end">
      {(close) => (
        <div className="d-flex flex-column gap-2">
          <p className="muted m-0">{canSave ? text.views.help : text.views.nothing}</p>
          {canSave ? (
            <NameForm
              views={views}
              onName={(label) => {
                onChange([...views, { label, search: withoutPage(list.search) }]);
                close();
              }}
            />
          ) : null}
          {views.length > 0 ? <KeptViews views={views} onChange={onChange} /> : null}
        </div>
      )}
    </Popup>
  );
}

/** A view begins at its first page. */
function withoutPage(search: string): string {
  const params = new URLSearchParams(search);
  params.delete('page');
  return params.toString();
}

function NameForm({
  views,
  onName,
}: {
  readonly views: readonly SavedView[];
  readonly onName: (name: string) => void;
}) {
  const [name, setName] = useState('');
  const label = name.trim();
  const isTaken = views.some((view) => view.label.toLowerCase() === label.toLowerCase());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (label !== '' && !isTaken) onName(label);
  };
  return (
    <form className="d-flex gap-2" onSubmit={submit}>
      <input
        className="form-control form-control-sm"
        aria-label={text.views.name}
        placeholder={text.views.name}
        value={name}
        maxLength={60}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <button
        type="submit"
        className="btn btn-primary btn-sm"
        disabled={label === '' || isTaken}
        title={isTaken ? text.views.taken : undefined}
      >
        {text.views.keep}
      </button>
    </form>
  );
}

function KeptViews({ views, onChange }: Pick<SaveViewProps, 'views' | 'onChange'>) {
  return (
    <div role="group" aria-label={text.views.kept}>
      <div className="menu-heading">{text.views.kept}</div>
      {views.map((view) => (
        <div key={view.label} className="menu-line">
          <span className="cut flex-grow-1">{view.label}</span>
          <button
            type="button"
            className="btn btn-ghost btn-icon btn-sm"
            aria-label={text.views.drop(view.label)}
            onClick={() => onChange(views.filter((one) => one !== view))}
          >
            <Icon name="x-lg" />
          </button>
        </div>
      ))}
    </div>
  );
}
