import type { Problem } from '../../ui/index.js';
import { text } from './text.js';

const words: Readonly<Record<string, string>> = {
  InvalidStateError: text.passkeys.known,
  NotAllowedError: text.passkeys.gaveUp,
  AbortError: text.passkeys.gaveUp,
  SecurityError: text.passkeys.gaveUp,
};

/** What the browser's own dialog said no with, in words; undefined for any other error. */
export function passkeyProblem(error: unknown): Problem | undefined {
  const name = error instanceof Error ? error.name : '';
  const detail = words[name];
  return detail ? { title: detail, detail, status: 0, issues: [] } : undefined;
}
