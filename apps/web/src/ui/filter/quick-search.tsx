import { useEffect, useMemo, useRef, useState } from 'react';
import { text } from '../../text/en.js';
import type { ListShape } from '../list/grammar.js';
import { useHotkeys } from '../pieces/hotkeys.js';
import { Icon } from '../pieces/icon.js';
import { Popup } from '../pieces/popup.js';

interface QuickSearchProps {
  readonly q: string;
  readonly searched?: ListShape['searched'];
  readonly onSearch: (q: string) => void;
}

/** How long the keys rest before the list follows, in milliseconds. */
const rest = 250;

/** The quick search of a list: follows as one types, `/` reaches it, Escape clears it, and it says what it looks at. */
export function QuickSearch({ q, searched = [], onSearch }: QuickSearchProps) {
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  const input = useRef<HTMLInputElement>(null);
  const send = useRef(onSearch);
  useEffect(() => {
    send.current = onSearch;
  });
  // The address changed by other means (Back, a preset): follow it.
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    setTyped(q);
  }, [q]);
  const searchFor = (next: string) => {
    sent.current = next.trim();
    send.current(sent.current);
  };
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => searchFor(typed), rest);
    return () => clearTimeout(timer);
  });
  useHotkeys(useMemo(() => [{ keys: '/', label: text.keys.filter, group: text.keys.lists, run: () => input.current?.select() }], []));
  const clear = () => {
    setTyped('');
    searchFor('');
    input.current?.focus();
  };
  return (
    <div className="quick-search" role="search" aria-label={text.filter.search}>
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        enterKeyHint="search"
        className="form-control"
        placeholder={text.filter.placeholder}
        aria-label={text.filter.search}
        value={typed}
        maxLength={400}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') searchFor(typed);
          if (event.key === 'Escape' && typed !== '') clear();
        }}
      />
      {typed === '' ? <kbd aria-hidden>/</kbd> : (
        <button type="button" className="btn btn-ghost btn-icon btn-sm" aria-label={text.filter.clearSearch} title={text.filter.clearSearch} onClick={clear}>
          <Icon name="x-lg" />
        </button>
      )}
      {searched.length > 0 ? <SearchHelp searched={searched} /> : null}
    </div>
  );
}

function SearchHelp({ searched }: { readonly searched: NonNullable<ListShape['searched']> }) {
  return (
    <Popup label={text.filter.help} icon="question-circle" className="btn-ghost btn-icon btn-sm" align="end">
      <div className="search-help">
        <div className="menu-heading">{text.filter.helpTitle}</div>
        <dl>
          {searched.map(({ label, how }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className="muted">{how}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Popup>
  );
}
