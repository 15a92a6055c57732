import type { FormField } from '@cerebrate/contract';

/** A field of a template, as forms get it: one value, writable, without a rule. */
export const aField = (id: number, name: string, type: string, more: Partial<FormField> = {}): FormField => ({
  id,
  field: name,
  type,
  meaning: type,
  multiple: false,
  regex: null,
  saneDefault: [],
  valuesList: [],
  link: null,
  position: id,
  mayWrite: true,
  ...more,
});
