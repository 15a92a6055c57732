import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now; false where there is no screen. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = globalThis.matchMedia?.(query);
      media?.addEventListener('change', listener);
      return () => media?.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia?.(query).matches ?? false);
}

/** Whether the screen is a phone's: lists become cards, dialogs become sheets. */
export const useIsPhone = (): boolean => useMedia('(max-width: 767.98px)');
