import { fieldsOf } from '@cerebrate/connector-sdk';
import { lendHost } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ZodError } from 'zod';
import { Acting, actionOf, cerbOne, one as cerbOneId } from '../../test/acting.js';
import { lockedKeyOfOne, one, two } from '../../test/certificates.js';
import { startMisp } from '../../test/stand-in/index.js';
import { MispClient } from '../client.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('synchronisation servers', () => {
  const bundle = `${one.certificate}\n${one.key}`;
  const full = {
    ...{
      url: 'https://other.example',
      name: 'The other',
      organisation: cerbOneId,
      authkey: 's'.repeat(40),
      push: true,
      pull: true,
    },
    ...{
      self_signed: true,
      certificate: two.certificate,
      clientCertificate: bundle,
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
      { pull: false, push: true, authkey: full.authkey, cert_file: '', client_cert_file: '1_client.pem' },
    ]);
    expect(acting.misp.state.servers[0]?.push_rules).not.toContain('tlp:green');
    expect((await acting.table('servers')).rows).toMatchObject([{ certificates: ['1_client.pem'] }]);
    expect(acting.misp.state.files.get('1_client.pem')).toBe(bundle);

    await acting.act('delete-server', { id: '1' });
    expect((await acting.act('delete-server', { id: '1' })).message).toBe('Number 1 was gone already.');
    expect((await acting.table('servers')).rows).toEqual([]);
  });

  it('are asked for certificates as MISP needs them, before anything is sent', async () => {
    const host = lendHost({ organisations: [cerbOne] });
    const add = actionOf('add-server');
    const faultOf = (parse: () => unknown): string => {
      try {
        parse();
        return 'none';
      } catch (error) {
        const [issue] = (error as ZodError).issues;
        return `${issue?.path.join('.')}: ${issue?.message}`;
      }
    };
    for (const [fields, fault] of [
      [{ certificate: 'no certificate' }, 'certificate: is no certificate'],
      [{ certificate: one.certificate.replace('MII', 'AAA') }, 'certificate: is no certificate'],
      [{ certificate: bundle }, 'certificate: holds a private key'],
      [{ clientCertificate: one.certificate }, 'clientCertificate: lacks the private key'],
      [{ clientCertificate: `${one.certificate}\n${two.key}` }, 'clientCertificate: holds the private key of another'],
      [
        { clientCertificate: `${one.certificate}\n${lockedKeyOfOne}` },
        'clientCertificate: holds a private key that has',
      ],
      [{ clientCertificate: one.key }, 'clientCertificate: is no certificate'],
    ] as const)
      expect(
        faultOf(() => add.params.parse({ ...full, ...fields })),
        fault,
      ).toContain(fault);
    expect(acting.misp.calls).toEqual([]);
    const inputs = Object.fromEntries(fieldsOf(add.params).map(({ key, input }) => [key, input]));
    expect(inputs).toMatchObject({ certificate: 'document', clientCertificate: 'secret-document', authkey: 'secret' });

    const bare = { ...full, certificate: '', clientCertificate: '' };
    await acting.act('add-server', bare, host);
    const misp = new MispClient(acting.tool);
    await expect(misp.editServer('1', { submitted_cert: 'bm9uZQ==', push: false })).rejects.toThrow(
      'the link is saved',
    );
    expect(acting.misp.state.servers).toMatchObject([{ push: false, cert_file: null }]);
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
