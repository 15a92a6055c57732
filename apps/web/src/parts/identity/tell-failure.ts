import { asProblem, isAborted, toast } from '../../ui/index.js';

/** Tells what failed outside of a form, with what would mend it and the request to quote. Giving up is no failure. */
export function tellFailure(error: unknown): void {
  if (isAborted(error)) return;
  const { title, detail, issues, requestId } = asProblem(error);
  const more = [...issues.map(({ message }) => message), ...(requestId ? [`Request ${requestId}`] : [])];
  toast({ tone: 'broken', text: detail ?? title, ...(more.length > 0 ? { detail: more.join('\n') } : {}) });
}
