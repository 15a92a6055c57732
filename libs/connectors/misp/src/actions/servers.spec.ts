import { lendHost } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting, cerbOne, one } from '../../test/acting.js';
import { startMisp } from '../../test/stand-in/index.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('synchronisation servers', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const full = {
    ...{
      url: 'https://other.example',
      name: 'The other',
      organisation: one,
      authkey: 's'.repeat(40),
      push: true,
      pull: true,
    },
    ...{
      self_signed: true,
      certificate: pem,
      clientCertificate: pem,
      pushTagsAllowed: ['tlp:green'],
      pullOrgsBlocked: ['Noise'],
    },
  };

  it('are added with every field of the page, listed, changed and deleted', async () => {
    const host = lendHost({ organisations: [cerbOne] });
    expect((await acting.act('add-server', full, host)).message).toBe('The other is added as number 1.');
    expect((await acting.table('servers')).rows).toEqual([
      expect.objectContaining({
        ...{
          id: '1',
          name: 'The other',
          url: 'https://other.example',
          remoteOrganisation: 'Cerb One',
          push: true,
          pull: true,
        },
        ...{
          selfSigned: true,
          certificates: ['1.pem', '1_client.pem'],
          rules: ['push with tag: tlp:green', 'pull not of: Noise'],
        },
      }),
    ]);
    expect(JSON.stringify((await acting.table('servers')).rows)).not.toContain(full.authkey);

    const form = await acting.prefill('edit-server', { id: '1' });
    expect(form).toMatchObject({ id: '1', push: true, pushTagsAllowed: ['tlp:green'] });
    await acting.act('edit-server', { ...form, pull: false, pushTagsAllowed: [], removeCertificate: true }, host);
    expect(acting.misp.state.servers).toMatchObject([
      { pull: false, push: true, authkey: full.authkey, cert_file: null },
    ]);
    expect(acting.misp.state.servers[0]?.push_rules).not.toContain('tlp:green');

    await acting.act('delete-server', { id: '1' });
    expect((await acting.act('delete-server', { id: '1' })).message).toBe('Number 1 was gone already.');
    expect((await acting.table('servers')).rows).toEqual([]);
  });

  it('are tested with the means of MISP, and what came of it is told', async () => {
    const other = await startMisp();
    const host = lendHost({ organisations: [cerbOne] });
    await acting.act('add-server', { ...full, url: other.url, authkey: other.keyOf('5') }, host);
    await acting.act('add-server', { ...full, url: other.url, authkey: other.keyOf('3') }, host);

    expect(await acting.act('test-server', { id: '1' })).toMatchObject({
      isDone: true,
      message: 'The connection works. Versions: 2.5.1 here, 2.5.1 there.',
    });
    expect(await acting.act('test-server', { id: '2' })).toMatchObject({ isDone: false, answer: { status: 8 } });
    await other.stop();
    expect((await acting.act('test-server', { id: '1' })).message).toBe('The other MISP does not answer.');
  });
});
