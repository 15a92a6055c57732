import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** A figure that is read when somebody asks. */
interface Reading {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: () => Promise<readonly { readonly labels: Record<string, string>; readonly value: number }[]>;
}

/**
 * The figures of one process (FEATURES INS-06), in the text format of Prometheus. Requests are counted by the template of
 * their route, never by their address: labels hold no data of anybody and stay few.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #durations = new Histogram({
    name: 'cerebrate_http_request_seconds',
    help: 'Duration of requests by method, template of the route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [this.#registry],
  });
  readonly #statements = new Histogram({
    name: 'cerebrate_database_statement_seconds',
    help: 'Duration of reads, and of statements of a change that took long',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.#registry],
  });
  readonly #readings: { gauge: Gauge; reading: Reading }[] = [];
  #isComplete = false;

  constructor(statements: () => number) {
    new Counter({
      name: 'cerebrate_database_statements_total',
      help: 'Statements sent to the database',
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(statements());
      },
    });
  }

  /** Counts a request that was answered. */
  answered(method: string, route: string, status: number, milliseconds: number): void {
    this.#durations.observe({ method, route, status: String(status) }, milliseconds / 1000);
  }

  /** Counts a statement. */
  queried(milliseconds: number): void {
    this.#statements.observe(milliseconds / 1000);
  }

  /** Adds a figure. */
  add(reading: Reading): void {
    const gauge = new Gauge({
      name: reading.name,
      help: reading.help,
      labelNames: [...reading.labels],
      registers: [this.#registry],
    });
    this.#readings.push({ gauge, reading });
  }

  /** All figures as text; one that cannot be read is left out. */
  async text(): Promise<string> {
    if (!this.#isComplete) collectDefaultMetrics({ register: this.#registry });
    this.#isComplete = true;
    for (const { gauge, reading } of this.#readings) {
      gauge.reset();
      const values = await reading.read().catch(() => []);
      for (const { labels, value } of values) gauge.set(labels, value);
    }
    return this.#registry.metrics();
  }
}
