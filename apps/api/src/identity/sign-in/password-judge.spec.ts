import { passwordWeakness } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { weaknessOf } from './password-judge.js';

describe('judging a password', () => {
  it('says what the contract says, in the browser and here', async () => {
    for (const [password, about] of [
      ['Password1234!', []],
      ['ada.lovelace-2026', ['ada.lovelace@example.org', 'Ada', 'Lovelace']],
      ['correct horse battery', []],
      ['aaaaaaaaaaaaaaaaaaaaaaa', []],
    ] as const)
      expect([password, await weaknessOf(password, about)]).toEqual([
        password,
        await passwordWeakness(password, about),
      ]);
  });

  it('lets the program go on meanwhile, and several wait for one thread', async () => {
    await weaknessOf('is loaded by now', []);
    let turns = 0;
    let goesOn = true;
    const turn = () => {
      turns++;
      if (goesOn) setImmediate(turn);
    };
    turn();
    const long = 'l33t passw0rd of n0b0dy qwertz asdf 1q2w3e4r abcabcabc 19991231';
    const [bad, good] = await Promise.all([weaknessOf('Password1234!', []), weaknessOf(long, [])]);
    goesOn = false;
    expect([bad, good]).toEqual([expect.stringContaining('easy to guess'), undefined]);
    expect(turns).toBeGreaterThan(10);
  });
});
