import {
  type Control,
  type FieldErrors,
  type FieldValues,
  useController,
  useFormState,
  useWatch,
} from 'react-hook-form';
import { text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import type { FieldSpec } from './field-spec.js';
import { faultSentence, flatErrors } from './form-values.js';
import { FieldInputFor } from './inputs.js';

interface FormFieldProps {
  readonly field: FieldSpec;
  readonly form: Control<FieldValues>;
  /** Prefix of the ids, unique to the form. */
  readonly prefix: string;
}

/** Id of a field's input. */
export const fieldId = (prefix: string, name: string): string => `${prefix}-${name.replaceAll('.', '-')}`;

/** A field that is only there when it applies. */
export function FormField({ field, form, prefix }: FormFieldProps) {
  return field.when ? (
    <WhenField field={field} form={form} prefix={prefix} when={field.when} />
  ) : (
    <ShownField field={field} form={form} prefix={prefix} />
  );
}

function WhenField({ when, ...rest }: FormFieldProps & { readonly when: (values: FieldValues) => boolean }) {
  const values = useWatch({ control: rest.form });
  return when(values) ? <ShownField {...rest} /> : null;
}

/** Label above, input, help below, error at the field. */
function ShownField({ field, form, prefix }: FormFieldProps) {
  const { field: bound } = useController({ name: field.name, control: form });
  const { errors } = useFormState({ control: form, name: field.name });
  const id = fieldId(prefix, field.name);
  const faults = faultsOf(field, errors);
  const own =
    faults.find((fault) => fault.path.length === 0) ??
    (field.input === 'values' || field.input === 'custom' ? undefined : faults[0]);
  const describedBy = [own ? `${id}-fault` : '', field.help ? `${id}-help` : ''].filter((one) => one !== '').join(' ');
  const isFlag = field.input === 'switch' || field.input === 'checkbox';
  const control = {
    id,
    name: field.name,
    label: field.label,
    value: bound.value as unknown,
    invalid: faults.length > 0,
    describedBy: describedBy || undefined,
    disabled: field.disabled === true,
    required: field.required === true,
    issues: faults,
    onChange: bound.onChange,
    onBlur: bound.onBlur,
  };
  return (
    <div className="form-field" data-width={field.width ?? 'full'}>
      {isFlag ? null : (
        <label className="form-label" htmlFor={id} id={`${id}-label`}>
          {field.label}
          {field.required ? (
            <span className="needed" aria-hidden>
              *
            </span>
          ) : null}
        </label>
      )}
      <FieldInputFor field={field} control={control} />
      {own ? (
        <div className="invalid-feedback" id={`${id}-fault`}>
          <Icon name="exclamation-octagon" /> {faultSentence(field.label, own.message)}
        </div>
      ) : null}
      {field.help ? (
        <div className="form-text" id={`${id}-help`}>
          {field.help}
        </div>
      ) : null}
    </div>
  );
}

/** The faults of a field, paths from the field down. */
function faultsOf(field: FieldSpec, errors: FieldErrors): { path: string[]; message: string }[] {
  return flatErrors(errors)
    .filter(({ path }) => path === field.name || path.startsWith(`${field.name}.`))
    .map(({ path, message }) => ({
      path: path
        .slice(field.name.length + 1)
        .split('.')
        .filter((step) => step !== ''),
      message,
    }));
}

interface ErrorSummaryProps {
  readonly fields: readonly FieldSpec[];
  readonly form: Control<FieldValues>;
  readonly prefix: string;
}

/** All that must change, as links to the fields, in their order. Only after an attempt to save. */
export function ErrorSummary({ fields, form, prefix }: ErrorSummaryProps) {
  const { errors, submitCount } = useFormState({ control: form });
  const fieldOf = (path: string) => fields.filter((one) => path === one.name || path.startsWith(`${one.name}.`)).at(-1);
  const place = (path: string) => {
    const field = fieldOf(path);
    return field ? fields.indexOf(field) : fields.length;
  };
  const faults = flatErrors(errors).sort((one, other) => place(one.path) - place(other.path));
  if (submitCount === 0 || faults.length === 0) return null;
  return (
    <div className="error-summary" role="alert">
      <strong>{text.form.summary(faults.length)}</strong>
      <ul>
        {faults.map(({ path, message }) => {
          const field = fieldOf(path);
          const target = field ? fieldId(prefix, field.name) : undefined;
          return (
            <li key={`${path} ${message}`}>
              {field && target ? (
                <a
                  href={`#${target}`}
                  onClick={(event) => {
                    event.preventDefault();
                    document.getElementById(target)?.focus();
                  }}
                >
                  {faultSentence(field.label, message)}
                </a>
              ) : (
                <>
                  <code>{path}</code> {message}
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
