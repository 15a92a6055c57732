/** How often it looks, how long it waits after it was told of something, and who hears of a look that failed. */
export interface LookOptions {
  readonly everyMs: number;
  readonly restMs: number;
  readonly failed: (error: Error) => void;
}

/**
 * Something this process looks at again and again: soon after it was told that something changed, and every while in
 * case nobody said so; never twice at once. A look that fails is made again by the next.
 */
export class RecurringLook {
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    private readonly look: () => Promise<void>,
    private readonly options: LookOptions,
  ) {}

  /** Whether a look at hand should end early. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins to look every while. */
  start(): void {
    this.#timer = setInterval(() => void this.now(), this.options.everyMs).unref();
  }

  /** Looks in a moment; more calls before that are the same one. */
  soon(): void {
    if (this.#soon || this.#isClosed) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.now();
    }, this.options.restMs).unref();
  }

  /** Looks now, or waits for the look at hand. Never throws. */
  now(): Promise<void> {
    this.#looking ??= this.look()
      .catch(this.options.failed)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** Looks no more, and waits for the look at hand. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    await this.#looking;
  }
}
