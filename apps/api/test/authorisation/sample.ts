import type * as z from 'zod';

/** Values of which one fits most leaves of a body. */
const candidates: readonly unknown[] = [
  undefined,
  {},
  [],
  999_999_999,
  true,
  'A name for tests',
  'somebody-of-tests',
  'nobody@sample.example',
  '2099-01-31T12:00:00Z',
  '2099-01-31',
  'https://sample.example',
  '00000000-0000-4000-8000-000000000000',
  'LU',
  '#aabbcc',
  'A long pass phrase 2099!',
  null,
];

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
  readonly in?: z.ZodType;
  readonly innerType?: z.ZodType;
}

/**
 * The smallest value that a schema accepts, as far as its parts tell: what is optional is left out, ids name nothing
 * that exists. May miss what a refinement asks for; the caller tries it with the schema.
 */
export function sampleOf(schema: z.ZodType): unknown {
  const found = candidates.findIndex((candidate) => schema.safeParse(candidate).success);
  if (found >= 0) return candidates[found];
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  if (definition.shape)
    return Object.fromEntries(
      Object.entries(definition.shape)
        .map(([key, part]): [string, unknown] => [key, sampleOf(part)])
        .filter(([, value]) => value !== undefined),
    );
  if (definition.element) return [sampleOf(definition.element)];
  if (definition.entries) return Object.values(definition.entries)[0];
  if (definition.values) return definition.values[0];
  const inner = definition.options?.[0] ?? definition.in ?? definition.innerType;
  return inner && sampleOf(inner);
}
