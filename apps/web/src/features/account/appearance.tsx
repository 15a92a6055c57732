import { type ReactNode, useId } from 'react';
import { includesBookmarks, useIncludesBookmarks } from '../../parts/bookmarks/bookmarks.js';
import { remember, type Theme, themes, useRemembered, useTheme } from '../../ui/index.js';
import './account.scss';
import { text } from './text.js';

const rowChoices = [20, 50, 100, 250, 500] as const;
const isRows = (value: unknown): value is number => typeof value === 'number';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

/** How the pages look to this user; kept with the account (FEATURES SET-02, SET-03, SET-05). */
export function Appearance() {
  const [theme, chooseTheme] = useTheme();
  const rows = useRemembered('limit', isRows) ?? 50;
  const isNarrow = useRemembered('side.narrow', isFlag) ?? false;
  const hasBookmarks = useIncludesBookmarks();
  return (
    <div className="form-fields">
      <Choice label={text.appearance.theme} help={text.appearance.kept}>
        {(id) => (
          <select
            id={id}
            className="form-select"
            value={theme}
            onChange={(event) => {
              const next = themes.find((one) => one === event.target.value);
              if (next) chooseTheme(next);
            }}
          >
            {themes.map((one: Theme) => (
              <option key={one} value={one}>
                {text.appearance.themes[one]}
              </option>
            ))}
          </select>
        )}
      </Choice>
      <Choice label={text.appearance.rows} help={text.appearance.rowsHelp}>
        {(id) => (
          <select
            id={id}
            className="form-select"
            value={rows}
            onChange={(event) => remember('limit', Number(event.target.value))}
          >
            {rowChoices.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        )}
      </Choice>
      <fieldset className="form-field">
        <legend className="form-label">{text.appearance.sideBar}</legend>
        <Switch
          label={text.appearance.expanded}
          checked={!isNarrow}
          onChange={(isOn) => remember('side.narrow', !isOn)}
        />
        <Switch
          label={text.appearance.bookmarks}
          checked={hasBookmarks}
          onChange={(isOn) => remember(includesBookmarks, isOn)}
        />
        <div className="form-text">{text.appearance.sideBarHelp}</div>
      </fieldset>
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ label, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="form-check form-switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="form-check-input"
        checked={checked}
        aria-checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label className="form-check-label" htmlFor={id}>
        {label}
      </label>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly help: string;
  readonly children: (id: string) => ReactNode;
}

function Choice({ label, help, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="form-field" data-width="half">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
      <div className="form-text">{help}</div>
    </div>
  );
}
