import { useCallback, useSyncExternalStore } from 'react';

/** The computed values of CSS variables, anew whenever the theme changes: a canvas cannot read variables itself. */
export function useThemeColours(variables: readonly string[]): readonly string[] {
  const subscribe = useCallback((listener: () => void) => {
    const observer = new MutationObserver(listener);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });
    return () => observer.disconnect();
  }, []);
  const read = () => {
    const style = getComputedStyle(document.documentElement);
    return variables.map((name) => style.getPropertyValue(name).trim()).join('\n');
  };
  return useSyncExternalStore(subscribe, read).split('\n');
}
