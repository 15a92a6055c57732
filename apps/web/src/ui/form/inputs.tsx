import { type ReactNode, useId, useState } from 'react';
import { text } from '../../text/en.js';
import { SearchSelect } from '../choice/search-select.js';
import { TagPicker } from '../choice/tag-picker.js';
import { Icon } from '../pieces/icon.js';
import { newUuid } from '../pieces/uuid.js';
import { ColourInput } from './colour-input.js';
import type { FieldControl, FieldSpec } from './field-spec.js';
import { FileDrop } from './file-drop.js';
import { inputProps } from './input-props.js';
import { ValuesInput } from './values-input.js';

interface InputProps {
  readonly field: FieldSpec;
  readonly control: FieldControl;
}

type Of<Kind extends FieldSpec['input']> = {
  readonly field: Extract<FieldSpec, { input: Kind }>;
  readonly control: FieldControl;
};

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const asTexts = (value: unknown): string[] => (Array.isArray(value) ? value.map(asText) : []);

const classOf = (control: FieldControl, mono = false, base = 'form-control') =>
  `${base}${control.invalid ? ' is-invalid' : ''}${mono ? ' mono' : ''}`;

/** The input a field asks for. */
export function FieldInputFor({ field, control }: InputProps): ReactNode {
  switch (field.input) {
    case 'textarea':
      return <AreaInput field={field} control={control} />;
    case 'number':
      return <NumberInput field={field} control={control} />;
    case 'switch':
    case 'checkbox':
      return <FlagInput field={field} control={control} />;
    case 'select':
      return <SelectInput field={field} control={control} />;
    case 'search':
    case 'tags':
      return <PickerInput field={field} control={control} />;
    case 'values':
      return (
        <ValuesInput
          control={control}
          values={asTexts(control.value)}
          addLabel={field.addLabel}
          placeholder={field.placeholder}
          mono={field.mono}
          suggestions={field.suggestions}
        />
      );
    case 'colour':
      return <ColourInput control={control} value={asText(control.value)} />;
    case 'date':
      return (
        <input
          {...inputProps(control)}
          type="date"
          className={classOf(control)}
          min={field.min}
          max={field.max}
          value={asText(control.value).slice(0, 10)}
          onChange={(event) => control.onChange(event.target.value)}
        />
      );
    case 'file':
      return <FileDrop control={control} accept={field.accept} paste={field.paste} />;
    case 'custom':
      return field.render(control);
    default:
      return <TextInput field={field} control={control} />;
  }
}

/** Text of several lines; where a file may be read, it is chosen, or dropped onto it. */
function AreaInput({ field, control }: Of<'textarea'>) {
  const read = (file: File | undefined) => {
    if (file && !control.disabled) void file.text().then((words) => control.onChange(words));
  };
  const area = (
    <textarea
      {...inputProps(control)}
      className={classOf(control, field.mono)}
      rows={field.rows ?? 4}
      placeholder={field.placeholder}
      spellCheck={field.mono ? false : undefined}
      value={asText(control.value)}
      onChange={(event) => control.onChange(event.target.value)}
      onDrop={
        field.file === undefined
          ? undefined
          : (event) => {
              const [dropped] = event.dataTransfer.files;
              if (!dropped) return;
              event.preventDefault();
              read(dropped);
            }
      }
    />
  );
  if (field.file === undefined) return area;
  return (
    <>
      {area}
      <label className="btn btn-ghost btn-sm read-file">
        <Icon name="file-earmark-arrow-up" /> {text.form.readFile}
        <input
          type="file"
          className="visually-hidden"
          aria-label={text.form.readFileFor(control.label)}
          accept={field.file}
          disabled={control.disabled}
          onChange={(event) => read(event.target.files?.[0])}
        />
      </label>
    </>
  );
}

