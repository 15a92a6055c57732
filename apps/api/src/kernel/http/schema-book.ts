import * as z from 'zod';

/** A JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [key: string]: unknown };

const defs = '#/$defs/';
const components = '#/components/schemas/';

/**
 * Collects the named shapes of an API document. A zod schema with `.meta({ id })` becomes a component under that name;
 * everything else stands where it is used. What a caller sends may differ from what a caller gets (transforms,
 * defaults): then the former is named with the suffix `Input`.
 */
export class SchemaBook {
  readonly #named = new Map<string, string>();

  constructor(private readonly prefix = '') {}

  /** The schema of what is sent (`input`) or answered (`output`); its named parts become components. */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, items } = z.toJSONSchema(z.array(schema), { io, unrepresentable: 'any' });
    const parts = $defs as Record<string, JsonSchema>;
    const names = new Map(Object.keys(parts).map((id) => [id, this.#nameOf(id, parts, io)]));
    for (const [id, name] of names) this.#named.set(name, JSON.stringify(this.#refer(parts[id] ?? {}, names)));
    return this.#refer(items as JsonSchema, names);
  }

  /** Every named shape, by name. */
  components(): Record<string, JsonSchema> {
    const names = [...this.#named.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, JSON.parse(this.#named.get(name) ?? '{}') as JsonSchema]));
  }

  /** The name of a part: shapes that zod names by itself (recursive ones) are told apart by their content. */
  #nameOf(id: string, parts: Readonly<Record<string, JsonSchema>>, io: 'input' | 'output'): string {
    const plain = this.prefix + (id.startsWith('__') ? 'Json' : id);
    const text = JSON.stringify(this.#refer(parts[id] ?? {}, new Map(Object.keys(parts).map((part) => [part, this.#guess(part)]))));
    const known = this.#named.get(plain);
    if (known === undefined || known === text) return plain;
    if (io === 'output') throw new Error(`two shapes of the contract are named '${plain}': give one another id`);
    return `${plain}Input`;
  }

  #guess = (id: string): string => this.prefix + (id.startsWith('__') ? 'Json' : id);

  /** The schema with its references pointing at components, without zod's own keywords. */
  #refer(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
    return JSON.parse(
      JSON.stringify(schema, (key, value: unknown) => {
        if (key === '$schema' || (key === 'id' && typeof value === 'string')) return undefined;
        if (key === '$ref' && typeof value === 'string' && value.startsWith(defs)) {
          const id = value.slice(defs.length);
          return components + (names.get(id) ?? id);
        }
        return isUnbounded(key, value) ? undefined : value;
      }),
    ) as JsonSchema;
  }
}

/** zod writes the bounds of a safe integer into every integer; they say nothing. */
const isUnbounded = (key: string, value: unknown): boolean =>
  (key === 'minimum' || key === 'maximum') && Math.abs(value as number) === Number.MAX_SAFE_INTEGER;
