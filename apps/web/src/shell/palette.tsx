import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import Modal from 'react-bootstrap/Modal';
import { text } from '../text/en.js';
import {
  announce,
  type Command,
  Icon,
  type NavigationEntry,
  type SearchProvider,
  useOnceSettled,
  useOpenAction,
  useRested,
} from '../ui/index.js';
import {
  hitGroups,
  keepRecent,
  localGroups,
  namedApart,
  type PaletteGroup,
  type PaletteItem,
  recentItems,
} from './palette-items.js';
import { useSearch } from './use-search.js';

interface PaletteProps {
  readonly entries: readonly NavigationEntry[];
  readonly commands: readonly Command[];
  readonly searches: readonly SearchProvider[];
  readonly onClose: () => void;
}

/** Search or jump: what the search finds as one types, pages, actions, and what was chosen lately. */
export function Palette({ entries, commands, searches, onClose }: PaletteProps) {
  const listId = useId();
  const [query, setQuery] = useState('');
  const [pointed, setPointed] = useState(0);
  const open = useOpenAction();
  const found = useSearch(searches, query);
  const groups = useGroups(entries, commands, query, found.groups);
  const items = groups.flatMap((group) => group.items);
  const active = Math.min(pointed, items.length - 1);
  useResultVoice(query, found.pending, items.length);
  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    if (item.isHit) keepRecent(item);
    onClose();
    open({ to: item.to, modal: item.modal, onSelect: item.run });
  };
  // Somebody who moved to an item chose what is shown; Enter alone means the first hit of what was typed.
  const entered = useOnceSettled(found.pending && pointed === 0, () => choose(items[active]));
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.nativeEvent.isComposing) return;
    if (move !== undefined && items.length > 0) setPointed((active + move + items.length) % items.length);
    else if (event.key === 'Enter') entered.ask();
    else return;
    event.preventDefault();
  };
  const type = (next: string) => {
    setQuery(next);
    setPointed(0);
    entered.forget();
  };
  return (
    <Modal show onHide={onClose} className="palette" aria-label={text.palette.title} scrollable>
      <Field
        query={query}
        listId={listId}
        active={active}
        count={items.length}
        onType={type}
        onKeyDown={onKeyDown}
        onClose={onClose}
      />
      <Results listId={listId} groups={groups} active={active} onPoint={setPointed} onChoose={choose} />
      <Foot
        query={query}
        pending={found.pending}
        failed={found.failed}
        count={items.length}
        hasSearch={searches.length > 0}
      />
    </Modal>
  );
}

interface FieldProps {
  readonly query: string;
  readonly listId: string;
  readonly active: number;
  readonly count: number;
  readonly onType: (query: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onClose: () => void;
}

function Field({ query, listId, active, count, onType, onKeyDown, onClose }: FieldProps) {
  return (
    <div className="palette-field">
      <Icon name="search" />
      <input
        autoFocus
        role="combobox"
        aria-label={text.palette.title}
        aria-expanded={count > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        placeholder={text.palette.placeholder}
        value={query}
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="btn btn-ghost btn-icon btn-sm" aria-label={text.close} onClick={onClose}>
        <Icon name="x-lg" />
      </button>
    </div>
  );
}

function useGroups(
  entries: readonly NavigationEntry[],
  commands: readonly Command[],
  query: string,
  found: Parameters<typeof hitGroups>[0],
): PaletteGroup[] {
  const recent = useMemo(recentItems, []);
  return useMemo(() => {
    const local = localGroups(entries, commands, query);
    if (query.trim() !== '') {
      const [named, others] = namedApart(local, query);
      return [...named, ...hitGroups(found), ...others];
    }
    return recent.length > 0 ? [{ label: text.palette.recent, items: recent }, ...local] : local;
  }, [entries, commands, query, found, recent]);
}

/** Says how many results there are, once the keys rest. */
function useResultVoice(query: string, pending: boolean, count: number): void {
  const rested = useRested(query, 600);
  useEffect(() => {
    if (rested !== '' && !pending) announce(text.palette.count(count));
  }, [rested, pending, count]);
}

interface ResultsProps {
  readonly listId: string;
  readonly groups: readonly PaletteGroup[];
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onChoose: (item: PaletteItem) => void;
}

function Results({ listId, groups, active, onPoint, onChoose }: ResultsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[id="${listId}-${active}"]`)?.scrollIntoView?.({ block: 'nearest' });
  }, [listId, active]);
  let place = -1;
  return (
    <div ref={list} id={listId} role="listbox" aria-label={text.palette.title} className="palette-list">
      {groups.map((group) => (
        <div key={group.label} role="group" aria-label={group.label}>
          <div className="menu-heading" aria-hidden>
            {group.label}
          </div>
          {group.items.map((item) => {
            place += 1;
            const index = place;
            return (
              <div
                key={item.id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                className="palette-item"
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => index !== active && onPoint(index)}
                onClick={() => onChoose(item)}
              >
                {item.icon ? <Icon name={item.icon} /> : null}
                <span className="cut">{item.label}</span>
                {item.hint ? <span className="palette-hint cut">{item.hint}</span> : null}
                {item.keys ? <kbd>{item.keys}</kbd> : null}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

interface FootProps {
  readonly query: string;
  readonly pending: boolean;
  readonly failed: boolean;
  readonly count: number;
  readonly hasSearch: boolean;
}

function Foot({ query, pending, failed, count, hasSearch }: FootProps) {
  const words = failed
    ? text.palette.failed
    : pending
      ? text.palette.searching
      : query.trim() !== '' && count === 0
        ? text.palette.empty(query.trim())
        : hasSearch
          ? text.palette.hint
          : '';
  return (
    <div className="palette-foot">
      <span className="cut">{words}</span>
      <span className="palette-keys" aria-hidden>
        <kbd>↑</kbd>
        <kbd>↓</kbd> {text.palette.move} <kbd>↵</kbd> {text.palette.open} <kbd>Esc</kbd> {text.palette.dismiss}
      </span>
    </div>
  );
}