function TextInput({ field, control }: Of<'text' | 'email' | 'url' | 'password' | 'uuid'>) {
  const listId = useId();
  const [shown, setShown] = useState(false);
  const isPassword = field.input === 'password';
  const isUuid = field.input === 'uuid';
  const type =
    isPassword && !shown ? 'password' : field.input === 'email' || field.input === 'url' ? field.input : 'text';
  const input = (
    <input
      {...inputProps(control)}
      type={type}
      className={classOf(control, field.mono || isUuid)}
      placeholder={field.placeholder}
      autoComplete={field.autoComplete ?? (isPassword ? 'current-password' : 'off')}
      list={field.suggestions ? listId : undefined}
      spellCheck={field.input === 'text' && !field.mono ? undefined : false}
      value={asText(control.value)}
      onChange={(event) => control.onChange(event.target.value)}
    />
  );
  if (field.suggestions) {
    return (
      <>
        {input}
        <datalist id={listId}>
          {field.suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </>
    );
  }
  if (!isPassword && !isUuid) return input;
  return (
    <div className="input-with-button">
      {input}
      {isPassword ? (
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm"
          aria-pressed={shown}
          aria-label={shown ? text.form.hidePassword : text.form.showPassword}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eye-slash' : 'eye'} />
        </button>
      ) : (
        <button
          type="button"
          className="btn btn-ghost btn-sm"
          disabled={control.disabled}
          onClick={() => control.onChange(newUuid())}
        >
          {text.form.generate}
        </button>
      )}
    </div>
  );
}

function NumberInput({ field, control }: Of<'number'>) {
  return (
    <input
      {...inputProps(control)}
      type="number"
      inputMode="numeric"
      className={`${classOf(control)} tabular`}
      min={field.min}
      max={field.max}
      step={field.step}
      value={asText(control.value)}
      // what is no number stays as text, so that the schema can say so
      onChange={(event) =>
        control.onChange(
          event.target.value === ''
            ? ''
            : Number.isNaN(event.target.valueAsNumber)
              ? event.target.value
              : event.target.valueAsNumber,
        )
      }
    />
  );
}

function FlagInput({ field, control }: Of<'switch' | 'checkbox'>) {
  return (
    <label className={`form-check${field.input === 'switch' ? ' form-switch' : ''}`}>
      <input
        {...inputProps(control)}
        type="checkbox"
        role={field.input === 'switch' ? 'switch' : undefined}
        className={classOf(control, false, 'form-check-input')}
        checked={control.value === true}
        onChange={(event) => control.onChange(event.target.checked)}
      />
      {control.label}
    </label>
  );
}

function SelectInput({ field, control }: Of<'select'>) {
  return (
    <select
      {...inputProps(control)}
      className={classOf(control, false, 'form-select')}
      value={asText(control.value)}
      onChange={(event) => control.onChange(event.target.value)}
    >
      {control.required && control.value ? null : <option value="">{field.placeholder ?? text.form.choose}</option>}
      {field.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.hint ? `${choice.label} – ${choice.hint}` : choice.label}
        </option>
      ))}
    </select>
  );
}

function PickerInput({ field, control }: Of<'search' | 'tags'>) {
  const { id, label, disabled, invalid, required, describedBy, onBlur } = control;
  const shared = {
    id,
    label,
    disabled,
    invalid,
    required,
    describedBy,
    onBlur,
    source: field.search,
    create: field.create,
    placeholder: field.placeholder,
  };
  if (field.input === 'tags') {
    return (
      <TagPicker
        {...shared}
        values={asTexts(control.value)}
        chosen={field.chosen}
        onChange={(values) => control.onChange(values)}
      />
    );
  }
  const value =
    control.value === null || control.value === undefined || control.value === '' ? null : asText(control.value);
  return (
    <SearchSelect
      {...shared}
      value={value}
      chosen={field.chosen}
      lead={field.lead}
      onChange={(next) => control.onChange(next === null ? '' : field.numeric ? Number(next) : next)}
    />
  );
}
