/** A statement that takes longer is slow. */
export const slowStatementMs = 500;
const kept = 20;

/** A statement that was slow: its text holds places for values, never values. */
export interface SlowStatement {
  readonly text: string;
  /** How often within this process, and the longest. */
  count: number;
  worstMs: number;
  lastAt: Date;
}

/** Times the statements of one process and remembers the slowest kinds. */
export class StatementWatch {
  readonly #slow = new Map<string, SlowStatement>();
  /** Told of every statement; set once at start. */
  heard: (text: string, ms: number) => void = () => undefined;

  /** Runs `ask` and notes how long it took, also when it fails. */
  async timed<T>(text: string, ask: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await ask();
    } finally {
      this.note(text, performance.now() - started);
    }
  }

  /** A statement took so long. */
  note(text: string, ms: number): void {
    this.heard(text, ms);
    if (ms < slowStatementMs) return;
    const short = shortened(text);
    const known = this.#slow.get(short);
    this.#slow.delete(short);
    this.#slow.set(short, {
      text: short,
      count: (known?.count ?? 0) + 1,
      worstMs: Math.max(known?.worstMs ?? 0, ms),
      lastAt: new Date(),
    });
    const [oldest] = this.#slow.keys();
    if (this.#slow.size > kept && oldest !== undefined) this.#slow.delete(oldest);
  }

  /** The slow kinds of this process, the worst first. */
  get slow(): readonly SlowStatement[] {
    return [...this.#slow.values()].sort((a, b) => b.worstMs - a.worstMs);
  }
}

/** As a log and a page show a statement. */
export const shortened = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);
