import { describe, expect, test } from 'vitest';
import { parsePhp, phpInteger, phpList, phpTruthy } from './php.js';
import { WireRefusal } from './refusal.js';

const parsed = (text: string): unknown => JSON.parse(JSON.stringify(parsePhp(text)));

describe('a query read as PHP reads it', () => {
  test('keeps the last of equal names and reads + and escapes', () => {
    expect(parsed('a=1&a=2&b=x+y%20z&c&d=')).toEqual({ a: '2', b: 'x y z', c: '', d: '' });
  });

  test('turns dots and spaces of the top name into underscores, not those of keys', () => {
    expect(parsed('Organisations.id=2&a b=1&m[a.b]=3&%20x=4')).toEqual({
      Organisations_id: '2',
      a_b: '1',
      m: { 'a.b': '3' },
      x: '4',
    });
  });

  test('ends the name at the first equals sign', () => {
    expect(parsed('_metafield_1_3_!==64505&q=a]=b')).toEqual({ '_metafield_1_3_!': '=64505', q: 'a]=b' });
    expect(parsed('name_!%3D[]=France')).toEqual({ 'name_!=': { 0: 'France' } });
  });

  test('appends, indexes and mixes both', () => {
    expect(parsed('a[]=1&a[]=2')).toEqual({ a: { 0: '1', 1: '2' } });
    expect(parsed('n%5B0%5D=a&n%5B1%5D=b')).toEqual({ n: { 0: 'a', 1: 'b' } });
    expect(parsed('m[6][new][0]=x&m[6][new][]=y&m[1]=z')).toEqual({ m: { 1: 'z', 6: { new: { 0: 'x', 1: 'y' } } } });
  });

  test('lets a scalar replace a list and a list a scalar', () => {
    expect(parsed('a[]=1&a=2')).toEqual({ a: '2' });
    expect(parsed('a=1&a[]=2')).toEqual({ a: { 0: '2' } });
  });

  test('treats an open bracket as an underscore and ignores text after the last bracket', () => {
    expect(parsed('a[b=1&c[d]e=2&[x]=3&=4')).toEqual({ a_b: '1', c: { d: '2' } });
  });

  test('keeps __proto__ a plain key', () => {
    const result = parsePhp('__proto__[x]=1');
    expect(Object.keys(result)).toEqual(['__proto__']);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('leaves a stray percent sign and refuses what is not UTF-8', () => {
    expect(parsed('a=100%&b=%zz')).toEqual({ a: '100%', b: '%zz' });
    expect(() => parsePhp('a=%ff')).toThrow(WireRefusal);
  });

  test('drops names nested deeper than any form is', () => {
    expect(parsed(`a${'[b]'.repeat(40)}=1&c=2`)).toEqual({ c: '2' });
  });

  test('reads five thousand appended values in order', () => {
    const list = phpList(parsePhp(Array.from({ length: 5000 }, (_, index) => `a[]=${index}`).join('&')).a);
    expect(list).toHaveLength(5000);
    expect(list.at(-1)).toBe('4999');
  });
});

describe('PHP conversions', () => {
  test('take the number a text starts with', () => {
    expect(['5', ' 7', '12abc', '-1', 'abc', '', '1e2', '9'.repeat(40)].map(phpInteger)).toEqual([
      5,
      7,
      12,
      -1,
      0,
      0,
      100,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  test('know what is true', () => {
    expect(['1', 'false', '0.0', { a: 1 }].map(phpTruthy)).toEqual([true, true, true, true]);
    expect(['0', '', undefined, null, {}, []].map(phpTruthy)).toEqual([false, false, false, false, false, false]);
  });
});
