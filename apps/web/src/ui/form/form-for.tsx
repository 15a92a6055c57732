import { zodResolver } from '@hookform/resolvers/zod';
import { type FormEvent, type KeyboardEvent, type ReactNode, type RefObject, useId, useMemo, useRef } from 'react';
import {
  type Control,
  type DefaultValues,
  type FieldValues,
  type Resolver,
  type UseFormReturn,
  useForm,
} from 'react-hook-form';
import { Link } from 'react-router';
import type * as z from 'zod';
import { text } from '../../text/en.js';
import { useDialog } from '../overlay/modal-route.js';
import { ProblemNote } from '../pieces/empty-state.js';
import { printedKeys } from '../pieces/hotkeys.js';
import type { Problem } from '../problem.js';
import { type FieldSpec, type FormItem, isField } from './field-spec.js';
import { ErrorSummary, FormField, fieldId } from './form-field.js';
import { FormContext, type FormParts } from './form-parts.js';
import { changedOnly, fieldOfPath, flatErrors, issuePaths, meantValues } from './form-values.js';
import { type AfterSaving, useLeaveGuard, useSaving } from './use-saving.js';

/** A zod object schema, or anything made of one. */
export type FormSchema = z.ZodType<FieldValues, FieldValues>;

export interface FormForProps<Schema extends FormSchema, Saved> {
  /** Checks what is typed; what is saved is its output. */
  readonly schema: Schema;
  /** What the fields begin with. */
  readonly values?: DefaultValues<z.input<Schema>>;
  readonly fields: readonly FormItem<z.input<Schema>>[];
  /** The button: a verb and its object. */
  readonly submit: string;
  /** Throws a problem when refused; its issues land on the fields by path. */
  readonly onSave: (values: z.output<Schema>, signal: AbortSignal) => Promise<Saved>;
  /** What a refusal is introduced with; default "It was not saved." */
  readonly failed?: string;
  readonly onSaved?: (saved: Saved) => AfterSaving | undefined;
  /** Where Cancel, and saving without a `to`, lead when the form is a page of its own. */
  readonly back?: string;
  /** `changed` saves only the touched top-level keys. */
  readonly send?: 'all' | 'changed';
  /** What the server puts before the body's paths in its issues. */
  readonly issuePrefix?: readonly string[];
  /** Drawn after the fields, e.g. a preview of what will happen. */
  readonly children?: ReactNode;
  /** Further buttons beside Cancel. */
  readonly aside?: ReactNode;
}

/**
 * A form over a schema: explicit order of fields, labels above, help below, errors at the field and in a summary that
 * links there, first fault focused, ⌘/Ctrl-Enter saves, leaving with changes asks. It draws the foot of a dialog when
 * its route is shown as one, a bar otherwise.
 */
export function FormFor<Schema extends FormSchema, Saved>(props: FormForProps<Schema, Saved>) {
  const prefix = useId();
  const element = useRef<HTMLFormElement>(null);
  // react-hook-form's own types follow the values by path; inside, a form is a form of fields.
  const fields = useMemo(() => props.fields.filter(isField) as unknown as readonly FieldSpec[], [props.fields]);
  const form = useForm<FieldValues>({
    resolver: useResolver(props.schema, fields),
    defaultValues: props.values as FieldValues | undefined,
    shouldFocusError: false,
    reValidateMode: 'onChange',
  });
  const { isDirty, dirtyFields } = form.formState;
  const saving = useSaving({
    onSave: (output: FieldValues, signal) =>
      props.onSave((props.send === 'changed' ? changedOnly(output, dirtyFields) : output) as z.output<Schema>, signal),
    onSaved: props.onSaved,
    back: props.back,
    onProblem: (problem) => {
      const faults = tellIssues(form, problem, props.issuePrefix ?? []);
      focusFirst(faults, fields, prefix);
    },
  });
  useLeaveGuard(isDirty, saving.done);
  const { parts, isHeld } = useHolding(form.control, element);
  const submit = async (event: FormEvent) => {
    event.stopPropagation(); // a form in a dialog over a form must not save both
    if (isHeld()) return event.preventDefault();
    await form.handleSubmit(saving.save, (errors) => focusFirst(flatErrors(errors), fields, prefix))(event);
  };
  const saveOnKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    element.current?.requestSubmit();
  };
  return (
    <form
      ref={element}
      className="form-for"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={saveOnKeys}
      aria-busy={saving.pending}
    >
      <div className="form-body">
        <ErrorSummary fields={fields} form={form.control} prefix={prefix} />
        {saving.problem && !hasFieldIssues(saving.problem, fields, props.issuePrefix ?? []) ? (
          <ProblemNote problem={saving.problem} lead={props.failed ?? text.form.failed} />
        ) : null}
        <FormContext value={parts}>
          <FormItems items={props.fields} form={form.control} prefix={prefix} />
          {props.children}
        </FormContext>
      </div>
      <FormFoot submit={props.submit} pending={saving.pending} back={props.back} aside={props.aside} />
    </form>
  );
}

