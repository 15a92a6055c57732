/**
 * UTF-8 text put together piece by piece, without the long chains of strings that `+=` leaves to be flattened and copied
 * again: half the time of a page of organisations (decision 006).
 */
export class WireBytes {
  #buffer = Buffer.allocUnsafe(firstSize);
  #length = 0;

  /** Bytes added so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds text. */
  text(text: string): this {
    this.#reserve(text.length * longestUnit);
    this.#length += this.#buffer.write(text, this.#length);
    return this;
  }

  /** Adds text that is encoded already. */
  bytes(bytes: Buffer): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** What was added since the last call; the next text begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  /** Forgets what was added after a length that was noted before. */
  backTo(length: number): void {
    this.#length = length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

const firstSize = 128 * 1024;
/** Bytes one UTF-16 unit may need. */
const longestUnit = 3;
