import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const TableEntry = z.strictObject({
  name: z.string().regex(/^[a-z_0-9]+$/),
  columns: z.array(z.strictObject({ name: z.string().regex(/^[a-z_0-9]+$/), type: z.string().max(100) })),
  file: z.string().regex(/^[a-z_0-9]+\.ndjson\.gz$/),
  rows: z.int().min(0),
  /** SHA-256 of the lines before they are compressed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TableEntry = z.infer<typeof TableEntry>;

/** Counts up when an older program could not read what a newer one writes. */
const newest = 1;

const Manifest = z.strictObject({
  format: z.literal(newest),
  madeAt: z.iso.datetime(),
  /** Which node it is of. */
  instance: z.string().nullable(),
  /** The id of the key that sealed its secrets: only that SECRET_KEY opens them again. */
  sealedBy: z.string(),
  /** The steps of the schema it was made with. */
  migrations: z.array(z.string()),
  tables: z.array(TableEntry),
  /** Where each sequence goes on. */
  sequences: z.record(z.string().regex(/^[a-z_0-9]+$/), z.string().regex(/^-?\d+$/)),
});
/** What a backup consists of. */
export type Manifest = z.infer<typeof Manifest>;

/** A backup cannot be used; the message says what is wrong with it. */
export class BackupUnusable extends Error {}

const fileName = 'manifest.json';
const sumName = 'manifest.sha256';
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes the manifest with its own checksum beside it: what has none is no whole backup. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(path.join(folder, fileName), text, { mode: 0o600 });
  await writeFile(path.join(folder, sumName), `${sumOf(text)}  ${fileName}\n`, { mode: 0o600 });
}

/** Reads it. Throws `BackupUnusable` for a folder that holds no whole backup, or one that was changed. */
export async function readManifest(folder: string): Promise<Manifest> {
  const [text, sum] = await Promise.all(
    [fileName, sumName].map((file) => readFile(path.join(folder, file), 'utf8')),
  ).catch(() => {
    throw new BackupUnusable(`${folder} holds no whole backup: ${fileName} or ${sumName} is missing`);
  });
  if (sum?.slice(0, 64) !== sumOf(text ?? ''))
    throw new BackupUnusable(`${fileName} was changed: its checksum differs`);
  const read = Manifest.safeParse(parsed(text ?? ''));
  if (read.success) return read.data;
  const { format } = z.looseObject({ format: z.unknown() }).safeParse(parsed(text ?? '')).data ?? {};
  if (typeof format === 'number' && format > newest)
    throw new BackupUnusable(
      `it is of format ${format}, and this program knows up to ${newest}: restore it with the newer program that made it`,
    );
  throw new BackupUnusable(`${fileName} is no manifest of a backup: ${z.prettifyError(read.error).split('\n')[0]}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BackupUnusable(`${fileName} is no JSON`);
  }
}

/** Adds lines up; `hex` ends it. */
export class LineSum {
  readonly #hash = createHash('sha256');
  rows = 0;

  /** One line, without its end. */
  add(line: string): void {
    this.#hash.update(line).update('\n');
    this.rows++;
  }

  /** The sum of all lines. */
  hex(): string {
    return this.#hash.digest('hex');
  }
}
