import { describe, expect, it } from 'vitest';
import { NewPassword, normalisedUsername, passwordFault, Username } from './credentials.js';

describe('a user name', () => {
  it('is one name in any letter case, width or surrounding space', () => {
    for (const text of ['alice', ' Alice ', 'ALICE', 'ａｌｉｃｅ', 'Ａlice'])
      expect(normalisedUsername(text)).toBe('alice');
  });

  it('has 5 to 50 characters once it is normal', () => {
    expect(Username.parse('  Abcde ')).toBe('abcde');
    for (const text of ['abcd', '   abc   ', 'x'.repeat(51), 'line\nbreak'])
      expect(Username.safeParse(text).success).toBe(false);
  });
});

describe('a password', () => {
  it('is long, or shorter with three kinds of signs', () => {
    for (const text of ['sixteen letters!', 'aaaaaaaaaaaaaaaa', 'Twelve chars', 'twelve-ch4rs', 'ÄÖÜäöü123456'])
      expect([text, passwordFault(text)]).toEqual([text, undefined]);
    for (const text of ['', 'Short1!', 'onlylowercas', 'twelve chars', 'ABCDEFGH1234'])
      expect([text, passwordFault(text)]).not.toEqual([text, undefined]);
  });

  it('counts what a person sees, not code units', () => {
    expect(passwordFault('😀'.repeat(15))).toBeDefined();
    expect(passwordFault('😀'.repeat(16))).toBeUndefined();
  });

  it('is refused with the remedy', () => {
    expect(NewPassword.safeParse('short').error?.issues[0]?.message).toBe('must have at least 12 characters');
    expect(NewPassword.safeParse('x'.repeat(201)).success).toBe(false);
  });
});
