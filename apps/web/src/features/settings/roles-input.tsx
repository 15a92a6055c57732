import { roles } from '@cerebrate/contract';
import { useMemo } from 'react';
import { call } from '../../api/index.js';
import { Skeleton, useSettled } from '../../ui/index.js';
import { text } from './text.js';

interface RolesInputProps {
  readonly id: string;
  /** Ids, one a line. */
  readonly entered: string;
  readonly onEnter: (value: string) => void;
}

/** Chooses roles, by name; kept by id, so that a new name changes nothing. */
export function RolesInput({ id, entered, onEnter }: RolesInputProps) {
  const { value } = useSettled(useMemo(() => call(roles.list, { query: { limit: '200' } }), []));
  if (!value) return <Skeleton lines={2} label={text.loadingRoles} />;
  const chosen = new Set(entered.split('\n').filter(Boolean));
  const toggle = (role: string, isOn: boolean) => {
    if (isOn) chosen.add(role);
    else chosen.delete(role);
    onEnter([...chosen].join('\n'));
  };
  return (
    <fieldset aria-describedby={`${id}-help`} id={id}>
      {value.items.map((role) => (
        <label key={role.id} className="form-check">
          <input
            type="checkbox"
            className="form-check-input"
            checked={chosen.has(String(role.id))}
            onChange={(event) => toggle(String(role.id), event.target.checked)}
          />
          <span className="form-check-label">{role.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
