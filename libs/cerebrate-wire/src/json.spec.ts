import { describe, expect, test } from 'vitest';
import { recordedSteps, recording } from '../fixtures/index.js';
import { saveRefusal, wireError, wireErrorJson, wireMessages } from './errors.js';
import { phpJson, phpMap, wireJson } from './json.js';

const bodies = recordedSteps()
  .map(({ recording: path }) => ({ path, ...recording(path).response }))
  // answers that were made up to see what a MISP asks are not PHP's
  .filter(({ path }) => !path.startsWith('misp-client/'))
  .filter(({ headers, body }) => body !== '' && headers['content-type'] === 'application/json');

const isAnswer = (value: unknown): boolean => Object.hasOwn(value as object, 'saved');

describe('PHP JSON', () => {
  test('is byte for byte what was recorded, indented for data and compact for errors', () => {
    for (const { path, body, status } of bodies) {
      const value: unknown = JSON.parse(body);
      // a refused alignment is an answer of its action, not an error (recording 222)
      const isError = status >= 400 && !isAnswer(value);
      expect([path, phpJson(value, isError ? 'error' : 'data')]).toEqual([path, body]);
    }
    expect(bodies.length).toBeGreaterThan(200);
  });

  test('says the same as compact JSON', () => {
    const value = { name: 'Ñandú 🛰️ / "q"', list: [], map: {} };
    expect(JSON.parse(phpJson(value))).toEqual(value);
    expect(wireJson(value)).toBe(JSON.stringify(value));
  });

  test('escapes markup and quotes in errors, and backslashes only once', () => {
    expect(phpJson({ a: `<&>'"\\"` }, 'error')).toBe(String.raw`{"a":"\u003C\u0026\u003E\u0027\u0022\\\u0022"}`);
  });

  test('has no empty map', () => {
    expect(phpMap({})).toEqual([]);
    expect(phpMap({ a: 1 })).toEqual({ a: 1 });
  });
});

describe('an error body', () => {
  test('repeats path and query as recorded', () => {
    for (const { path, body, status } of bodies) {
      const value = JSON.parse(body) as { message: string; code: number };
      const { message, code } = value;
      if (status >= 400 && !isAnswer(value))
        expect(wireErrorJson(code, message, recording(path).request.path)).toBe(body);
    }
  });

  test('escapes HTML in the address', () => {
    expect(wireError(404, wireMessages.notFound, `/tags/view/<b>"'&`)).toEqual({
      message: 'Not Found',
      url: '/tags/view/&lt;b&gt;&quot;&#039;&amp;',
      code: 404,
    });
  });
});

describe('a refused save', () => {
  test('names the one field and its texts', () => {
    expect(saveRefusal('Organisation', 'added', { name: ['cannot be empty', 'is odd'] })).toEqual({
      message: 'Organisation could not be added.\nReason: name: cannot be empty, is odd',
    });
  });

  test('says something general about several fields', () => {
    const { message } = saveRefusal('Tag', 'modified', { name: ['a'], colour: ['b'] });
    expect(message).toBe(`Tag could not be modified.\nReason: ${wireMessages.severalFaults}`);
  });
});
