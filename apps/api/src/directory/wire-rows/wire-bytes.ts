/**
 * UTF-8 text put together piece by piece, without the long chains of strings that `+=` leaves to be flattened and copied
 * again: half the time of a page of organisations (decision 011).
 */
export class WireBytes {
  #buffer: Buffer;
  #length = 0;

  /** `size`: about how many bytes are to come. Right guesses spare copies and fresh pages of memory. */
  constructor(private readonly size: number) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

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

  /** What was added since the last call, not copied: the next text begins in memory of its own. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(0);
    this.#length = 0;
    return taken;
  }

  /** Forgets what was added after a length that was noted before. */
  backTo(length: number): void {
    this.#length = length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more, this.size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** Bytes one UTF-16 unit may need. */
const longestUnit = 3;
