import type { RemoteFailed as ConnectorFailed, Unfit } from '@cerebrate/connector-sdk';
import { Conflict, DomainError, RemoteFailed } from '../../kernel/index.js';

/**
 * What a connector threw, in the words of the house: its own failures by their marks, since it may bring its own copy of
 * the SDK; a value it could not read (a zod error) as a failure of the tool.
 */
export function toldFailure(error: unknown, tool: string): Error {
  if (error instanceof DomainError) return error;
  if (isFailed(error))
    return error.cause instanceof DomainError
      ? error.cause
      : new RemoteFailed(error.remote, error.status, error.summary);
  if (isUnfit(error)) return new Conflict(error.message);
  if (error instanceof Error && 'issues' in error && Array.isArray(error.issues)) {
    const [issue] = error.issues as { path?: unknown[]; message?: string }[];
    return new RemoteFailed(tool, null, `its answer has another form: ${issue?.path?.join('.')} ${issue?.message}`);
  }
  return error as Error;
}

const isFailed = (error: unknown): error is ConnectorFailed =>
  error instanceof Error && 'isRemoteFailed' in error && error.isRemoteFailed === true;

const isUnfit = (error: unknown): error is Unfit =>
  error instanceof Error && 'isUnfit' in error && error.isUnfit === true;
