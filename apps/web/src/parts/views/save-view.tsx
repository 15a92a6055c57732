import { type SavedView, savedViews, type ViewAudience } from '@cerebrate/contract';
import { type FormEvent, useState } from 'react';
import { call, currentSession } from '../../api/index.js';
import { Icon, type ListState, Popup, toast } from '../../ui/index.js';
import { tellFailure } from '../identity/index.js';
import { text } from './text.js';

interface SaveViewProps {
  readonly name: string;
  readonly list: Pick<ListState, 'search' | 'narrowed'>;
  readonly views: readonly SavedView[];
  /** After a view was kept, changed or dropped. */
  readonly onChange: () => void;
}

/** Keeps what the address now says of the list under a name; shares, replaces and drops the views one may change. */
export function SaveView({ name, list, views, onChange }: SaveViewProps) {
  const search = withoutPage(list.search);
  const mine = views.filter(({ mayChange }) => mayChange);
  return (
    <Popup label={text.open} icon="bookmark" className="btn-ghost btn-icon" align="end">
      {(close) => (
        <div className="saved-views d-flex flex-column gap-2">
          <p className="muted m-0">{search === '' ? text.nothing : text.help}</p>
          {search === '' ? null : (
            <NameForm
              taken={views.filter(({ isMine }) => isMine).map((view) => view.name)}
              onKeep={(label, audience) =>
                void act(async () => {
                  await call(savedViews.create, { body: { list: name, name: label, search, audience } });
                  close();
                }, onChange)
              }
            />
          )}
          {mine.length > 0 ? <KeptViews views={mine} search={search} onChange={onChange} /> : null}
        </div>
      )}
    </Popup>
  );
}

/** Does it and reads the views anew; tells why when it fails. */
async function act(what: () => Promise<unknown>, onChange: () => void): Promise<void> {
  try {
    await what();
    onChange();
  } catch (error) {
    tellFailure(error);
  }
}

/** A view begins at its first page, and rows per page are the reader's own taste. */
function withoutPage(search: string): string {
  const params = new URLSearchParams(search);
  params.delete('page');
  params.delete('limit');
  return params.toString();
}

/** The audiences the signed-in user may share a view with; the server judges again. */
function audiences(): ViewAudience[] {
  const user = currentSession()?.user;
  if (!user) return ['private'];
  const { perm_community_admin: community, perm_org_admin: own, perm_group_admin: group } = user.flags;
  return [
    'private',
    ...(user.organisation && (community || own || group) ? (['organisation'] as const) : []),
    ...(community ? (['everyone'] as const) : []),
  ];
}

interface NameFormProps {
  readonly taken: readonly string[];
  readonly onKeep: (name: string, audience: ViewAudience) => void;
}

function NameForm({ taken, onKeep }: NameFormProps) {
  const [name, setName] = useState('');
  const [audience, setAudience] = useState<ViewAudience>('private');
  const label = name.trim();
  const isTaken = taken.some((one) => one.toLowerCase() === label.toLowerCase());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (label !== '' && !isTaken) onKeep(label, audience);
  };
  return (
    <form className="d-flex flex-column gap-2" onSubmit={submit}>
      <div className="d-flex gap-2">
        <input
          className="form-control form-control-sm"
          aria-label={text.name}
          placeholder={text.name}
          value={name}
          maxLength={60}
          aria-invalid={isTaken}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="btn btn-primary btn-sm flex-shrink-0" disabled={label === '' || isTaken}>
          {text.keep}
        </button>
      </div>
      {isTaken ? <div className="invalid-feedback d-block">{text.taken}</div> : null}
      {audiences().length > 1 ? (
        <div className="menu-line">
          <span aria-hidden>{text.audience}</span>
          <AudienceSelect label={text.audience} value={audience} onChange={setAudience} />
        </div>
      ) : null}
    </form>
  );
}

interface AudienceSelectProps {
  readonly label: string;
  readonly value: ViewAudience;
  readonly onChange: (audience: ViewAudience) => void;
}

function AudienceSelect({ label, value, onChange }: AudienceSelectProps) {
  const offered = audiences();
  return (
    <select
      className="form-select form-select-sm"
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = offered.find((one) => one === event.target.value);
        if (chosen) onChange(chosen);
      }}
    >
      {[...new Set([...offered, value])].map((one) => (
        <option key={one} value={one}>
          {text.audiences[one]}
        </option>
      ))}
    </select>
  );
}

interface KeptViewsProps {
  readonly views: readonly SavedView[];
  readonly search: string;
  readonly onChange: () => void;
}

function KeptViews({ views, search, onChange }: KeptViewsProps) {
  return (
    <div role="group" aria-label={text.kept}>
      <div className="menu-heading">{text.kept}</div>
      {views.map((view) => (
        <KeptView key={view.id} view={view} search={search} onChange={onChange} />
      ))}
    </div>
  );
}

function KeptView({ view, search, onChange }: { readonly view: SavedView } & Omit<KeptViewsProps, 'views'>) {
  const params = { id: String(view.id) };
  const replace = async () => {
    await call(savedViews.update, { params, body: { search } });
    toast({ tone: 'ok', text: text.replaced(view.name) });
  };
  const drop = async () => {
    await call(savedViews.remove, { params });
    const again = { list: view.list, name: view.name, search: view.search, audience: audienceOf(view) };
    const undo = view.isMine ? async () => act(() => call(savedViews.create, { body: again }), onChange) : undefined;
    toast({ tone: 'ok', text: text.dropped(view.name), ...(undo ? { undo } : {}) });
  };
  return (
    <div className="menu-line">
      <span className="cut flex-grow-1">
        {view.name} {view.isMine || !view.owner ? null : <span className="muted">{text.by(view.owner)}</span>}
      </span>
      {audiences().length > 1 ? (
        <AudienceSelect
          label={text.audienceOf(view.name)}
          value={audienceOf(view)}
          onChange={(audience) => void act(() => call(savedViews.update, { params, body: { audience } }), onChange)}
        />
      ) : null}
      {search === '' || search === view.search ? null : (
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm"
          aria-label={text.replace(view.name)}
          title={text.replace(view.name)}
          onClick={() => void act(replace, onChange)}
        >
          <Icon name="arrow-repeat" />
        </button>
      )}
      <button
        type="button"
        className="btn btn-ghost btn-icon btn-sm"
        aria-label={text.drop(view.name)}
        title={text.drop(view.name)}
        onClick={() => void act(drop, onChange)}
      >
        <Icon name="x-lg" />
      </button>
    </div>
  );
}

const audienceOf = ({ audience }: SavedView): ViewAudience => (audience === 'shipped' ? 'everyone' : audience);
