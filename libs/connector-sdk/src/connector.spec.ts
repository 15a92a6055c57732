import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import example from '../test/example.js';
import { defineConnector, faultOf, fieldsOf, sealed, sealedKeys } from './index.js';

describe('a connector', () => {
  it('is hosted when it is whole and written for this version', () => {
    expect(faultOf(example)).toBeNull();
    for (const sdk of ['1.0.0', '~1.0', '>=1.0.0 <2', '1.x', '*'])
      expect([sdk, faultOf({ ...example, sdk })]).toEqual([sdk, null]);
  });

  it('is refused with a reason otherwise', () => {
    expect(faultOf(undefined)).toContain('no connector');
    expect(faultOf({ ...example, id: 'Not an id' })).toContain('its id');
    expect(faultOf({ ...example, sdk: '^2.0.0' })).toContain('^2.0.0');
    expect(faultOf({ ...example, sdk: '^1.7.0' })).toContain('^1.7.0');
    expect(faultOf({ ...example, settings: {} })).toContain('no schema');
    expect(faultOf({ ...example, actions: [example.actions[0], example.actions[0]] })).toContain('two actions');
    expect(() => defineConnector({ ...example, version: '' })).toThrow('connector notes: title, version or sdk');
  });

  it('tells the fields of its form, and which are secrets', () => {
    expect(sealedKeys(example.settings)).toEqual(['token']);
    const schema = z.object({
      mode: z.enum(['a', 'b']).default('b'),
      most: z.int().optional(),
      hidden: sealed(z.string()).nullable().optional(),
      tagsWanted: z.array(z.string()).optional(),
    });
    expect(
      fieldsOf(schema, { most: '5' }).map(({ key, label, input, isRequired, placeholder }) => [
        key,
        label,
        input,
        isRequired,
        placeholder,
      ]),
    ).toEqual([
      ['mode', 'Mode', 'choice', false, null],
      ['most', 'Most', 'number', false, '5'],
      ['hidden', 'Hidden', 'secret', false, null],
      ['tagsWanted', 'Tags wanted', 'list', false, null],
    ]);
    expect(fieldsOf(schema)[0]).toMatchObject({ default: 'b', choices: [{ value: 'a' }, { value: 'b' }] });
  });
});
