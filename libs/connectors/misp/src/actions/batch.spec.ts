import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting, actionOf } from '../../test/acting.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('a call of the API on many instances', () => {
  it('asks, posts and tells what MISP refuses, as recorded', async () => {
    expect(await acting.act('api-call', { method: 'GET', url: '/servers/getVersion' })).toMatchObject({
      isDone: true,
      message: 'API query successful',
      answer: { version: '2.5.1' },
    });
    expect(await acting.act('api-call', { method: 'POST', url: '/organisations/index', body: '{}' })).toMatchObject({
      isDone: true,
    });
    expect(await acting.act('api-call', { method: 'GET', url: '/nope/nope' })).toMatchObject({
      isDone: false,
      message: expect.stringMatching(
        /^Could not GET from the requested resource for `\/nope\/nope`. Remote returned:\n/,
      ) as string,
    });
    expect(acting.misp.calls.map(({ body }) => body ?? null)).toEqual([null, {}, null]);
  });

  it.each(['//evil.example/x', '/a/../../b', '@evil.example', 'http://x y'])('goes to no other place: %s', (url) => {
    expect(actionOf('api-call').params.safeParse({ method: 'GET', url }).success).toBe(false);
  });

  it('says beforehand what it would do', () => {
    const action = actionOf('api-call');
    const params = action.params.parse({ method: 'POST', url: 'servers/restartWorkers', body: '{"a":1}' });
    expect(action.kind === 'batch' && action.plan(acting.tool, params)).toBe(
      'POST /servers/restartWorkers with {"a":1}',
    );
  });
});
