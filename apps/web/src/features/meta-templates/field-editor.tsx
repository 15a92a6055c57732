import { type FieldTypeId, fieldTypeIds, fieldTypes, validateFieldValue } from '@cerebrate/contract';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../../ui/index.js';
import { type DraftField, definitionOfDraft } from './draft.js';
import { life } from './life-text.js';

const words = life.editor;

interface FieldEditorProps {
  readonly draft: DraftField;
  readonly id: string;
  readonly place: number;
  readonly faults: ReadonlyMap<string, string>;
  readonly head: ReactNode;
  readonly onChange: (draft: DraftField) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: (() => void) | undefined;
}

/** One field of a template: name and type, and what its type and use ask for, each fault where it is. */
export function FieldEditor({ draft, id, place, faults, head, onChange, onDuplicate, onRemove }: FieldEditorProps) {
  const name = draft.field || words.unnamed(place);
  const isListed = draft.type === 'select' || draft.valuesList !== '';
  const [more, setMore] = useState(() => draft.regex + draft.valuesList + draft.saneDefault + draft.link !== '');
  const input = { draft, id, faults, onChange };
  return (
    <fieldset className="field-editor" aria-label={name}>
      <div className="field-editor-head">
        {head}
        <TextSetting {...input} setting="field" fault="field" label={words.fieldName} />
        <TypeSetting {...input} />
        <label className="form-check mb-0">
          <input
            type="checkbox"
            className="form-check-input"
            checked={draft.multiple}
            onChange={(event) => onChange({ ...draft, multiple: event.target.checked })}
          />{' '}
          {words.multiple}
        </label>
        <span className="field-editor-acts">
          <IconButton
            label={words.settings(name)}
            icon={more ? 'chevron-up' : 'chevron-down'}
            onClick={() => setMore(!more)}
            expanded={more}
          />
          <IconButton label={words.duplicateField(name)} icon="copy" onClick={onDuplicate} />
          <IconButton label={words.removeField(name)} icon="trash" onClick={onRemove} />
        </span>
      </div>
      {more || isListed || ['regex', 'values_list', 'sane_default', 'link'].some((key) => faults.has(key)) ? (
        <div className="field-editor-more">
          <TextSetting {...input} setting="regex" fault="regex" label={words.regex} help={words.regexHelp} mono />
          <TextSetting {...input} setting="link" fault="link" label={words.link} help={words.linkHelp} mono />
          <TextSetting
            {...input}
            setting="valuesList"
            fault="values_list"
            label={words.valuesList}
            help={`${words.valuesListHelp} ${words.onePerLine}`}
            lines
          />
          <TextSetting
            {...input}
            setting="saneDefault"
            fault="sane_default"
            label={words.defaults}
            help={`${words.defaultsHelp} ${words.onePerLine}`}
            lines
          />
          <Tester draft={draft} />
        </div>
      ) : null}
    </fieldset>
  );
}

interface SettingProps {
  readonly draft: DraftField;
  readonly id: string;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (draft: DraftField) => void;
}

interface TextSettingProps extends SettingProps {
  readonly setting: 'field' | 'regex' | 'link' | 'valuesList' | 'saneDefault';
  readonly fault: string;
  readonly label: string;
  readonly help?: string;
  readonly mono?: boolean;
  readonly lines?: boolean;
}

function TextSetting({ draft, id, faults, onChange, setting, fault, label, help, mono, lines }: TextSettingProps) {
  const own = `${id}-${setting}`;
  const message = faults.get(fault);
  const shared = {
    id: own,
    className: `form-control${mono ? ' mono' : ''}${message ? ' is-invalid' : ''}`,
    'aria-invalid': message ? true : undefined,
    'aria-describedby': message ? `${own}-fault` : help ? `${own}-help` : undefined,
    value: draft[setting],
    spellCheck: false,
    autoComplete: 'off',
  };
  return (
    <div className="form-field">
      <label className="form-label" htmlFor={own}>
        {label}
      </label>
      {lines ? (
        <textarea {...shared} rows={3} onChange={(event) => onChange({ ...draft, [setting]: event.target.value })} />
      ) : (
        <input {...shared} type="text" onChange={(event) => onChange({ ...draft, [setting]: event.target.value })} />
      )}
      {message ? (
        <div className="invalid-feedback" id={`${own}-fault`}>
          <Icon name="exclamation-octagon" /> {message}
        </div>
      ) : help ? (
        <div className="form-text" id={`${own}-help`}>
          {help}
        </div>
      ) : null}
    </div>
  );
}

function TypeSetting({ draft, id, onChange }: SettingProps) {
  return (
    <div className="form-field">
      <label className="form-label" htmlFor={`${id}-type`}>
        {words.type}
      </label>
      <select
        id={`${id}-type`}
        className="form-select"
        value={draft.type}
        onChange={(event) => onChange({ ...draft, type: event.target.value as FieldTypeId })}
      >
        {fieldTypeIds.map((type) => (
          <option key={type} value={type}>
            {fieldTypes[type].title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Holds a value against type, pattern and list, by the very code and engine that the server uses. */
function Tester({ draft }: { readonly draft: DraftField }) {
  const id = useId();
  const [sample, setSample] = useState('');
  const { type, regex, values_list: valuesList } = definitionOfDraft(draft);
  const judged =
    sample === ''
      ? undefined
      : validateFieldValue({ type: type as FieldTypeId, regex: regex ?? null, valuesList: valuesList ?? null }, sample);
  return (
    <div className="form-field">
      <label className="form-label" htmlFor={id}>
        {words.tester}
      </label>
      <input
        id={id}
        type="text"
        className="form-control mono"
        value={sample}
        placeholder={fieldTypes[draft.type].example}
        aria-describedby={`${id}-said`}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setSample(event.target.value)}
      />
      <div
        className="form-text field-tester"
        id={`${id}-said`}
        role="status"
        data-tone={judged ? (judged.ok ? 'ok' : 'broken') : undefined}
      >
        {judged ? (
          <>
            <Icon name={judged.ok ? 'check-circle' : 'exclamation-octagon'} />{' '}
            {judged.ok ? words.takes(judged.values.map(({ value }) => value).join(', ')) : judged.message}
          </>
        ) : (
          words.example(fieldTypes[draft.type].example)
        )}
      </div>
    </div>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: 'copy' | 'trash' | 'chevron-up' | 'chevron-down';
  readonly onClick: (() => void) | undefined;
  readonly expanded?: boolean;
}

function IconButton({ label, icon, onClick, expanded }: IconButtonProps) {
  return (
    <button
      type="button"
      className="btn btn-ghost btn-icon"
      aria-label={label}
      title={label}
      aria-expanded={expanded}
      disabled={!onClick}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
