import type { Endpoint, ReplyOf } from '@cerebrate/contract';
import axios, { type AxiosResponse } from 'axios';
import { addressOf } from './call.js';
import { ProblemError, problemOf } from './problem-error.js';
import { currentSession } from './session-store.js';

/** How an upload is followed and given up. */
export interface UploadOptions {
  readonly signal?: AbortSignal;
  /** Told the part that has left, 0 to 1. */
  readonly onPart?: (part: number) => void;
}

/**
 * Sends a file as multipart/form-data, field `file`, and resolves to the reply. The browser reads the file as it goes.
 * @throws ProblemError for any refusal and, with status 0, when nobody answered; axios' CanceledError after `signal`
 */
export async function upload<E extends Endpoint>(
  endpoint: E,
  file: File,
  { signal, onPart }: UploadOptions = {},
): Promise<ReplyOf<E>> {
  const form = new FormData();
  form.append('file', file, file.name);
  const token = currentSession()?.csrfToken;
  let response: AxiosResponse<unknown>;
  try {
    response = await axios.request({
      url: addressOf(endpoint),
      method: endpoint.method,
      data: form,
      headers: { accept: 'application/json, application/problem+json', ...(token ? { 'x-csrf-token': token } : {}) },
      validateStatus: () => true,
      onUploadProgress: ({ progress }) => onPart?.(progress ?? 0),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (axios.isCancel(error)) throw error;
    throw new ProblemError({
      status: 0,
      title: 'No answer',
      detail: 'The file could not be sent. Check the connection and try again.',
    });
  }
  if (response.status < 400) return response.data as ReplyOf<E>;
  throw problemOf(response.status, response.data, {});
}
