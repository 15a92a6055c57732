/**
 * A request the dialect cannot read at all: unreadable body, broken encoding, no such path. Carries the status the
 * dialect answers with; the message names the cause and the remedy and is safe to show to the caller.
 */
export class WireRefusal extends Error {
  override readonly name = 'WireRefusal';

  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405,
    message: string,
  ) {
    super(message);
  }

  /** The same under the name HTTP servers look for. */
  get statusCode(): number {
    return this.status;
  }
}
