import type { Transform } from 'node:stream';

/**
 * What a parsing stream makes of a text, piece by piece: each piece is parsed when all before it was taken, and what was
 * complete before a fault is given before the fault is thrown. (Piped, a fault would take along what waits in buffers.)
 */
export async function* through<T>(text: AsyncIterable<string>, parser: Transform): AsyncGenerator<T, void> {
  let made: T[] = [];
  let fault: unknown;
  const pushOn = parser.push.bind(parser);
  parser.push = (item: T | null) => {
    if (item === null) return pushOn(null);
    made.push(item);
    return true;
  };
  parser.on('error', (error) => {
    fault ??= error;
  });
  const take = (): T[] => {
    const items = made;
    made = [];
    return items;
  };
  try {
    for await (const piece of text) {
      await new Promise<void>((resolve) => parser.write(piece, () => resolve()));
      yield* take();
      if (fault !== undefined) throw fault;
    }
    parser.resume();
    await new Promise<void>((resolve) => parser.once('close', resolve).end());
    yield* take();
    if (fault !== undefined) throw fault;
  } finally {
    parser.destroy();
  }
}
