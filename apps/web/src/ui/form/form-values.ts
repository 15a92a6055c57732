import type { FieldErrors, FieldValues } from 'react-hook-form';
import type { Issue } from '../problem.js';
import { blankOf, type FieldSpec } from './field-spec.js';

/** The value at a dotted path. */
export function valueAt(values: unknown, path: string): unknown {
  let at: unknown = values;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** A copy with the value at a dotted path set, or left out when `value` is undefined. */
function withValue(values: unknown, [step = '', ...rest]: readonly string[], value: unknown): unknown {
  const source = typeof values === 'object' && values !== null ? values : {};
  const copy: Record<string, unknown> | unknown[] = Array.isArray(source) ? [...source] : { ...source };
  const holder = copy as Record<string, unknown>;
  if (rest.length > 0) holder[step] = withValue(holder[step], rest, value);
  else if (value === undefined) delete holder[step];
  else holder[step] = value;
  return copy;
}

/** What the schema is given: hidden fields left out, empty inputs turned into what they mean. */
export function meantValues(values: FieldValues, fields: readonly FieldSpec[]): FieldValues {
  let meant: unknown = values;
  for (const field of fields) {
    const path = field.name.split('.');
    if (field.when && !field.when(values)) meant = withValue(meant, path, undefined);
    else if (valueAt(values, field.name) === '' && blankOf(field) !== 'text') {
      meant = withValue(meant, path, blankOf(field) === 'null' ? null : undefined);
    }
  }
  return meant as FieldValues;
}

/** Every message in a form's errors with its dotted path. */
export function flatErrors(errors: FieldErrors, path: readonly string[] = []): { path: string; message: string }[] {
  const found: { path: string; message: string }[] = [];
  for (const [key, error] of Object.entries(errors)) {
    if (key === 'root' || key === 'ref' || typeof error !== 'object' || error === null) continue;
    const here = [...path, key];
    const message: unknown = 'message' in error ? error.message : undefined;
    if (typeof message === 'string' && message !== '') found.push({ path: here.join('.'), message });
    else found.push(...flatErrors(error as FieldErrors, here));
  }
  return found;
}

/** The field an error belongs to: the one with the longest name that begins its path. */
export function fieldOfPath(fields: readonly FieldSpec[], path: string): FieldSpec | undefined {
  return fields
    .filter((field) => path === field.name || path.startsWith(`${field.name}.`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Server issues by dotted path, without the prefix the server puts before the body's own paths. */
export function issuePaths(issues: readonly Issue[], prefix: readonly string[]): { path: string; message: string }[] {
  return issues.map(({ path, message }) => {
    const steps = path.map(String);
    const inner =
      prefix.length > 0 && prefix.every((step, at) => steps[at] === step) ? steps.slice(prefix.length) : steps;
    return { path: inner.join('.'), message };
  });
}

/** A fault as a sentence: the contract's messages continue the field's name ("is needed"), others stand alone. */
export function faultSentence(label: string, message: string): string {
  return /^\p{Ll}/u.test(message) ? `${label} ${message}` : message;
}

/** The part of the output whose top-level keys were touched. */
export function changedOnly(output: FieldValues, dirty: Readonly<Record<string, unknown>>): FieldValues {
  return Object.fromEntries(Object.entries(output).filter(([key]) => dirty[key] !== undefined && dirty[key] !== false));
}
