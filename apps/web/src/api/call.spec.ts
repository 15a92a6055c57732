import { roles, session, tags, users } from '@cerebrate/contract';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressOf, call } from './call.js';
import { ProblemError } from './problem-error.js';
import { onHeld, onProofNeeded } from './proof.js';
import { currentSession, keepSession, onSignedOut } from './session-store.js';

const known = { signedIn: true, user: null, csrfToken: 'first-token', settings: {} };
const done = { done: true };

describe('calling the API', () => {
  let asked: InternalAxiosRequestConfig[] = [];
  let answers: { status: number; data?: unknown; headers?: Record<string, string> }[] = [];
  beforeEach(() => {
    asked = [];
    keepSession(known);
    axios.defaults.adapter = async (config): Promise<AxiosResponse> => {
      asked.push(config);
      const answer = answers.shift() ?? { status: 200, data: done };
      return { statusText: '', headers: {}, config, data: undefined, ...answer };
    };
  });
  afterEach(() => {
    answers = [];
  });

  it('fills in the path and repeats list parameters', () => {
    const query = { tag: ['a b', 'c&d'], q: 'x' };
    expect(addressOf(tags.get, { params: { ref: '7' } })).toBe('/api/v1/tags/7');
    expect(addressOf(users.list, { query })).toBe('/api/v1/users?tag=a+b&tag=c%26d&q=x');
    expect(() => addressOf(tags.get)).toThrow("needs 'ref'");
  });

  it('sends the session’s token and the version with writes, and neither with reads', async () => {
    await call(tags.update, { params: { ref: '7' }, body: { name: 'x' }, ifMatch: 3 });
    await call(tags.get, { params: { ref: '7' } });
    expect(asked[0]?.headers.get('x-csrf-token')).toBe('first-token');
    expect(asked[0]?.headers.get('if-match')).toBe('"3"');
    expect(asked[0]?.data).toBe('{"name":"x"}');
    expect(asked[1]?.headers.get('x-csrf-token')).toBeUndefined();
  });

  it('reads the token anew when another tab signed in again, and sends the write once more', async () => {
    const renewed = { ...known, csrfToken: 'second-token' };
    answers = [
      { status: 403, data: {} },
      { status: 200, data: renewed },
      { status: 200, data: done },
    ];
    await expect(call(tags.remove, { params: { ref: '7' } })).resolves.toEqual(done);
    expect(asked.map((one) => one.headers.get('x-csrf-token'))).toEqual(['first-token', undefined, 'second-token']);
  });

  it('asks for a proof when a call needs one, once for all calls that wait, and sends them again', async () => {
    const refused = { status: 403, data: { type: 'urn:cerebrate:problem:proof-needed' } };
    const ask = vi.fn(() => Promise.resolve(true));
    const stop = onProofNeeded(ask);
    answers = [refused, refused];
    await expect(
      Promise.all([call(tags.remove, { params: { ref: '7' } }), call(tags.remove, { params: { ref: '8' } })]),
    ).resolves.toEqual([done, done]);
    expect(ask).toHaveBeenCalledOnce();
    expect(asked.map((one) => one.url)).toEqual(['7', '8', '7', '8'].map((ref) => `/api/v1/tags/${ref}`));
    ask.mockResolvedValue(false);
    answers = [refused];
    await expect(call(tags.remove, { params: { ref: '7' } })).rejects.toMatchObject({ status: 403 });
    stop();
  });

  it('tells what must be done before anything else', async () => {
    const listener = vi.fn();
    const stop = onHeld(listener);
    answers = [{ status: 403, data: { type: 'urn:cerebrate:problem:factor-needed' } }];
    await expect(call(roles.list)).rejects.toMatchObject({ status: 403 });
    expect(listener).toHaveBeenCalledWith('factor');
    stop();
  });

  it('throws what the API says, with issues, request and the time to wait', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Too many requests',
      status: 429,
      detail: 'wait',
      issues: [],
      requestId: 'r1',
    };
    answers = [{ status: 429, data: problem, headers: { 'retry-after': '42' } }];
    const error = await call(roles.list).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 429, detail: 'wait', requestId: 'r1', retryAfter: 42 });
  });

  it('tells by its status what is no problem document, such as a proxy’s page', async () => {
    answers = [{ status: 502, data: '<html>', headers: { 'x-request-id': 'r2' } }];
    await expect(call(roles.list)).rejects.toMatchObject({
      status: 502,
      title: 'The server answered 502',
      requestId: 'r2',
    });
  });

  it('says that nobody answered with status 0', async () => {
    axios.defaults.adapter = () => Promise.reject(new Error('network'));
    await expect(call(roles.list)).rejects.toMatchObject({ status: 0, title: 'No answer' });
  });

  it('forgets the session and says so after a 401, but not after wrong credentials', async () => {
    const listener = vi.fn();
    const stop = onSignedOut(listener);
    answers = [{ status: 401, data: {} }];
    await expect(call(session.signIn, { body: { username: 'a', password: 'b' } })).rejects.toMatchObject({
      status: 401,
    });
    expect(listener).not.toHaveBeenCalled();
    answers = [{ status: 401, data: {} }];
    await expect(call(roles.list)).rejects.toMatchObject({ status: 401 });
    expect(listener).toHaveBeenCalledOnce();
    expect(currentSession()).toBeUndefined();
    stop();
  });
});
