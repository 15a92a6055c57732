import { useId, useState } from 'react';
import { recall, remember } from '../../ui/index.js';
import { text } from './text.js';

const themes = ['light', 'dark', 'auto'] as const;
type Theme = (typeof themes)[number];
const isTheme = (value: unknown): value is Theme => themes.some((theme) => theme === value);
const rowChoices = [20, 50, 100, 250, 500] as const;
const isRows = (value: unknown): value is number => typeof value === 'number';

/** How the pages look to this user; kept with the account. */
export function Appearance() {
  const [theme, setTheme] = useState<Theme>(() => recall('theme', isTheme) ?? 'auto');
  const [rows, setRows] = useState(() => recall('limit', isRows) ?? 50);
  const [themeId, rowsId] = [useId(), useId()];
  const chooseTheme = (next: string) => {
    if (!isTheme(next)) return;
    remember('theme', next);
    setTheme(next);
    const isDark =
      next === 'dark' || (next === 'auto' && globalThis.matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.setAttribute('data-bs-theme', isDark ? 'dark' : 'light');
  };
  const chooseRows = (next: number) => {
    remember('limit', next);
    setRows(next);
  };
  return (
    <div className="form-fields">
      <div className="form-field" data-width="half">
        <label className="form-label" htmlFor={themeId}>
          {text.appearance.theme}
        </label>
        <select
          id={themeId}
          className="form-select"
          value={theme}
          onChange={(event) => chooseTheme(event.target.value)}
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {text.appearance.themes[one]}
            </option>
          ))}
        </select>
        <div className="form-text">{text.appearance.kept}</div>
      </div>
      <div className="form-field" data-width="half">
        <label className="form-label" htmlFor={rowsId}>
          {text.appearance.rows}
        </label>
        <select
          id={rowsId}
          className="form-select"
          value={rows}
          onChange={(event) => chooseRows(Number(event.target.value))}
        >
          {rowChoices.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <div className="form-text">{text.appearance.rowsHelp}</div>
      </div>
    </div>
  );
}