/** Holds the save while an input waits for what it will hold; `isHeld` notes the wish to save. */
function useHolding(control: Control<FieldValues>, element: RefObject<HTMLFormElement | null>) {
  const holders = useRef(new Set<string>());
  const wanted = useRef(false);
  const parts = useMemo<FormParts>(
    () => ({
      control,
      hold: (by) => void holders.current.add(by),
      letGo: (by, save) => {
        if (!holders.current.delete(by)) return;
        if (!save) wanted.current = false;
        if (!wanted.current || holders.current.size > 0) return;
        wanted.current = false;
        element.current?.requestSubmit();
      },
    }),
    [control, element],
  );
  const isHeld = (): boolean => {
    wanted.current = holders.current.size > 0;
    return wanted.current;
  };
  return { parts, isHeld };
}

interface FormItemsProps<V extends FieldValues> {
  readonly items: readonly FormItem<V>[];
  readonly form: Control<FieldValues>;
  readonly prefix: string;
}

function FormItems<V extends FieldValues>({ items, form, prefix }: FormItemsProps<V>) {
  return (
    <div className="form-fields">
      {items.map((item) =>
        isField(item) ? (
          <FormField key={item.name} field={item as unknown as FieldSpec} form={form} prefix={prefix} />
        ) : (
          <div key={item.heading} className="form-heading">
            <h2>{item.heading}</h2>
            {item.lead ? <p className="muted">{item.lead}</p> : null}
          </div>
        ),
      )}
    </div>
  );
}

/** The schema's check of what the inputs mean. */
function useResolver(schema: FormSchema, fields: readonly FieldSpec[]): Resolver<FieldValues> {
  return useMemo(() => {
    const resolve: Resolver<FieldValues> = zodResolver(schema);
    return (values, context, options) => resolve(meantValues(values, fields), context, options);
  }, [schema, fields]);
}

/** Puts the server's issues onto the fields; what belongs to no field stays in the summary under its path. */
function tellIssues(form: UseFormReturn<FieldValues>, problem: Problem, prefix: readonly string[]): { path: string }[] {
  const faults = issuePaths(problem.issues, prefix).filter(({ path }) => path !== '');
  for (const { path, message } of faults) form.setError(path, { type: 'server', message });
  return faults;
}

const hasFieldIssues = (problem: Problem, fields: readonly FieldSpec[], prefix: readonly string[]): boolean =>
  issuePaths(problem.issues, prefix).some(({ path }) => fieldOfPath(fields, path) !== undefined);

/** Focuses the first field, in the order of the form, that has a fault. */
function focusFirst(faults: readonly { path: string }[], fields: readonly FieldSpec[], prefix: string): void {
  const first = fields.find((field) => faults.some(({ path }) => fieldOfPath(fields, path) === field));
  if (first) document.getElementById(fieldId(prefix, first.name))?.focus();
}

interface FormFootProps {
  readonly submit: string;
  readonly pending: boolean;
  readonly back?: string;
  readonly aside?: ReactNode;
}

function FormFoot({ submit, pending, back, aside }: FormFootProps) {
  const dialog = useDialog();
  return (
    <div className="form-foot">
      {aside}
      <span className="form-foot-gap" />
      {dialog ? (
        <button type="button" className="btn btn-plain" onClick={dialog.close}>
          {text.cancel}
        </button>
      ) : back === undefined ? null : (
        <Link to={back} className="btn btn-plain">
          {text.cancel}
        </Link>
      )}
      <button
        type="submit"
        className="btn btn-primary"
        disabled={pending}
        title={text.form.saveKeys(printedKeys('mod+Enter'))}
      >
        {pending ? text.form.saving : submit}
      </button>
    </div>
  );
}
