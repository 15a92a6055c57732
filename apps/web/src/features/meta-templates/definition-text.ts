import { MetaTemplateDefinition } from '@cerebrate/contract';
import * as z from 'zod';
import { text } from './text.js';

/**
 * The text of a template file as its definition. Every fault is told at the text itself, with its place in the file:
 * `metaFields.3.type: is no field type; …`.
 */
export const DefinitionText = z.string().transform((content, context): MetaTemplateDefinition => {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: text.importForm.notJson(error instanceof Error ? error.message : String(error)),
    });
    return z.NEVER;
  }
  const parsed = MetaTemplateDefinition.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? ` (${issue.keys.join(', ')})` : '';
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    context.addIssue({ code: 'custom', message: `${place}${issue.message}${keys}` });
  }
  return z.NEVER;
});

/** What the import form holds. */
export const ImportForm = z.strictObject({ content: DefinitionText });
