/** The tool did not do what was asked of it; `status` is null when it did not answer at all. The host says the rest. */
export class RemoteFailed extends Error {
  override readonly name = 'RemoteFailed';
  /** Tells it from other errors when a connector brings its own copy of this library. */
  readonly isRemoteFailed = true;
  constructor(
    /** What people call the tool. */
    readonly remote: string,
    readonly status: number | null,
    /** What was tried and what the tool said, without secrets. */
    readonly summary: string,
  ) {
    super(`${remote}${status === null ? '' : ` answered ${status}`}: ${summary}`);
  }
}

/** What came from a peer or was entered cannot be used; the message says why and names no secret. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly isUnfit = true;
}
