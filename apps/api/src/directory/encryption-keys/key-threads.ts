import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';

/** What a thread may take for one task; a key that wants more is refused. */
const timeLimit = 8_000;
/** What a thread may take to begin: loading its program is not the key's fault. */
const startLimit = 60_000;
const memoryLimit = 128;
const threadCount = 2;
/** More waiting than this is an attack or a mistake; the next caller is told to come back. */
const queueLimit = 500;

/** What was read from a key. Times are ISO 8601. */
export interface KeyFacts {
  readonly type: 'pgp' | 'smime';
  readonly text: string;
  readonly fingerprint: string;
  readonly keyIds: string[];
  readonly userIds: string[];
  readonly emails: string[];
  readonly algorithm: string | null;
  readonly bits: number | null;
  readonly madeAt: string;
  readonly expiresAt: string | null;
  readonly encryptsUntil: string | null;
  readonly canEncrypt: boolean;
  readonly canSign: boolean;
  readonly isRevokedByMaker: boolean;
}

/** Who claims to have made a signature. */
export interface ClaimedSigner {
  readonly keyIds: string[];
  readonly fingerprint: string | null;
  readonly signedAt: string | null;
}

interface Tasks {
  inspect: { asked: { text: string; type?: 'pgp' | 'smime' | undefined }; value: KeyFacts[] };
  inspectEach: { asked: { texts: string[] }; value: { keys?: KeyFacts[]; fault?: string }[] };
  export: {
    asked: { text: string; email?: string | undefined };
    value: { armoured: string; binary: string } | null;
  };
  signers: { asked: { signature: Uint8Array }; value: { kind: 'pgp' | 'smime'; signers: ClaimedSigner[] } };
  verify: {
    asked: { kind: string; signature: Uint8Array; place: number; data: Uint8Array; text: string };
    value: { verdict: string; detail: string | null };
  };
}

interface Job {
  readonly task: string;
  readonly asked: unknown;
  readonly limit: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Its program is loaded: from now on a task's time is its own. */
  isReady: boolean;
}

/** What a stranger wrote cannot be read; the message says why, in words for the person who sent it. */
export class KeyRefused extends Error {}

/**
 * Reads keys and signatures in threads of their own, so that a hostile one can neither block nor exhaust the program: a
 * task that takes too long or too much memory loses its thread and is refused. Threads start at the first task.
 */
@Injectable()
export class KeyThreads implements OnModuleDestroy {
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];

  /** `memory` in megabytes, of each thread. */
  constructor(@Optional() private readonly memory: number = memoryLimit) {}

  /** Does one task. Throws `KeyRefused`. `limit` in milliseconds. */
  run<T extends keyof Tasks>(task: T, asked: Tasks[T]['asked'], limit = timeLimit): Promise<Tasks[T]['value']> {
    if (this.#waiting.length >= queueLimit)
      return Promise.reject(new KeyRefused('too many keys are being read at the moment; try again in a minute'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, asked, limit, resolve: resolve as (value: unknown) => void, reject });
      this.#next();
    });
  }

  /** Ends the threads with the program. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    const idle = this.#threads.find(({ job }) => job === undefined);
    const thread = idle ?? (this.#threads.length < threadCount ? this.#start() : undefined);
    if (!thread) return;
    const job = this.#waiting.shift();
    if (!job) return;
    thread.job = job;
    this.#time(thread, job);
    thread.worker.ref();
    thread.worker.postMessage({ id: 0, task: job.task, asked: job.asked });
  }

  /** Ends the thread unless it answers in time. An answer that waits to be heard while the program is busy still counts. */
  #time(thread: Thread, job: Job): void {
    clearTimeout(thread.timer);
    const end = () => thread.job === job && this.#lose(thread, 'it takes too long to read');
    thread.timer = setTimeout(() => setImmediate(end), thread.isReady ? job.limit : startLimit);
  }

  #start(): Thread {
    const worker = new Worker(workerFile(), { resourceLimits: { maxOldGenerationSizeMb: this.memory } });
    const thread: Thread = { worker, job: undefined, timer: undefined, isReady: false };
    worker.on('message', (answer: { isReady?: true; value?: unknown; fault?: string }) => {
      if (!answer.isReady) return this.#finish(thread, answer);
      thread.isReady = true;
      if (thread.job) this.#time(thread, thread.job);
    });
    worker.on('error', () => this.#lose(thread, 'it takes too much memory to read'));
    worker.on('exit', () => this.#lose(thread, 'it could not be read'));
    this.#threads.push(thread);
    return thread;
  }

  #finish(thread: Thread, answer: { value?: unknown; fault?: string }): void {
    const { job } = thread;
    clearTimeout(thread.timer);
    thread.job = undefined;
    thread.worker.unref();
    if (answer.fault === undefined) job?.resolve(answer.value);
    else job?.reject(new KeyRefused(answer.fault));
    this.#next();
  }

  #lose(thread: Thread, reason: string): void {
    const at = this.#threads.indexOf(thread);
    if (at < 0) return;
    this.#threads.splice(at, 1);
    clearTimeout(thread.timer);
    void thread.worker.terminate();
    thread.job?.reject(new KeyRefused(reason));
    this.#next();
  }
}

/** The thread's program: beside this file in the source, at the top of the built one. */
function workerFile(): string {
  const places = ['./worker/key-worker.mjs', './key-worker.js', '../key-worker.js'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (!found) throw new Error('the program that reads keys is missing: build the server anew');
  return found;
}
