/** One fault in what was sent: where, and what would mend it. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A refusal as our API tells it (problem document), or what we make of any other failure. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly issues: readonly Issue[];
  readonly requestId?: string;
}

/** Reads any thrown value as a problem: our API's errors keep their words, others become status 0 or the router's. */
export function asProblem(error: unknown): Problem {
  if (isRecord(error)) {
    const status = typeof error.status === 'number' ? error.status : 0;
    const inner = isRecord(error.data) ? error.data : error;
    const title = text(inner.title) ?? text(error.statusText) ?? text(error.message) ?? '';
    if (status > 0 || Array.isArray(inner.issues)) {
      return {
        status,
        title,
        detail: text(inner.detail),
        issues: issuesOf(inner.issues),
        requestId: text(inner.requestId),
      };
    }
    return { status, title, detail: text(error.message), issues: [] };
  }
  return { status: 0, title: String(error), issues: [] };
}

/** Whether the failure is only that the request was given up (navigation, newer keystroke). */
export const isAborted = (error: unknown): boolean =>
  isRecord(error) && (error.name === 'AbortError' || error.name === 'CanceledError' || error.code === 'ERR_CANCELED');

function issuesOf(value: unknown): Issue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (!isRecord(one) || typeof one.message !== 'string' || !Array.isArray(one.path)) return [];
    const path = one.path.filter(
      (step): step is string | number => typeof step === 'string' || typeof step === 'number',
    );
    return [{ path, message: one.message }];
  });
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
