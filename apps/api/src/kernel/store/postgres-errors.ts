import { Conflict, DomainError, InvalidInput } from '../errors.js';

interface PostgresFault {
  code?: string;
  message?: string;
  detail?: string;
  column?: string;
  constraint?: string;
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
      return undefined;
  }
}
