import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Estimator, estimatorTerms, passwordWeakness } from '@cerebrate/contract';

type Estimate = Awaited<ReturnType<Estimator>>;
interface Waiting {
  readonly resolve: (estimate: Estimate) => void;
  readonly reject: (error: Error) => void;
}

let thread: { readonly worker: Worker; readonly waiting: Map<number, Waiting> } | undefined;
let last = 0;

/**
 * What to say at the field when a password is not good enough, judged in a thread: nobody else waits for it. Undefined
 * for a good one. A thread that dies is replaced by the next call.
 */
export const weaknessOf = (password: string, about: readonly string[]): Promise<string | undefined> =>
  passwordWeakness(password, about, estimateElsewhere);

const estimateElsewhere: Estimator = (password, words) => {
  thread ??= start();
  const { worker, waiting } = thread;
  return new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ id, password, words });
  });
};

function start(): NonNullable<typeof thread> {
  const worker = new Worker(workerFile(), { workerData: estimatorTerms });
  const waiting = new Map<number, Waiting>();
  const lose = () => {
    if (thread?.worker === worker) thread = undefined;
    for (const { reject } of waiting.values()) reject(new Error('the thread that judges passwords ended'));
    waiting.clear();
  };
  worker.on('message', ({ id, ...estimate }: Estimate & { id: number }) => {
    waiting.get(id)?.resolve(estimate);
    waiting.delete(id);
    // a thread that has nothing to do keeps no program alive
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', lose);
  worker.on('exit', lose);
  return { worker, waiting };
}

/** The thread's program: beside this file in the source, at the top of the built one. */
function workerFile(): string {
  const places = ['./worker/password-worker.mjs', './password-worker.js', '../password-worker.js'];
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (!found) throw new Error('the program that judges passwords is missing: build the server anew');
  return found;
}
