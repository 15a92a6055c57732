import type { ToolField } from '@cerebrate/contract';
import * as z from 'zod';
import { text } from './text.js';
import { foldSwitch, isWriteOnly, meantByFields, type WhenEmpty } from './tool-fields.js';

type Values = Record<string, unknown>;

interface PartManner {
  readonly empty?: WhenEmpty;
  /** Secrets there are already. */
  readonly kept?: readonly string[];
  /** A switch that is off says nothing: the tool's own default holds. */
  readonly offIsSilent?: boolean;
}

/** A schema of a form whose part `at` is made of declared fields: what they mean takes the part's place. */
export function toolSchema(
  fields: (values: Values) => readonly ToolField[],
  at: string,
  { empty = 'omit', kept = [], offIsSilent = false }: PartManner = {},
): z.ZodType<Values, Values> {
  return z.custom<Values>().transform((values, context): Values => {
    const declared = fields(values);
    const given = (values[at] ?? {}) as Values;
    const fault = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [at, key], message, input: given[key] });
    const meant = meantByFields(declared, given, empty, fault);
    for (const { key, isRequired, input } of declared) {
      const isThere = meant[key] !== undefined && meant[key] !== null;
      if (isRequired && !isThere && !(isWriteOnly(input) && kept.includes(key))) fault(key, text.needed);
      if (offIsSilent && meant[key] === false) delete meant[key];
      if (offIsSilent && Array.isArray(meant[key]) && meant[key].length === 0) delete meant[key];
    }
    const { [foldSwitch]: _fold, ...others } = values;
    return { ...others, [at]: meant };
  });
}
