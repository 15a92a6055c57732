import * as z from 'zod';
import { line, paragraph, Uuid } from '../shapes.js';
import { longestValue } from './field-type.js';
import { type FieldRule, validateFieldValue } from './field-value.js';
import { compilePattern, InvalidPattern, longestPattern } from './pattern.js';
import { fieldTypeIds } from './registry.js';

/** Whose records a template extends. */
export const metaTemplateScopes = ['organisation', 'individual', 'user'] as const;
export const MetaTemplateScope = z.enum(metaTemplateScopes, {
  error: `is no scope; choose one of ${metaTemplateScopes.join(', ')}`,
});
export type MetaTemplateScope = z.infer<typeof MetaTemplateScope>;

const Regex = z
  .string()
  .superRefine((source, context) => {
    try {
      compilePattern(source);
    } catch (error) {
      if (!(error instanceof InvalidPattern)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  })
  .meta({ maxLength: longestPattern });

const Values = z
  .array(line(longestValue, 1))
  .max(1000)
  .superRefine((values, context) => {
    for (const index of repeated(values)) {
      context.addIssue({ code: 'custom', path: [index], message: 'is in the list twice' });
    }
  });

/** A value's text goes into a link that others click: only web addresses and paths of this node. */
const Link = z
  .string()
  .max(2000)
  .regex(/^(?:https?:\/\/|\/(?!\/))\S*$/i, 'must begin with https://, http:// or /');

/** One field of a template file. Key names are the file format's (WIRE-CONTRACT §8.1). */
export const MetaFieldDefinition = z
  .strictObject({
    field: line(191, 1),
    type: z.enum(fieldTypeIds, { error: `is no field type; choose one of ${fieldTypeIds.join(', ')}` }),
    multiple: z.boolean().optional(),
    regex: Regex.optional(),
    /** Suggestions; other values are taken too. */
    sane_default: Values.optional(),
    /** The only values taken. */
    values_list: Values.optional(),
    link: Link.optional(),
  })
  .superRefine((field, context) => {
    if (field.type === 'select' && !field.values_list?.length) {
      context.addIssue({ code: 'custom', path: ['values_list'], message: 'is needed: a select field chooses from it' });
      return;
    }
    const { type, regex, values_list: valuesList, sane_default: defaults } = field;
    for (const [index, message] of faultsOf({ type, regex }, valuesList)) {
      context.addIssue({ code: 'custom', path: ['values_list', index], message });
    }
    for (const [index, message] of faultsOf({ type, regex, valuesList }, defaults)) {
      context.addIssue({ code: 'custom', path: ['sane_default', index], message });
    }
  });
export type MetaFieldDefinition = z.infer<typeof MetaFieldDefinition>;

/**
 * A meta-template as its file holds it and as it is exported: readable by the original, and reading the original's
 * own files. The order of `metaFields` is the order of columns and form rows. Unknown keys and types are refused.
 */
export const MetaTemplateDefinition = z
  .strictObject({
    name: line(191, 1),
    namespace: line(191, 1),
    description: paragraph(10_000).default(''),
    version: z.int('must be a whole number').min(1, 'must be 1 or more').max(2_147_483_647),
    scope: MetaTemplateScope,
    uuid: Uuid,
    source: line(191, 1),
    metaFields: z.array(MetaFieldDefinition).min(1, 'a template needs at least one field').max(500),
  })
  .superRefine(({ metaFields }, context) => {
    for (const index of repeated(metaFields.map(({ field }) => field))) {
      const message = `"${metaFields[index]?.field}" names two fields; names must differ`;
      context.addIssue({ code: 'custom', path: ['metaFields', index, 'field'], message });
    }
  });
export type MetaTemplateDefinition = z.infer<typeof MetaTemplateDefinition>;

function repeated(texts: readonly string[]): number[] {
  const seen = new Set<string>();
  return texts.flatMap((text, index) => {
    if (seen.has(text)) return [index];
    seen.add(text);
    return [];
  });
}

/** The values a field with this rule would refuse: their place and why. */
function faultsOf(rule: FieldRule, values: readonly string[] = []): [number, string][] {
  return values.flatMap((value, index): [number, string][] => {
    const checked = validateFieldValue(rule, value);
    return checked.ok ? [] : [[index, checked.message]];
  });
}
