import * as z from 'zod';

/** A record's uuid in canonical lower-case text. */
export const Uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    'is no uuid; write it as 8-4-4-4-12 hexadecimal digits',
  )
  .toLowerCase()
  .meta({ format: 'uuid' });

/** The integer identity of a row, as the original uses it on the wire. PostgreSQL `integer`. */
export const Id = z.int().min(1).max(2_147_483_647);

/** What stands in our paths as `:ref`: an integer id or a uuid. Parsed to `{ id }` or `{ uuid }`. */
export const Ref = z
  .string()
  .max(36)
  .transform((text, context): RecordRef => {
    if (/^[1-9][0-9]{0,9}$/.test(text) && Number(text) <= 2_147_483_647) return { id: Number(text) };
    const uuid = Uuid.safeParse(text);
    if (uuid.success) return { uuid: uuid.data };
    context.addIssue({ code: 'custom', message: 'is neither an id nor a uuid' });
    return z.NEVER;
  });
export type RecordRef = { id: number; uuid?: undefined } | { uuid: string; id?: undefined };

/** The path parameters of an endpoint about one record. */
export const RefParams = z.strictObject({ ref: Ref });

/** A moment in UTC, ISO 8601 with `Z`. */
export const Time = z.iso.datetime().meta({ format: 'date-time' });

/**
 * One line of text a person typed: trimmed, `min`..`max` characters, no control characters and no unpaired
 * surrogates (PostgreSQL cannot hold U+0000, UTF-8 cannot hold the latter).
 */
export const line = (max: number, min = 0) =>
  z
    .string()
    .trim()
    .min(min, min === 1 ? 'is needed' : undefined)
    .max(max)
    .refine(isPlainLine, 'has control characters or broken Unicode; remove them');

/** As `line`, but line breaks and tabs are allowed. */
export const paragraph = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (text) => isPlainLine(text.replace(/[\n\r\t]/g, ' ')),
      'has control characters or broken Unicode; remove them',
    );

function isPlainLine(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

/** The answer to a deletion or another act that has nothing to show. */
export const Done = z.strictObject({ done: z.literal(true) });
export type Done = z.infer<typeof Done>;
