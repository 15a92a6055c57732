import { pipeline, Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

/** How a long list is sent: its bytes, and the coding they are in when the caller takes one. */
export interface LongList {
  readonly source: Readable;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A JSON list sent while it is read, at the reader's pace and never whole in memory. Compressed at the fastest level
 * when the caller takes that: hundreds of megabytes at the usual level take longer than reading them (decision 011).
 */
export function longList(pieces: AsyncIterable<Buffer | string>, acceptEncoding: string | undefined): LongList {
  const source = Readable.from(asList(pieces), { objectMode: false });
  const coding = codingOf(acceptEncoding);
  if (!coding) return { source, headers: { vary: 'accept-encoding' } };
  const compressor = coding === 'br' ? createBrotliCompress({ params: fastest }) : createGzip({ level: 1 });
  // Whichever end breaks off takes the other along; Fastify tells the caller.
  pipeline(source, compressor, () => undefined);
  return { source: compressor, headers: { vary: 'accept-encoding', 'content-encoding': coding } };
}

const fastest = { [constants.BROTLI_PARAM_QUALITY]: 1 };

/** The cheaper of the two codings, of those the caller names and does not refuse. */
function codingOf(accepted: string | undefined): 'br' | 'gzip' | undefined {
  const named = (accepted ?? '').split(',').flatMap((part) => {
    const [name = '', weight = ''] = part
      .toLowerCase()
      .split(';')
      .map((text) => text.trim());
    return /^q=0(\.0*)?$/.test(weight) ? [] : [name];
  });
  return (['br', 'gzip'] as const).find((coding) => named.includes(coding));
}

async function* asList(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  let begin = '[';
  for await (const piece of pieces) {
    yield begin;
    yield piece;
    begin = ',';
  }
  yield begin === '[' ? '[]' : ']';
}
