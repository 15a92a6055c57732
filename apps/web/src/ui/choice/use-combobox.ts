import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { text } from '../../text/en.js';
import { useHold } from '../form/form-parts.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { useOnceSettled } from '../pieces/use-delayed.js';
import { usePlace } from '../pieces/use-place.js';
import type { ChoiceLine } from './choice-list.js';
import { useChoices } from './use-choices.js';

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

/** A combobox as its parts need it. */
export interface Combobox {
  /** What the list floats at. */
  readonly anchor: RefObject<HTMLDivElement | null>;
  readonly floating: RefObject<HTMLDivElement | null>;
  readonly listId: string;
  readonly query: string;
  readonly open: boolean;
  /** A new choice is being created. */
  readonly creating: boolean;
  readonly lines: readonly ChoiceLine[];
  readonly active: number;
  /** Said under the list when there is nothing, or nothing yet. */
  readonly note: string | undefined;
  show(): void;
  /** The field is left: the list closes, unless Enter still waits for its answer. */
  leave(): void;
  pick(line: ChoiceLine): Promise<void>;
  type(query: string): void;
  point(index: number): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** State and keys of a combobox with a list (ARIA 1.2): typing searches, arrows move, Enter picks, Escape closes. */
export function useCombobox(options: ComboboxOptions): Combobox {
  const listId = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const floating = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [pointed, setPointed] = useState(0);
  const { creating, pick } = usePick(options, () => {
    setQuery('');
    if (!options.stays) setOpen(false);
  });
  const found = useChoices(options.source, query, open);
  const lines = linesOf(found.choices, options.without ?? [], options.create ? query.trim() : '');
  const active = Math.min(pointed, lines.length - 1);
  usePlace(anchor, floating, open, { matchWidth: true, tallest: 320 });

  const line = lines[active];
  const hide = () => {
    setOpen(false);
    setQuery('');
  };
  // Somebody who moved to a line chose what is shown; Enter alone means the first choice for what was typed.
  const isPending = open && found.pending && pointed === 0;
  const entered = useEntered(
    isPending,
    async () => {
      if (line) await pick(line);
      return line !== undefined;
    },
    hide,
  );
  const show = () => {
    setOpen(true);
    setPointed(0);
  };
  const type = (next: string) => {
    setQuery(next);
    entered.forget();
    show();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && query === '') return options.onBackspace?.();
    const state = {
      open,
      active,
      count: lines.length,
      isTyped: query.trim() !== '',
      show,
      hide: entered.forgetAndHide,
      move: setPointed,
      pick: entered.ask,
    };
    if (!answer(event, state)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const note = noteOf(found, lines.length, query.trim());
  const ways = { show, leave: entered.leave, pick, type, point: setPointed, onKeyDown };
  return { anchor, floating, listId, query, open, creating, lines, active, note, ...ways };
}

/**
 * Enter, which may have to wait for the answer to the last key: the form around is not saved before, and whoever leaves
 * the field meanwhile still gets what they entered. `take` tells whether there was something to pick.
 */
function useEntered(isPending: boolean, take: () => Promise<boolean>, hide: () => void) {
  const { hold, letGo } = useHold();
  const left = useRef(false);
  const entered = useOnceSettled(isPending, () => {
    void take().then(letGo, (error: unknown) => {
      letGo(false);
      throw error;
    });
    if (left.current) hide();
    left.current = false;
  });
  const ask = () => {
    hold();
    entered.ask();
  };
  const forget = () => {
    entered.forget();
    left.current = false;
    letGo(false);
  };
  const forgetAndHide = () => {
    forget();
    hide();
  };
  const leave = () => {
    if (entered.waits) left.current = true;
    else hide();
  };
  return { ask, forget, forgetAndHide, leave };
}

/** The attributes that make an input the field of a combobox. */
export const comboboxField = ({ open, listId, active }: Combobox) =>
  ({
    role: 'combobox',
    'aria-expanded': open,
    'aria-controls': open ? listId : undefined,
    'aria-autocomplete': 'list',
    'aria-activedescendant': open && active >= 0 ? `${listId}-${active}` : undefined,
    autoComplete: 'off',
    spellCheck: false,
  }) as const;

/** Picks a line; one that stands for something new is created first. */
function usePick({ create, onPick }: ComboboxOptions, done: () => void) {
  const [creating, setCreating] = useState(false);
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
    done();
  };
  return { creating, pick };
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
  readonly isTyped: boolean;
  show(): void;
  hide(): void;
  move(index: number): void;
  pick(): void;
}

/** Does what a key means; true when it meant something here. */
function answer(event: KeyboardEvent, { open, active, count, isTyped, show, hide, move, pick }: KeyState): boolean {
  if (event.nativeEvent.isComposing) return false;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step !== 0) {
    if (!open) show();
    else if (count > 0) move((active + step + count) % count);
    return true;
  }
  if (!open) return false;
  if (event.key === 'Escape') hide();
  else if (event.key !== 'Enter') return false;
  else if (event.metaKey || event.ctrlKey) {
    // the form saves: what was typed here belongs to it
    if (isTyped) pick();
    return false;
  } else pick();
  return true;
}
