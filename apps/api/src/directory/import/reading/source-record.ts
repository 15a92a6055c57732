/** One record of a source: the columns of a CSV line, or any JSON value. */
export type RecordValue = ReadonlyMap<string, string> | { readonly json: unknown };

/** A record with its number, from 1; `fault` says why it could not be read. */
export type SourceRecord =
  | { readonly row: number; readonly value: RecordValue; readonly fault?: undefined }
  | { readonly row: number; readonly fault: string; readonly value?: undefined };

/** Longest record that is taken: a national constituency's networks are well under a tenth of it. */
export const longestRecord = 8 * 1024 * 1024;
/** Deepest nesting that is taken; real lists have five levels. */
export const deepestRecord = 64;
