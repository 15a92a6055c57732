import { describe, expect, test } from 'vitest';
import { csvTime, csvTimeOf, parseWireTime, wireTime, wireTimePattern } from './time.js';

describe('times', () => {
  const time = new Date('2026-11-22T01:09:28.999Z');

  test('are served in UTC, with whole seconds and a numeric offset', () => {
    expect(wireTime(time)).toBe('2026-11-22T01:09:28+00:00');
    expect(wireTime(time)).toMatch(wireTimePattern);
    expect(csvTime(time)).toBe('2026-11-22 01:09:28');
    expect(csvTimeOf(wireTime(time))).toBe(csvTime(time));
    expect(csvTimeOf('yesterday')).toBe('yesterday');
  });

  test('are read with and without clock and offset', () => {
    const read = (text: string) => parseWireTime(text)?.toISOString();
    expect(read('2027-01-31')).toBe('2027-01-31T00:00:00.000Z');
    expect(read('2027-01-31 12:00:00')).toBe('2027-01-31T12:00:00.000Z');
    expect(read('2027-01-31T12:00:00+02:00')).toBe('2027-01-31T10:00:00.000Z');
    expect(read('2027-01-31T12:00+0200')).toBe('2027-01-31T10:00:00.000Z');
    expect(read('2027-01-31T12:00:00.123456Z')).toBe('2027-01-31T12:00:00.123Z');
  });

  test('that are none are null', () => {
    for (const text of ['', 'tomorrow', '1893456000', '2027-02-30', '2027-13-01', '2027-01-01T25:00']) {
      expect(parseWireTime(text)).toBeNull();
    }
  });
});
