import { type Issue, problemTypes } from '@cerebrate/contract';

/**
 * The one family of errors that domain code throws. A filter maps them to problem documents (ours) or to the
 * original's error bodies (dialect); a service never sees a status code.
 */
export abstract class DomainError extends Error {
  abstract readonly status: number;
  abstract readonly title: string;
  /** A URI by which programs tell this refusal from others of its status. */
  readonly type: string = 'about:blank';
  constructor(
    message: string,
    readonly issues: readonly Issue[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The caller sent something that cannot be accepted; `issues` names each field and its remedy. */
export class InvalidInput extends DomainError {
  readonly status = 400;
  readonly title = 'Invalid input';
  /** One fault in one field: `InvalidInput.at(['name'], 'is needed')`. */
  static at(path: (string | number)[], message: string): InvalidInput {
    return new InvalidInput(`${path.join('.')}: ${message}`, [{ path, message }]);
  }
}
/** Nobody is signed in, or the credential is unknown, expired or disabled. The answer never says which. */
export class NotAuthenticated extends DomainError {
  readonly status = 401;
  readonly title = 'Not signed in';
}
/** The caller is known but lacks the permission, or a rule forbids this very value. */
export class NotAllowed extends DomainError {
  readonly status = 403;
  readonly title = 'Not allowed';
}
/** A browser's caller must prove again who they are before this call. */
export class ProofNeeded extends NotAllowed {
  override readonly type = problemTypes.proofNeeded;
}
/** A browser's caller must do something else before any other call. */
export class Held extends NotAllowed {
  override readonly type: string;
  constructor(by: HeldBy) {
    super(
      by === 'factor'
        ? 'your role asks for a second factor: enrol one before anything else'
        : 'an administrator set your password: choose one of your own before anything else',
    );
    this.type = by === 'factor' ? problemTypes.factorNeeded : problemTypes.passwordNeeded;
  }
}
/** What must be done before anything else. */
export type HeldBy = 'factor' | 'password';
/** There is no such record, or it is outside the caller's scope: the two cannot be told apart. */
export class NotFound extends DomainError {
  readonly status = 404;
  readonly title = 'Not found';
}
/** The change contradicts what is stored (a duplicate, a record still referred to). */
export class Conflict extends DomainError {
  readonly status = 409;
  readonly title = 'Conflict';
}
/** Somebody changed the record since the caller read it. */
export class StaleWrite extends DomainError {
  readonly status = 412;
  readonly title = 'Changed meanwhile';
}
/** Another machine did not do what we asked; `remote` names it, `remoteStatus` is null when it did not answer at all. */
export class RemoteFailed extends DomainError {
  readonly status = 502;
  readonly title = 'A remote failed';
  constructor(
    readonly remote: string,
    readonly remoteStatus: number | null,
    readonly summary: string,
    /** Why there was no answer, as the machine says it: `ENOTFOUND`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `TIMEOUT`. */
    readonly code: string | null = null,
  ) {
    super(`${remote}${remoteStatus === null ? '' : ` answered ${remoteStatus}`}: ${summary}`);
  }
}
/** More at once than one call may bring. */
export class TooLarge extends DomainError {
  readonly status = 413;
  readonly title = 'Too large';
}
/** More calls than the limiter allows; `retryAfter` in seconds. */
export class TooManyRequests extends DomainError {
  readonly status = 429;
  readonly title = 'Too many requests';
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
  }
}
/**
 * What the program stands on does not answer at the moment; `retryAfter` in seconds. No `DomainError`: it says nothing
 * about what was asked, so whoever takes records or jobs one by one must not note it as their refusal.
 */
export class Unavailable extends Error {
  constructor(
    message: string,
    readonly retryAfter: number,
    /** What happened, for the log alone. */
    override readonly cause: unknown,
  ) {
    super(message);
    this.name = 'Unavailable';
  }
}
