import type { ImportReading } from '@cerebrate/contract';
import { SourceRefused } from './source-refused.js';

export type Encoding = ImportReading['encoding'];

/** What kind of text a file begins with, and what a person should know about it. */
export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly warning?: string;
}

/**
 * Tells the encoding by byte order mark, by the zeros of UTF-16, else UTF-8; bytes that are none of these are taken for
 * Windows-1252, which spreadsheets still write. Throws `SourceRefused` for what is no text at all.
 */
export function detectEncoding(head: Buffer): FoundEncoding {
  if (head.length === 0) throw new SourceRefused('the file is empty');
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le' };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be' };
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw new SourceRefused('the file is a spreadsheet or an archive; save it as CSV and upload that');
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new SourceRefused('the file is compressed; unpack it and upload what is inside');
  const zeros = zeroShares(head.subarray(0, 4096));
  if (zeros.odd > 0.3 && zeros.even < 0.05) return { encoding: 'utf-16le' };
  if (zeros.even > 0.3 && zeros.odd < 0.05) return { encoding: 'utf-16be' };
  if (zeros.odd + zeros.even > 0) throw new SourceRefused('the file is no text; upload CSV, JSON or NDJSON');
  if (isReadable(head, 'utf-8')) return { encoding: 'utf-8' };
  return {
    encoding: 'windows-1252',
    warning:
      'The file is not valid UTF-8 and is read as Windows-1252; look at the samples and choose another encoding if letters are wrong.',
  };
}

/** The text of a file, piece by piece, without byte order mark. Throws `SourceRefused` at the first byte that is none of the encoding. */
export async function* decoded(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let at = 0;
  for await (const piece of pieces) {
    const text = decode(() => decoder.decode(piece, { stream: true }), encoding, at, piece.length);
    at += piece.length;
    if (text !== '') yield text;
  }
  const rest = decode(() => decoder.decode(), encoding, at, 0);
  if (rest !== '') yield rest;
}

/** The text of the head of a file whose last character may be cut. */
export function decodedHead(head: Buffer, encoding: Encoding): string {
  return decode(
    () => new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true }),
    encoding,
    0,
    head.length,
  );
}

function decode(act: () => string, encoding: Encoding, at: number, length: number): string {
  try {
    return act();
  } catch {
    throw new SourceRefused(
      `bytes ${at} to ${at + length} hold something that is not ${encoding.toUpperCase()}; save the file as UTF-8, or choose its encoding`,
    );
  }
}

function isReadable(head: Buffer, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function zeroShares(bytes: Buffer): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) at % 2 === 0 ? even++ : odd++;
  const half = Math.max(1, bytes.length / 2);
  return { even: even / half, odd: odd / half };
}
