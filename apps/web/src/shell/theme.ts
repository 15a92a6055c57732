import { useEffect, useState } from 'react';
import { recall, remember } from '../ui/index.js';

/** Light, dark, or whatever the system is set to. */
export const themes = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);
const systemIsDark = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** Puts a theme on the page; `public/theme.js` did so before the first paint. */
export function applyTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'auto' && systemIsDark()?.matches === true);
  document.documentElement.setAttribute('data-bs-theme', isDark ? 'dark' : 'light');
}

/** The chosen theme; with `auto` the page follows the system as it changes. */
export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => recall('theme', isTheme) ?? 'auto');
  useEffect(() => {
    applyTheme(theme);
    if (theme !== 'auto') return;
    const media = systemIsDark();
    const follow = () => applyTheme('auto');
    media?.addEventListener('change', follow);
    return () => media?.removeEventListener('change', follow);
  }, [theme]);
  const choose = (next: Theme) => {
    remember('theme', next);
    setTheme(next);
  };
  return [theme, choose];
}
