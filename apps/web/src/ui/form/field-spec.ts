import type { ReactNode } from 'react';
import type { FieldValues, Path } from 'react-hook-form';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import type { Issue } from '../problem.js';

/** What an input is given: its value and the way back, and what ties it to its label, help and errors. */
export interface FieldControl<Value = unknown> {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: Value;
  readonly invalid: boolean;
  /** Ids of help and error, for `aria-describedby`. */
  readonly describedBy: string | undefined;
  readonly disabled: boolean;
  readonly required: boolean;
  /** Faults within the value, by their path from the field down; for inputs with parts. */
  readonly issues: readonly Issue[];
  onChange(value: Value): void;
  onBlur(): void;
}

/** What an empty text input means: itself, `null`, or the field left out. */
export type Blank = 'text' | 'null' | 'omit';

interface EveryField<V extends FieldValues> {
  readonly name: Path<V>;
  readonly label: string;
  readonly help?: ReactNode;
  /** Drawn as wide as the form, or half of it. */
  readonly width?: 'full' | 'half';
  /** Shown, validated and sent only when this holds. */
  readonly when?: (values: V) => boolean;
  readonly disabled?: boolean;
  /** Marks the field as needed; the schema decides. */
  readonly required?: boolean;
  readonly blank?: Blank;
}

type TextField = {
  readonly input: 'text' | 'email' | 'url' | 'password' | 'uuid';
  readonly placeholder?: string;
  readonly autoComplete?: string;
  readonly mono?: boolean;
  readonly suggestions?: readonly string[];
};
type AreaField = {
  readonly input: 'textarea';
  readonly rows?: number;
  readonly placeholder?: string;
  readonly mono?: boolean;
  /** The text may also be read from a file of such a kind, as the `accept` attribute says. */
  readonly file?: string;
};
type NumberField = { readonly input: 'number'; readonly min?: number; readonly max?: number; readonly step?: number };
type FlagField = { readonly input: 'switch' | 'checkbox' };
type SelectField = { readonly input: 'select'; readonly choices: readonly Choice[]; readonly placeholder?: string };
type SearchField = {
  readonly input: 'search';
  readonly search: readonly Choice[] | ChoiceSearch;
  readonly chosen?: Choice;
  readonly create?: (name: string) => Promise<Choice>;
  readonly placeholder?: string;
  readonly lead?: (choice: Choice) => ReactNode;
  /** The values are numbers (ids): a choice's text is turned into one. */
  readonly numeric?: boolean;
};
type TagsField = {
  readonly input: 'tags';
  readonly search: readonly Choice[] | ChoiceSearch;
  readonly chosen?: readonly Choice[];
  readonly create?: (name: string) => Promise<Choice>;
  readonly placeholder?: string;
};
type ValuesField = {
  readonly input: 'values';
  readonly addLabel?: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly suggestions?: readonly string[];
};
type ColourField = { readonly input: 'colour' };
type DateField = { readonly input: 'date'; readonly min?: string; readonly max?: string };
type FileField = { readonly input: 'file'; readonly accept?: string; readonly paste?: boolean };
type CustomField = { readonly input: 'custom'; readonly render: (control: FieldControl) => ReactNode };

export type FieldInput =
  | TextField
  | AreaField
  | NumberField
  | FlagField
  | SelectField
  | SearchField
  | TagsField
  | ValuesField
  | ColourField
  | DateField
  | FileField
  | CustomField;

/** One field of a form: its place in the values, its words, and its input. */
export type FieldSpec<V extends FieldValues = FieldValues> = EveryField<V> & FieldInput;

/** A heading between fields. */
export interface FieldHeading {
  readonly heading: string;
  readonly lead?: ReactNode;
}

/** What stands in a form, top to bottom. */
export type FormItem<V extends FieldValues = FieldValues> = FieldSpec<V> | FieldHeading;

/** Whether an item of a form is a field, not a heading. */
export const isField = <V extends FieldValues>(item: FormItem<V>): item is FieldSpec<V> => 'name' in item;

const textLike = new Set(['text', 'textarea', 'password', 'custom', 'values', 'tags', 'switch', 'checkbox', 'file']);

/** What an empty input of this field means when the form does not say. */
export const blankOf = (field: FieldSpec): Blank => field.blank ?? (textLike.has(field.input) ? 'text' : 'null');
