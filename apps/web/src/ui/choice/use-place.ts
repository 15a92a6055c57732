import { type RefObject, useLayoutEffect } from 'react';

/**
 * Keeps a floating list at its field: below it, or above when there is more room, never wider than the window. It is
 * put into the browser's top layer, so that neither a dialog nor a scrolling box cuts it off.
 */
export function usePlace(anchor: RefObject<HTMLElement | null>, floating: RefObject<HTMLElement | null>, open: boolean): void {
  useLayoutEffect(() => {
    const field = anchor.current;
    const list = floating.current;
    if (!open || !field || !list) return;
    list.showPopover?.();
    const place = () => {
      const box = field.getBoundingClientRect();
      const below = window.innerHeight - box.bottom;
      const isAbove = below < 220 && box.top > below;
      const room = Math.max(120, Math.min(320, (isAbove ? box.top : below) - 12));
      const width = Math.max(box.width, Math.min(260, window.innerWidth - 16));
      Object.assign(list.style, {
        left: `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`,
        width: `${width}px`,
        maxHeight: `${room}px`,
        top: isAbove ? 'auto' : `${box.bottom + 4}px`,
        bottom: isAbove ? `${window.innerHeight - box.top + 4}px` : 'auto',
      });
    };
    place();
    window.addEventListener('resize', place);
    document.addEventListener('scroll', place, true);
    return () => {
      window.removeEventListener('resize', place);
      document.removeEventListener('scroll', place, true);
      list.hidePopover?.();
    };
  }, [anchor, floating, open]);
}
