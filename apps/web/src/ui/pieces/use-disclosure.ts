import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { usePlace } from './use-place.js';

/** A button and what it opens. */
export interface Disclosure {
  readonly open: boolean;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly panel: RefObject<HTMLDivElement | null>;
  /** Closes and gives the focus back to the button. */
  close(): void;
  /** For the button. */
  readonly buttonProps: { readonly 'aria-expanded': boolean; onClick(): void };
}

/**
 * State of a button that opens a floating panel: placed under the button, closed by Escape, by a press outside, and by
 * focus that goes elsewhere.
 */
export function useDisclosure(align: 'start' | 'end', defaultOpen = false, onClose?: () => void): Disclosure {
  const [open, setOpen] = useState(defaultOpen);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  usePlace(button, panel, open, { align });
  const told = useRef(onClose);
  useEffect(() => {
    told.current = onClose;
  });
  const set = useCallback((next: boolean) => {
    setOpen(next);
    if (!next) told.current?.();
  }, []);
  const close = useCallback(() => {
    set(false);
    button.current?.focus();
  }, [set]);
  useOutside(open, button, panel, close, set);
  return {
    open,
    button,
    panel,
    close,
    buttonProps: { 'aria-expanded': open, onClick: () => set(!open) },
  };
}

function useOutside(
  open: boolean,
  button: RefObject<HTMLElement | null>,
  panel: RefObject<HTMLElement | null>,
  close: () => void,
  set: (open: boolean) => void,
): void {
  useEffect(() => {
    if (!open) return;
    const isInside = (target: EventTarget | null) =>
      target instanceof Node && (panel.current?.contains(target) === true || button.current?.contains(target) === true);
    const onPress = (event: Event) => isInside(event.target) || set(false);
    // capture: a dialog beneath must not take the same Escape for its own
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const list = panel.current?.querySelector('[role="combobox"][aria-expanded="true"]');
      if (list) return; // an open list within closes first
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    document.addEventListener('pointerdown', onPress, true);
    document.addEventListener('focusin', onPress);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('pointerdown', onPress, true);
      document.removeEventListener('focusin', onPress);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [open, button, panel, close, set]);
}
