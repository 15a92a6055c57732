import { lendHost } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting, bare, cerbOne, one, theirs, two } from '../../test/acting.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('users', () => {
  it('are listed, created, disabled, enabled, moved and given a new key that is shown once', async () => {
    const host = lendHost({ organisations: [cerbOne, bare] });
    const made = await acting.act('add-user', { email: 'new@misp.test', organisation: one, role_id: '5' }, host);
    expect(acting.misp.state.userOfKey(made.revealed?.value ?? '')?.email).toBe('new@misp.test');
    expect(made.message).not.toContain(made.revealed?.value);

    await acting.act('disable-user', { id: '2' });
    expect((await acting.table('users', { state: 'disabled' })).rows).toMatchObject([
      { email: 'new@misp.test', role: 'Sync user', organisation: 'Cerb One' },
    ]);
    await acting.act('enable-user', { id: '2' });
    const reset = await acting.act('reset-user-key', { id: '2' });
    expect(acting.misp.state.userOfKey(made.revealed?.value ?? '')).toBeUndefined();
    expect(acting.misp.state.userOfKey(reset.revealed?.value ?? '')?.id).toBe('2');

    await acting.act('set-user-organisation', { id: '2', organisation: two }, host);
    expect((await acting.table('users', {}, { q: 'new@' })).rows).toMatchObject([{ organisation: 'Cerb Two' }]);
    await expect(acting.act('set-user-organisation', { id: '2', organisation: theirs }, host)).rejects.toThrow(
      /neither there nor here/,
    );
    expect(JSON.stringify((await acting.table('users')).rows)).not.toMatch(/[a-zA-Z0-9]{40}/);
  });

  it('with an address that is taken are refused in the words of MISP', async () => {
    const again = acting.act(
      'add-user',
      { email: 'ADMIN@admin.test', organisation: one },
      lendHost({ organisations: [cerbOne] }),
    );
    await expect(again).rejects.toThrow(/already exists/);
  });
});
