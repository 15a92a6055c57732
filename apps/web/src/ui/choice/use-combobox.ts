import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { text } from '../../text/en.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import type { ChoiceLine } from './choice-list.js';
import { useChoices } from './use-choices.js';
import { usePlace } from '../pieces/use-place.js';

interface ComboboxOptions {
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  /** Offers to create what was typed; answers with the new choice. */
  readonly create?: (name: string) => Promise<Choice>;
  readonly onPick: (choice: Choice) => void;
  /** Values that are not offered again. */
  readonly without?: readonly string[];
  /** Keeps the list open after a pick, to pick more. */
  readonly stays?: boolean;
  /** Backspace in an empty field. */
  readonly onBackspace?: () => void;
}

/** State and keys of a combobox with a list (ARIA 1.2): typing searches, arrows move, Enter picks, Escape closes. */
export function useCombobox({ source, create, onPick, without = [], stays = false, onBackspace }: ComboboxOptions) {
  const listId = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const floating = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [pointed, setPointed] = useState(0);
  const [creating, setCreating] = useState(false);
  const found = useChoices(source, query, open);
  const lines = linesOf(found.choices, without, create ? query.trim() : '');
  const active = Math.min(pointed, lines.length - 1);
  usePlace(anchor, floating, open, { matchWidth: true, tallest: 320 });

  const show = () => {
    setOpen(true);
    setPointed(0);
  };
  const hide = () => {
    setOpen(false);
    setQuery('');
  };
  const pick = async (line: ChoiceLine) => {
    if ('choice' in line) onPick(line.choice);
    else if (create) {
      setCreating(true);
      try {
        onPick(await create(line.create));
      } finally {
        setCreating(false);
      }
    }
    setQuery('');
    if (!stays) setOpen(false);
  };
  const type = (next: string) => {
    setQuery(next);
    setOpen(true);
    setPointed(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && query === '') return onBackspace?.();
    const act = keyAct(event, { open, active, count: lines.length, show, hide, move: setPointed, pick: () => lines[active] && void pick(lines[active]) });
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    anchor, floating, query, open, lines, active, creating, show, hide, pick, type, onKeyDown, listId,
    point: setPointed,
    note: noteOf(found, lines.length, query.trim()),
    field: {
      role: 'combobox',
      'aria-expanded': open,
      'aria-controls': open ? listId : undefined,
      'aria-autocomplete': 'list',
      'aria-activedescendant': open && active >= 0 ? `${listId}-${active}` : undefined,
      autoComplete: 'off',
      spellCheck: false,
    } as const,
  };
}

function linesOf(choices: readonly Choice[], without: readonly string[], wanted: string): ChoiceLine[] {
  const lines: ChoiceLine[] = choices.filter((choice) => !without.includes(choice.value)).map((choice) => ({ choice }));
  const exists = choices.some((choice) => choice.label.toLowerCase() === wanted.toLowerCase());
  return wanted !== '' && !exists ? [...lines, { create: wanted }] : lines;
}

function noteOf(found: { pending: boolean; failed: boolean }, count: number, query: string): string | undefined {
  if (found.pending && count === 0) return text.form.searching;
  if (found.failed) return text.form.searchFailed;
  if (count > 0) return undefined;
  return query === '' ? text.form.noChoices : text.form.noneFound(query);
}

interface KeyState {
  readonly open: boolean;
  readonly active: number;
  readonly count: number;
  show(): void;
  hide(): void;
  move(index: number): void;
  pick(): void;
}

/** What a key does; true when it meant something here. */
function keyAct(event: KeyboardEvent, state: KeyState): boolean {
  if (event.nativeEvent.isComposing) return false;
  const { open, active, count } = state;
  switch (event.key) {
    case 'ArrowDown':
      if (open) state.move(count === 0 ? 0 : (active + 1) % count);
      else state.show();
      return true;
    case 'ArrowUp':
      if (open) state.move(count === 0 ? 0 : (active - 1 + count) % count);
      else state.show();
      return true;
    case 'Enter':
      if (!open || event.metaKey || event.ctrlKey) return false;
      state.pick();
      return true;
    case 'Escape':
      if (!open) return false;
      state.hide();
      return true;
    default:
      return false;
  }
}
