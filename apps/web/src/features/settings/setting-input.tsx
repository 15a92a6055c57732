import type { InstanceSetting } from '@cerebrate/contract';
import { searchOrganisations } from '../../parts/organisations/organisation-choices.js';
import { TagPicker } from '../../ui/index.js';
import { RolesInput } from './roles-input.js';
import { text } from './text.js';

interface SettingInputProps {
  readonly id: string;
  readonly setting: InstanceSetting;
  readonly entered: string | boolean;
  readonly onEnter: (value: string | boolean) => void;
}

const types: Partial<Record<InstanceSetting['input'], string>> = {
  number: 'number',
  url: 'url',
  email: 'email',
  secret: 'password',
};

/** The input of one setting. */
export function SettingInput({ id, setting, entered, onEnter }: SettingInputProps) {
  const shared = { id, 'aria-describedby': `${id}-help` };
  const { input, choices } = setting;
  if (typeof entered === 'boolean')
    return (
      <div className="form-check form-switch">
        <input
          {...shared}
          type="checkbox"
          role="switch"
          className="form-check-input"
          checked={entered}
          aria-checked={entered}
          onChange={(event) => onEnter(event.target.checked)}
        />
      </div>
    );
  if (input === 'roles') return <RolesInput id={id} entered={entered} onEnter={onEnter} />;
  if (input === 'organisations')
    return <OrganisationsInput id={id} label={setting.label} entered={entered} onEnter={onEnter} />;
  if (input === 'select')
    return (
      <select {...shared} className="form-select" value={entered} onChange={(event) => onEnter(event.target.value)}>
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  if (input === 'markdown' || input === 'list')
    return (
      <textarea
        {...shared}
        className="form-control"
        rows={input === 'list' ? 3 : 6}
        placeholder={input === 'list' ? text.onePerLine : undefined}
        value={entered}
        onChange={(event) => onEnter(event.target.value)}
      />
    );
  return (
    <input
      {...shared}
      type={types[input] ?? 'text'}
      className="form-control"
      autoComplete={input === 'secret' ? 'new-password' : 'off'}
      value={entered}
      onChange={(event) => onEnter(event.target.value)}
    />
  );
}

interface OrganisationsInputProps {
  readonly id: string;
  readonly label: string;
  /** Ids, one a line. */
  readonly entered: string;
  readonly onEnter: (value: string) => void;
}

function OrganisationsInput({ id, label, entered, onEnter }: OrganisationsInputProps) {
  return (
    <TagPicker
      id={id}
      label={label}
      values={entered.split('\n').filter(Boolean)}
      source={searchOrganisations}
      describedBy={`${id}-help`}
      onChange={(values) => onEnter(values.join('\n'))}
    />
  );
}
