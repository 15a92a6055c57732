import * as z from 'zod';

/**
 * How a field of a connector's form is entered. `text` has several lines; `document` is text that often comes as a file,
 * such as a certificate. `secret` and `secret-document` are write-only.
 */
export const toolInputs = [
  'line',
  'text',
  'document',
  'address',
  'secret',
  'secret-document',
  'number',
  'boolean',
  'choice',
  'list',
  'json',
] as const;

/** One field of a form that a connector declares: settings, parameters of an action, options of a connection. */
export const ToolField = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    input: z.enum(toolInputs),
    isRequired: z.boolean(),
    /** For `choice`, and for a `list` whose members are chosen. */
    choices: z.array(z.strictObject({ value: z.union([z.string(), z.number()]), label: z.string() })),
    default: z.union([z.string(), z.number(), z.boolean()]).nullable(),
    placeholder: z.string().nullable(),
  })
  .meta({ id: 'ToolField' });
export type ToolField = z.infer<typeof ToolField>;
