import type { Socket } from 'node:net';
import QueryStream from 'pg-query-stream';

/** The part of a connection that tells when it is gone. */
interface Line {
  readonly stream: Socket;
  once(event: 'end', heard: () => void): unknown;
  off(event: 'end', heard: () => void): unknown;
}

/**
 * Rows of a read one after another through a cursor. Ends with an error when the connection is cut: the stream it is made
 * of would wait for ever for that connection to say that the cursor is closed.
 */
export class RowStream extends QueryStream {
  /** Closes the cursor, if there still is somebody to ask for it. */
  override _destroy(error: Error, done: (failure?: Error) => void): void {
    const line = (this.cursor as { readonly connection: Line | null }).connection;
    if (line?.stream.destroyed) return void done(error);
    const cut = () => done(error);
    line?.once('end', cut);
    super._destroy(error, (failure?: Error) => {
      line?.off('end', cut);
      done(failure);
    });
  }
}
