import { type RefObject, useLayoutEffect } from 'react';

interface PlaceOptions {
  /** Which edges line up. */
  readonly align?: 'start' | 'end';
  /** As wide as the field it belongs to. */
  readonly matchWidth?: boolean;
  /** Tallest, in CSS pixels. */
  readonly tallest?: number;
}

/** Distance to the field and to the window's edges, in CSS pixels. */
const gap = 4;
const margin = 8;

/**
 * Keeps something floating at its anchor: below it, or above when there is more room, always within the window. It is
 * put into the browser's top layer, so that neither a dialog nor a scrolling box cuts it off; a browser without one
 * (a test's) simply draws it.
 */
export function usePlace(
  anchor: RefObject<HTMLElement | null>,
  floating: RefObject<HTMLElement | null>,
  open: boolean,
  { align = 'start', matchWidth = false, tallest = 520 }: PlaceOptions = {},
): void {
  useLayoutEffect(() => {
    const field = anchor.current;
    const panel = floating.current;
    if (!open || !field || !panel) return;
    if (panel.showPopover) panel.showPopover();
    else panel.removeAttribute('popover'); // which alone would hide it
    const place = () =>
      Object.assign(panel.style, styleOf(field.getBoundingClientRect(), panel, { align, matchWidth, tallest }));
    place();
    const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(place);
    observer?.observe(panel);
    window.addEventListener('resize', place);
    document.addEventListener('scroll', place, true);
    return () => {
      observer?.disconnect();
      window.removeEventListener('resize', place);
      document.removeEventListener('scroll', place, true);
    };
  }, [anchor, floating, open, align, matchWidth, tallest]);
}

function styleOf(
  box: DOMRect,
  panel: HTMLElement,
  { align, matchWidth, tallest }: Required<PlaceOptions>,
): Partial<CSSStyleDeclaration> {
  const below = window.innerHeight - box.bottom - gap - margin;
  const above = box.top - gap - margin;
  const isAbove = below < Math.min(220, panel.scrollHeight) && above > below;
  const width = matchWidth ? Math.max(box.width, Math.min(260, window.innerWidth - 2 * margin)) : panel.offsetWidth;
  const wanted = align === 'end' ? box.right - width : box.left;
  return {
    left: `${Math.max(margin, Math.min(wanted, window.innerWidth - width - margin))}px`,
    width: matchWidth ? `${width}px` : '',
    maxHeight: `${Math.max(120, Math.min(tallest, isAbove ? above : below))}px`,
    top: isAbove ? 'auto' : `${box.bottom + gap}px`,
    bottom: isAbove ? `${window.innerHeight - box.top + gap}px` : 'auto',
  };
}
