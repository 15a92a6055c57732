import { WireBytes } from './wire-bytes.js';
import { valuesTemplate, type WireMetaFields, writeMetaFields } from './wire-meta-fields.js';

/** What of a row makes its values: see `wireValuesColumn`. */
export interface ValuesRow {
  readonly id: number;
  /** In seconds. */
  readonly created: string;
  readonly values: string | null;
}

/** The values of a record in the words of the wire, for the lists that are put together here as objects. */
export async function valuesOf(
  metaFields: WireMetaFields,
  { id, created, values }: ValuesRow,
): Promise<Readonly<Record<string, unknown>>[]> {
  if (values === null) return [];
  const out = new WireBytes(4096);
  const owner = { id, created, values: valuesTemplate(values) };
  if (!writeMetaFields(out, await metaFields.parts(), owner)) {
    out.backTo(0);
    writeMetaFields(out, await metaFields.fresh(), owner);
  }
  return JSON.parse(out.take().toString()) as Readonly<Record<string, unknown>>[];
}
