import { Conflict, DomainError, InvalidInput, Unavailable } from '../errors.js';

interface PostgresFault {
  code?: string;
  message?: string;
  detail?: string;
  column?: string;
  constraint?: string;
  /** Of faults of the system, not of the database. */
  syscall?: string;
}

const faultOf = (error: unknown): PostgresFault => {
  const { driverError } = error as { driverError?: PostgresFault };
  return driverError ?? (error as PostgresFault);
};

/** Whether a statement failed because a unique value is taken (SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown): boolean => faultOf(error).code === '23505';

/**
 * Why what many records say together cannot be written, when a part of them still may be: a rule of ours or of the
 * database refuses one of them. Undefined for a failure that has nothing to do with what they say.
 */
export function batchRefusal(error: unknown): string | undefined {
  if (error instanceof DomainError) return error.status < 500 ? error.message : undefined;
  const { code = '', message = '' } = faultOf(error);
  // SQLSTATE classes 22 (bad value) and 23 (constraint).
  return /^2[23]/.test(code) ? `the database refuses it: ${message.slice(0, 200)}` : undefined;
}

/** Whether a work was rolled back for another's sake, as in a deadlock (SQLSTATE class 40): it may be tried again. */
export const isContention = (error: unknown): boolean => /^40/.test(faultOf(error).code ?? '');

/**
 * Turns a refusal by the database that a caller can mend into the error that says so; undefined for any other.
 * The second line behind the contract: it should rarely speak.
 */
export function translatePostgresError(error: unknown): Error | undefined {
  const fault = faultOf(error);
  switch (fault.code) {
    case '23505':
      return new Conflict('a record with this value exists already');
    case '23503':
      return new Conflict('the record is referred to by others, or refers to one that does not exist');
    // A rule the database keeps itself, which says in words what it refuses.
    case 'CR409':
      return new Conflict(fault.message ?? 'a rule of the database refuses this change');
    case '22001':
      return new InvalidInput('a value is too long');
    case '22021':
    case '22P05':
      return new InvalidInput('a value holds characters that cannot be stored');
    default:
      return unavailable(error);
  }
}

/** When whoever was turned away may come again, in seconds. */
const retryAfter = 5;

/**
 * The database gives no connection, or cut the one in use: all are taken, it starts or stops, nobody listens, or this
 * process has none free. Undefined for every other failure.
 */
export function unavailable(error: unknown): Unavailable | undefined {
  // a remote that does not answer says so with the same codes
  if (error instanceof DomainError) return undefined;
  if (error instanceof Unavailable) return error;
  const { code, message = '', syscall } = faultOf(error);
  const isCut =
    code === undefined
      ? noConnection.test(message)
      : noConnectionStates.test(code) || noConnectionCalls.test(`${syscall} ${code}`);
  return isCut ? turnedAway(error) : undefined;
}

/**
 * Whether a statement failed for want of a connection, or of what the server needs to answer (SQLSTATE 25, 40, 53, 57,
 * 58, XX: its transaction, another's, memory and disk, whoever stops it, itself): nothing that what was asked could do anything about.
 */
export const isOutage = (error: unknown): boolean =>
  unavailable(error) !== undefined ||
  (!(error instanceof DomainError) && /^(25|40|53|57|58|XX)/.test(faultOf(error).code ?? ''));

/** Whoever asked is turned away for want of a connection. */
export const turnedAway = (cause: unknown): Unavailable =>
  new Unavailable('the database takes no connection at the moment; try again in a few seconds', retryAfter, cause);

/** A work whose connection was cut while it ended may be done or not. */
export const leftInDoubt = (cause: unknown): Unavailable =>
  new Unavailable(
    'the connection to the database was cut while the change was kept; look whether it is there before trying again',
    retryAfter,
    cause,
  );

/** SQLSTATE: no connection (08), too many (53300), the server starts, stops or was told to end this one (57P). */
const noConnectionStates = /^(08...|53300|57P..)$/;
/** What the system was asked for when it said why not: `connect ENOENT`, `read ECONNRESET`, `getaddrinfo EAI_AGAIN`. */
const noConnectionCalls = /^((connect|getaddrinfo) |(read|write) (ECONN|EPIPE|ETIMEDOUT|EHOST|ENET))/;
/** What the driver says without a code. */
const noConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client (was closed|has encountered a connection error)|Cannot use a pool after calling end)/;

/** A connection that is cut while nobody asks over it fails the next statement, not the process. */
export const outlive = (client: { on(event: 'error', heard: () => void): unknown }): void =>
  void client.on('error', () => undefined);
