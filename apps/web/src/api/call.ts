import { type Call, type Endpoint, problemTypes, type ReplyOf, Session, session } from '@cerebrate/contract';
import axios, { type AxiosResponse } from 'axios';
import { ProblemError, problemOf } from './problem-error.js';
import { askProof, tellHeld } from './proof.js';
import { currentSession, keepSession, tellSignedOut } from './session-store.js';

export type CallOptions<E extends Endpoint> = Call<E> & {
  /** The record's version as it was read: a change in between is refused with 412. */
  ifMatch?: number;
  signal?: AbortSignal;
};

/**
 * Calls an endpoint of the contract and resolves to its reply. Writes repeat the session's token; when another tab
 * signed in anew meanwhile, the token is read again and the write sent once more. A call that needs a proof asks for it
 * and is sent once more.
 * @throws ProblemError for any refusal and, with status 0, when nobody answered; axios' CanceledError after `signal`
 */
export async function call<E extends Endpoint>(endpoint: E, options: CallOptions<E> = {}): Promise<ReplyOf<E>> {
  let response = await send(endpoint, options);
  if (isRefused(response) && typeOf(response) === 'about:blank' && endpoint.method !== 'GET' && (await hasNewToken()))
    response = await send(endpoint, options);
  if (isRefused(response) && typeOf(response) === problemTypes.proofNeeded && (await askProof()))
    response = await send(endpoint, options);
  if (response.status < 400) return response.data as ReplyOf<E>;
  if (response.status === 401 && !waysIn.has(endpoint)) tellSignedOut();
  if (isRefused(response) && typeOf(response) === problemTypes.factorNeeded) tellHeld('factor');
  if (isRefused(response) && typeOf(response) === problemTypes.passwordNeeded) tellHeld('password');
  throw problemOf(response.status, response.data, {
    requestId: headerOf(response, 'x-request-id'),
    retryAfter: headerOf(response, 'retry-after'),
  });
}

/** Where a 401 says that what was typed is wrong. */
const waysIn: ReadonlySet<Endpoint> = new Set<Endpoint>([
  session.signIn,
  session.secondFactor,
  session.passkey,
  session.passkeyOptions,
]);

const isRefused = ({ status }: AxiosResponse<unknown>): boolean => status === 403;

/** The type of a problem document; `about:blank` for everything else. */
const typeOf = ({ data }: AxiosResponse<unknown>): string => {
  const type = (data as { type?: unknown } | null)?.type;
  return typeof type === 'string' ? type : 'about:blank';
};

/** The address of an endpoint with its parameters filled in, for links and downloads. Throws when one is missing. */
export function addressOf<E extends Endpoint>(endpoint: E, options: Pick<Call<E>, 'params' | 'query'> = {}): string {
  const params = (options.params ?? {}) as Readonly<Record<string, string | number | undefined>>;
  const path = endpoint.path.replace(/:([a-zA-Z]+)/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined || value === '') throw new Error(`${endpoint.path} needs '${key}'`);
    return encodeURIComponent(String(value));
  });
  const query = queryText((options.query ?? {}) as Readonly<Record<string, unknown>>);
  return query === '' ? path : `${path}?${query}`;
}

/** Repeated parameters for lists; absent values are left out. */
function queryText(query: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) text.append(key, String(one));
  return text.toString();
}

async function send<E extends Endpoint>(endpoint: E, options: CallOptions<E>): Promise<AxiosResponse<unknown>> {
  const token = currentSession()?.csrfToken;
  try {
    return await axios.request({
      url: addressOf(endpoint, options),
      method: endpoint.method,
      ...(options.body === undefined ? {} : { data: JSON.stringify(options.body) }),
      headers: {
        accept: 'application/json, application/problem+json, */*;q=0.1',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
        ...(token && endpoint.method !== 'GET' ? { 'x-csrf-token': token } : {}),
      },
      validateStatus: () => true,
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (axios.isCancel(error)) throw error;
    throw new ProblemError({
      status: 0,
      title: 'No answer',
      detail: 'The server could not be reached. Check the connection and try again.',
    });
  }
}

/** Whether the session has another token by now than the one we sent. */
async function hasNewToken(): Promise<boolean> {
  const before = currentSession()?.csrfToken;
  const response = await send(session.get, {});
  const parsed = Session.safeParse(response.data);
  if (!parsed.success || parsed.data.csrfToken === before) return false;
  keepSession(parsed.data);
  return parsed.data.signedIn;
}

function headerOf(response: AxiosResponse<unknown>, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}
