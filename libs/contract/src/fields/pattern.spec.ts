import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestValue } from './field-type.js';
import { validateFieldValue } from './field-value.js';
import { compilePattern, InvalidPattern } from './pattern.js';

const refusals: [string, string][] = [
  ['(a)\\1', 'has a back-reference'],
  ['(?<n>a)\\k<n>', 'has a back-reference'],
  ['(?=a)b', 'has a look-ahead or look-behind'],
  ['a(?!b)', 'has a look-ahead or look-behind'],
  ['(?<=a)b', 'has a look-ahead or look-behind'],
  ['(?<!a)b', 'has a look-ahead or look-behind'],
  ['(?>a)b', 'cannot be read'],
  ['[a', 'cannot be read'],
  ['*', 'cannot be read'],
  ['a{1001}', 'cannot be read'],
  ['/a b/x', 'has the flag x'],
  ['', 'is empty'],
  ['//', 'is empty'],
  ['.{1000}', 'repeats too much'],
  ['a'.repeat(501), 'is longer than 500 characters'],
];

describe('a pattern', () => {
  it('must match the whole value', () => {
    const pattern = compilePattern('[a-z]{2,3}');
    expect(pattern.matches('lu')).toBe(true);
    expect(pattern.matches('luxe')).toBe(false);
    expect(pattern.matches('lu\nxx')).toBe(false);
    expect(compilePattern('a|ab').matches('ab')).toBe(true);
    expect(compilePattern('a|b').matches('ax')).toBe(false);
  });

  it('loses PHP delimiters and keeps their flags, so the FIRST telephone pattern works as meant', () => {
    expect(compilePattern('/^\\+[0-9\\-]*$/').matches('+352-100')).toBe(true);
    expect(compilePattern('/^\\+[0-9\\-]*$/').matches('352-100')).toBe(false);
    expect(compilePattern('/^lu$/i').matches('LU')).toBe(true);
    expect(compilePattern('/a.b/s').matches('a\nb')).toBe(true);
    expect(compilePattern('/a\\/b/').matches('a/b')).toBe(true);
  });

  it('without delimiters keeps its slashes', () => {
    expect(compilePattern('https?:\\/\\/.+').matches('https://csirt05.example')).toBe(true);
    expect(compilePattern('/etc/passwd').matches('/etc/passwd')).toBe(true);
    expect(compilePattern('/a\\/').matches('/a/')).toBe(true);
  });

  it('cannot break out of its group', () => {
    expect(() => compilePattern('a)|(?:b')).toThrow(InvalidPattern);
  });

  it.each(refusals)('%s is refused: it %s', (source, message) => {
    expect(() => compilePattern(source)).toThrow(InvalidPattern);
    expect(() => compilePattern(source)).toThrow(message);
  });
});

describe('the pattern engine', () => {
  it('compiles or refuses with InvalidPattern, whatever is written', () => {
    const piece = fc.constantFrom(...'()[]*+?|\\/^$.:<=a', '{2}', '{1,300}', '(?', '\\p{L}', '\u{1f600}', '\ud800');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.string(), (pieces, text) => {
        try {
          compilePattern(pieces.join('')).matches(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPattern);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['(a+)+$', '(a|a)*', '(a|aa)+', '(.*a){20}', '(a?){100}a{100}', '([a-zA-Z]+)*$', '(?:a*)*b'])(
    'matches %s, which would take a backtracking engine for ever, over the longest value',
    (source) => {
      const text = `${'a'.repeat(longestValue - 1)}!`;
      expect(compilePattern(source).matches(text)).toBe(false);
    },
  );

  it('agrees with JavaScript where both engines mean the same', () => {
    const source = fc.constantFrom('a*b', '(ab|a)(c|bcd)', '[^a]+', 'a{2,3}', '(a|b)*abb', 'a?b+?c', '\\d+-\\d+');
    fc.assert(
      fc.property(
        source,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '1', '-'), maxLength: 12 }),
        (pattern, text) => {
          expect(compilePattern(pattern).matches(text)).toBe(new RegExp(`^(?:${pattern})$`).test(text));
        },
      ),
    );
  });
});

describe('validating a field value', () => {
  it('needs type, pattern and list to hold together', () => {
    const rule = { type: 'text', regex: '[a-z]+', valuesList: ['red', 'green', '7'] } as const;
    expect(validateFieldValue(rule, ' red ')).toEqual({ ok: true, values: [{ value: 'red', typed: {} }] });
    expect(validateFieldValue(rule, '7')).toEqual({
      ok: false,
      message: '"7" does not match the field\'s pattern [a-z]+',
    });
    expect(validateFieldValue(rule, 'blue')).toEqual({
      ok: false,
      message: '"blue" is not in the field\'s list; choose one of "red", "green", "7"',
    });
    expect(validateFieldValue({ type: 'integer', valuesList: ['1'] }, 'x')).toMatchObject({ ok: false });
  });

  it('compares with the list by meaning', () => {
    const rule = { type: 'asn', valuesList: ['AS64500'] } as const;
    expect(validateFieldValue(rule, '64500')).toMatchObject({ ok: true });
    expect(validateFieldValue(rule, '64501')).toMatchObject({ ok: false });
  });

  it('shortens a long list in the message', () => {
    const valuesList = Array.from({ length: 30 }, (_, index) => `v${index}`);
    expect(validateFieldValue({ type: 'select', valuesList }, 'x')).toMatchObject({
      message: expect.stringMatching(/"v9", … \(30 in all\)$/),
    });
  });

  it('takes an empty list and a null pattern for none', () => {
    expect(validateFieldValue({ type: 'text', regex: null, valuesList: [] }, 'x')).toMatchObject({ ok: true });
  });

  it('refuses every value of a field whose pattern cannot be used, and says so', () => {
    expect(validateFieldValue({ type: 'text', regex: '(a)\\1' }, 'aa')).toMatchObject({
      ok: false,
      message: expect.stringContaining("no value can be stored: the field's pattern has a back-reference"),
    });
  });

  it('takes any text for a text field with a meaning, and types what reads', () => {
    const rule = { type: 'text', semanticType: 'asn' } as const;
    expect(validateFieldValue(rule, 'AS64500')).toEqual({
      ok: true,
      values: [{ value: 'AS64500', typed: { asn: 64_500 } }],
    });
    expect(validateFieldValue(rule, 'all of them')).toEqual({
      ok: true,
      values: [{ value: 'all of them', typed: {} }],
    });
  });

  it('holds pattern and list against each network of a range', () => {
    const rule = { type: 'ipv4', regex: '10\\..*' } as const;
    expect(validateFieldValue(rule, '10.255.255.255-11.0.0.0')).toMatchObject({
      message: expect.stringContaining('"11.0.0.0"'),
    });
  });
});
