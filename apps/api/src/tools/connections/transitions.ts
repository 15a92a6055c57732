import type { ConnectionState } from '@cerebrate/contract';
import { Conflict, sql, type Work } from '../../kernel/index.js';
import { ConnectionEntity, type StoredTest } from './connection.entity.js';

/** Where a connection may go from each state; everything else is a fault of ours and throws. */
const transitions: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  offering: ['sending', 'withdrawing', 'cancelled'],
  sending: ['requested', 'unsent', 'withdrawing', 'answered'],
  unsent: ['requested', 'answered', 'withdrawing', 'sending'],
  requested: ['sending', 'answered', 'finalising', 'withdrawing'],
  answered: ['finalising', 'requested', 'withdrawing'],
  finalising: ['answered', 'connected', 'withdrawing'],
  asked: ['accepting', 'withdrawing', 'declined', 'cancelled'],
  accepting: ['asked', 'answering', 'withdrawing'],
  answering: ['connected', 'unanswered', 'withdrawing'],
  unanswered: ['connected', 'withdrawing'],
  connected: ['withdrawing'],
  withdrawing: ['declined', 'cancelled', 'disconnected'],
  declined: [],
  cancelled: [],
  disconnected: [],
};

/** States in which this node has something to do by itself: a process that dies in one leaves it to be resumed. */
export const activeStates: readonly ConnectionState[] = [
  'offering',
  'sending',
  'accepting',
  'answering',
  'finalising',
  'withdrawing',
];
/** States in which nothing comes any more. */
export const endedStates: readonly ConnectionState[] = ['declined', 'cancelled', 'disconnected'];
/** Of the asking side: on its way to be connected. */
export const pendingStates: readonly ConnectionState[] = [
  'offering',
  'sending',
  'unsent',
  'requested',
  'answered',
  'finalising',
];

/** Whether this node has something to do for it by itself. */
export const isActive = ({ state }: Pick<ConnectionEntity, 'state'>): boolean => activeStates.includes(state);
/** Whether nothing comes of it any more. */
export const isEnded = ({ state }: Pick<ConnectionEntity, 'state'>): boolean => endedStates.includes(state);

/** What is written into the timeline. */
export interface Note {
  readonly message: string;
  /** Who did it, when not the principal of the work. */
  readonly who?: string;
  readonly isFault?: boolean;
}

/** Leads a connection into another state and writes its timeline. Throws `Conflict` for a way that does not exist. */
export async function move(work: Work, row: ConnectionEntity, to: ConnectionState, note: Note): Promise<void> {
  if (!transitions[row.state].includes(to))
    throw new Conflict(`a connection that is ${row.state} cannot become ${to}; look at it again`);
  row.state = to;
  row.fault = note.isFault ? note.message.slice(0, 2000) : null;
  if (endedStates.includes(to)) Object.assign(row, { endedAt: work.now, endsAs: null, sealed: null, isBegun: false });
  await work.save(ConnectionEntity, row, to);
  await tell(work, row, note);
}

/** Writes something into the timeline of a connection. */
export async function tell(work: Work, { id, state }: ConnectionEntity, note: Note): Promise<void> {
  await work.query(sql`
    insert into connection_events (connection_id, at, state, message, who, is_fault)
    values (${id}, ${work.now}, ${state}, ${note.message.slice(0, 2000)},
      ${(note.who ?? work.principal.username).slice(0, 191)}, ${note.isFault ?? false})`);
}

/** A connection, locked until the work ends. */
export async function lockedRow(work: Work, id: number): Promise<ConnectionEntity> {
  const row = await work.find(ConnectionEntity, { id });
  if (!row) throw new Error(`connection ${id} is gone`);
  return row;
}

/** A test in the timeline: before the other side has finished, a link that does not work is no fault. */
export const noteOfTest = ({ isConnected, message }: StoredTest, isAwaited: boolean): Note =>
  isAwaited && !isConnected
    ? { message: `the other side has not finished yet: ${message}` }
    : { message: `tested: ${message}`, isFault: !isConnected };
