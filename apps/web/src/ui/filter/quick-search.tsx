import { useMemo, useRef } from 'react';
import { text } from '../../text/en.js';
import type { ListShape } from '../list/grammar.js';
import { useHotkeys } from '../pieces/hotkeys.js';
import { Icon } from '../pieces/icon.js';
import { Popup } from '../pieces/popup.js';
import { useTypedSearch } from './use-typed-search.js';

interface QuickSearchProps {
  readonly q: string;
  readonly searched?: ListShape['searched'];
  readonly onSearch: (q: string) => void;
}

/** The quick search of a list: follows as one types, `/` reaches it, Escape clears it, and it says what it looks at. */
export function QuickSearch({ q, searched = [], onSearch }: QuickSearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const { typed, type, send, clear } = useTypedSearch(q, onSearch);
  useHotkeys(
    useMemo(
      () => [{ keys: '/', label: text.keys.filter, group: text.keys.lists, run: () => input.current?.select() }],
      [],
    ),
  );
  const empty = () => {
    clear();
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
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send();
          if (event.key === 'Escape' && typed !== '') empty();
        }}
      />
      {typed === '' ? <kbd aria-hidden>/</kbd> : <ClearButton onClick={empty} />}
      {searched.length > 0 ? <SearchHelp searched={searched} /> : null}
    </div>
  );
}

function ClearButton({ onClick }: { readonly onClick: () => void }) {
  const label = text.filter.clearSearch;
  return (
    <button type="button" className="btn btn-ghost btn-icon btn-sm" aria-label={label} title={label} onClick={onClick}>
      <Icon name="x-lg" />
    </button>
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
