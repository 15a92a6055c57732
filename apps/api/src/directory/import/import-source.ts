import { Inject, Injectable } from '@nestjs/common';
import { type Principal, Store, sql } from '../../kernel/index.js';

/** Largest piece a file is kept in; also how much of it is in memory at a time. */
const pieceSize = 256 * 1024;
/** Pieces written in one transaction: a slow upload holds no connection between them. */
const piecesTogether = 4;

/** How much of the source was read, for the progress shown. */
export interface ReadSoFar {
  bytes: number;
}

/** The files of imports, in the database: any process can read them. */
@Injectable()
export class ImportSource {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Stores what the stream gives, in pieces; answers the size. Constant memory. */
  async write(principal: Principal, importId: number, stream: AsyncIterable<Buffer>): Promise<number> {
    let seq = 0;
    let size = 0;
    for await (const pieces of grouped(piecesOf(stream), piecesTogether)) {
      await this.store.work(principal, async (work) => {
        for (const bytes of pieces)
          await work.query(
            sql`insert into import_chunks (import_id, seq, bytes) values (${importId}, ${seq++}, ${bytes})`,
          );
      });
      size += pieces.reduce((sum, bytes) => sum + bytes.length, 0);
    }
    return size;
  }

  /** The file from its beginning, piece by piece; counts into `progress`. */
  async *read(importId: number, progress: ReadSoFar = { bytes: 0 }): AsyncGenerator<Buffer> {
    for (let seq = 0; ; seq++) {
      const [row] = await this.store.readPrepared<{ bytes: Buffer }>(
        sql`select bytes from import_chunks where import_id = ${importId} and seq = ${seq}`,
      );
      if (!row) return;
      progress.bytes += row.bytes.length;
      yield row.bytes;
    }
  }

  /** The first pieces, joined: at least `bytes` of them unless the file is shorter. */
  async head(importId: number, bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.read(importId)) {
      pieces.push(piece);
      size += piece.length;
      if (size >= bytes) break;
    }
    return Buffer.concat(pieces);
  }
}

async function* piecesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const bytes of stream) {
    held.push(bytes);
    size += bytes.length;
    if (size < pieceSize) continue;
    const whole = Buffer.concat(held);
    let at = 0;
    for (; whole.length - at >= pieceSize; at += pieceSize) yield whole.subarray(at, at + pieceSize);
    held = [whole.subarray(at)];
    size = whole.length - at;
  }
  if (size > 0) yield Buffer.concat(held);
}

async function* grouped<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
