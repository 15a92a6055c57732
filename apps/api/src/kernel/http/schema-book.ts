import * as z from 'zod';

/** A JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [key: string]: unknown };

type Parts = Readonly<Record<string, JsonSchema>>;

const definitions = '#/$defs/';
const components = '#/components/schemas/';

/**
 * Collects the named shapes of an API document. A zod schema with `.meta({ id })` becomes a component under that name;
 * everything else stands where it is used. Ask for all outputs first: where what a caller sends differs from what a
 * caller gets (transforms, defaults), the former is named with the suffix `Input`.
 */
export class SchemaBook {
  readonly #texts = new Map<string, string>();

  constructor(private readonly prefix = '') {}

  /** The schema of what is sent (`input`) or answered (`output`); its named parts become components. */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, items } = z.toJSONSchema(z.array(schema), { io, unrepresentable: 'any' });
    const parts = $defs as Parts;
    const names = this.#namesOf(parts, io);
    for (const [id, part] of Object.entries(parts)) this.#texts.set(names.get(id) ?? id, textOf(part, names));
    return JSON.parse(textOf(items as JsonSchema, names)) as JsonSchema;
  }

  /** Every named shape, by name. */
  components(): Record<string, JsonSchema> {
    const sorted = [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, text]) => [name, JSON.parse(text) as JsonSchema]));
  }

  /** A part that refers to one with another name differs itself, so names are settled in rounds. */
  #namesOf(parts: Parts, io: 'input' | 'output'): Map<string, string> {
    const names = new Map(Object.keys(parts).map((id) => [id, this.prefix + plainName(id)]));
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      for (const [id, part] of Object.entries(parts)) {
        const name = names.get(id) ?? id;
        const known = this.#texts.get(name);
        if (known === undefined || known === textOf(part, names)) continue;
        if (io === 'output' || name.endsWith('Input'))
          throw new Error(`two shapes of the contract are named '${name}': give one of them another id`);
        names.set(id, `${name}Input`);
        isSettled = false;
      }
    }
    return names;
  }
}

/** zod numbers the recursive shapes it finds; ours have one, any JSON value. */
const plainName = (id: string): string => (id.startsWith('__') ? 'Json' : id);

/** The schema as text with its references pointing at components, without zod's own keywords. */
function textOf(schema: JsonSchema, names: ReadonlyMap<string, string>): string {
  return JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$schema' || (key === 'id' && typeof value === 'string')) return undefined;
    if (key === '$ref' && typeof value === 'string' && value.startsWith(definitions)) {
      const id = value.slice(definitions.length);
      return components + (names.get(id) ?? id);
    }
    return isUnbounded(key, value) ? undefined : value;
  });
}

/** zod writes the bounds of a safe integer into every integer; they say nothing. */
const isUnbounded = (key: string, value: unknown): boolean =>
  (key === 'minimum' || key === 'maximum') && typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER;
