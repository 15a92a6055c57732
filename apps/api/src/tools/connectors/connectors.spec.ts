import { defineConnector } from '@cerebrate/connector-sdk';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLog } from '../../kernel/index.js';
import { loadConnectors } from './connectors.js';

const notes = defineConnector({
  id: 'notes',
  wireName: 'NotesConnector',
  title: 'Notes',
  description: 'Keeps notes.',
  version: '1.0.0',
  sdk: '^1.0.0',
  settings: z.object({ url: z.string() }),
  address: ({ url }) => ({ url }),
  health: async () => ({ state: 'ok', message: 'OK' }),
  actions: [],
});
const packages: Readonly<Record<string, () => Promise<unknown>>> = {
  notes: async () => notes,
  again: async () => notes,
  twin: async () => ({ ...notes, id: 'twin' }),
  newer: async () => ({ ...notes, id: 'newer', sdk: '^9.0.0' }),
  empty: async () => undefined,
  thrower: async () => {
    throw new Error('its engine is missing');
  },
  formless: async () => ({ ...notes, id: 'formless', wireName: undefined, settings: z.string() }),
};
const load = (name: string) => packages[name]?.() ?? Promise.reject(new Error(`cannot find ${name}`));

describe('connectors', () => {
  it('that are broken are refused with a reason, and the others are hosted', async () => {
    const names = ['notes', 'again', 'twin', 'newer', 'empty', 'thrower', 'formless', 'absent'];
    const found = await loadConnectors(names, createLog('silent'), load);
    expect(found.list().map(({ id }) => id)).toEqual(['notes']);
    expect(found.refused).toEqual([
      { name: 'again', reason: "another package brings a connector 'notes' already" },
      { name: 'twin', reason: 'another package calls its connector NotesConnector already' },
      { name: 'newer', reason: expect.stringContaining('^9.0.0') },
      { name: 'empty', reason: 'its default export is no connector' },
      { name: 'thrower', reason: 'its engine is missing' },
      { name: 'formless', reason: expect.stringContaining('form') },
      { name: 'absent', reason: 'cannot find absent' },
    ]);
    expect(found.spoken('NotesConnector')?.id).toBe('notes');
    expect(() => found.named('nope')).toThrow('no connector');
  });

  it('that come with the program are all hosted', async () => {
    const names = ['misp', 'mailman', 'mattermost'].map((name) => `@cerebrate/connector-${name}`);
    const found = await loadConnectors(names, createLog('silent'));
    expect([found.refused, found.list().length]).toEqual([[], 3]);
  });
});
