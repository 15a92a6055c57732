import { encryptionKeys, type SignatureCheck, signatureChecks } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { key, row } from '../../../test/keys.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

describe('the pages about keys', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(encryptionKeys.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [row],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(encryptionKeys.get, () => key);
  });

  it('list keys with owner, fingerprint and state in words', async () => {
    renderRoute('/encryptionKeys/index', [feature]);
    expect((await screen.findByRole('link', { name: key.fingerprint ?? '' })).getAttribute('href')).toBe(
      '/encryptionKeys/view/4',
    );
    expect(screen.getAllByText('Expired').length).toBeGreaterThan(0);
    expect(screen.getByRole('link', { name: 'A team' }).getAttribute('href')).toBe('/organisations/view/3');
  });

  it('show what was read from a key, and its text only when asked', async () => {
    renderRoute('/encryptionKeys/view/4', [feature]);
    await screen.findByRole('heading', { name: /CERT/ });
    expect(screen.getByText('DD24 0688 2B5F 3A95 B168 4D48 8FC0 A724 EB83 9A3A')).toBeDefined();
    expect(screen.queryByText(key.text)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show Key' }));
    expect(screen.getByText(key.text)).toBeDefined();
  });

  it('tell what a pasted text is before it is saved', async () => {
    api.on(encryptionKeys.inspect, () => {
      throw new Refused(400, 'text: it holds a private key', [{ path: ['text'], message: 'it holds a private key' }]);
    });
    renderRoute('/encryptionKeys/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Public key/), { target: { value: 'a private key' } });
    expect(await screen.findByText('it holds a private key')).toBeDefined();
  });

  it('mark a key revoked, sending only that and the version it was read at', async () => {
    api.on(encryptionKeys.inspect, () => []);
    api.on(encryptionKeys.update, () => ({ ...key, revoked: true, state: 'revoked' as const }));
    const page = renderRoute('/encryptionKeys/edit/4', [feature]);
    fireEvent.click(await screen.findByLabelText(/^Marked as revoked/));
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(page.address()).toBe('/encryptionKeys/view/4'));
    expect(api.heard(encryptionKeys.update)[0]).toMatchObject({ body: { revoked: true }, ifMatch: 3 });
  });

  it('tell which organisation signed something, and keep the answer', async () => {
    const check: SignatureCheck = {
      id: 9,
      uuid: '7f1e0a11-0000-4000-8000-0000000000d3',
      created: '2026-11-22T10:00:00.000Z',
      askedBy: 'ada',
      purpose: 'event 12',
      type: 'pgp',
      dataSha256: 'a'.repeat(64),
      dataSize: 1234,
      isValid: true,
      signatures: [
        {
          verdict: 'good',
          reason: 'The signature is good.',
          keyIds: key.keyIds,
          fingerprint: key.fingerprint,
          signedAt: '2026-11-20T10:00:00.000Z',
          keyState: 'valid',
          owners: [{ ...key.owner, keyId: 4 }],
          organisations: [{ id: 3, uuid: key.owner.uuid, name: 'A team' }],
        },
      ],
    };
    api.on(signatureChecks.verify, () => check);
    api.on(signatureChecks.get, () => check);
    const page = renderRoute('/encryptionKeys/signatures/verify', [feature]);
    fireEvent.change(await screen.findByLabelText(/^What was signed/), { target: { value: 'an event' } });
    fireEvent.change(screen.getByLabelText(/^Detached signature/), { target: { value: 'a signature' } });
    fireEvent.click(screen.getByRole('button', { name: 'Check and record' }));
    await waitFor(() => expect(page.address()).toBe('/encryptionKeys/signatures/view/9'));
    expect(api.heard(signatureChecks.verify)[0]).toMatchObject({
      body: { data: 'an event', signature: 'a signature' },
    });
    expect(await screen.findByText('The signature is good.')).toBeDefined();
    expect(screen.getAllByText('A team').length).toBeGreaterThan(1);
  });
});
