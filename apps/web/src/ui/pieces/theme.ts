import { useEffect } from 'react';
import { remember, useRemembered } from '../list/remembered.js';

/** Light, dark, or whatever the system is set to. */
export const themes = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);
const systemIsDark = () => globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** What the instance shows to whoever chose nothing; the served page carries it. */
function defaultTheme(): Theme {
  const given = document.documentElement.getAttribute('data-default-theme');
  return isTheme(given) ? given : 'auto';
}

function applyTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'auto' && systemIsDark()?.matches === true);
  document.documentElement.setAttribute('data-bs-theme', isDark ? 'dark' : 'light');
}

/** The theme in force, and how another is chosen; it is kept with the account. */
export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
  const theme = useRemembered('theme', isTheme) ?? defaultTheme();
  return [theme, (next) => remember('theme', next)];
}

/** Keeps the page in the theme in force, and with `auto` in the system's; `public/theme.js` did so before the first paint. */
export function useAppliedTheme(): void {
  const [theme] = useTheme();
  useEffect(() => {
    applyTheme(theme);
    if (theme !== 'auto') return;
    const media = systemIsDark();
    const follow = () => applyTheme('auto');
    media?.addEventListener('change', follow);
    return () => media?.removeEventListener('change', follow);
  }, [theme]);
}
