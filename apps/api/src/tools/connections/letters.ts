import type { Made, ReceivedMessage } from '@cerebrate/connector-sdk';
import type { Sealer } from '../../kernel/index.js';
import { type ConnectionEntity, connectionPlace } from './connection.entity.js';

/** What of a connection is kept sealed: what was made at our tool, what was sent, what was received. */
export interface Letters {
  readonly made: Made;
  readonly sent: ReceivedMessage | null;
  readonly received: ReceivedMessage | null;
}

const none: Letters = { made: {}, sent: null, received: null };

/** The letters of a connection. Throws `SealBroken` when they were sealed under a key that is gone. */
export const lettersOf = (sealer: Sealer, row: Pick<ConnectionEntity, 'uuid' | 'sealed'>): Letters =>
  row.sealed === null ? none : (JSON.parse(sealer.open(row.sealed, connectionPlace(row))) as Letters);

/** Puts changed letters back; the row is saved by the caller. */
export function keepLetters(sealer: Sealer, row: ConnectionEntity, changes: Partial<Letters>): void {
  row.sealed = sealer.seal(JSON.stringify({ ...lettersOf(sealer, row), ...changes }), connectionPlace(row));
}

/** Leaves of the letters what a later end of the connection needs: ids and names, no credential. */
export function purgeLetters(sealer: Sealer, row: ConnectionEntity, secrets: readonly string[]): void {
  const made = Object.entries(lettersOf(sealer, row).made).filter(([key]) => !secrets.includes(key));
  row.sealed = null;
  keepLetters(sealer, row, { made: Object.fromEntries(made) });
}
