// Stand-in until the shared part is there.
import type { History } from '@cerebrate/contract';

export function ChangeHistory(_: { load: (query: { before?: string; limit?: string }, signal: AbortSignal) => Promise<History>; onRevert?: (seq: number) => Promise<unknown> }) {
  return null;
}
