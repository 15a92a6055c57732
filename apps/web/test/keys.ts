import type { EncryptionKey, EncryptionKeyRow } from '@cerebrate/contract';

/** A key that is over. */
export const key: EncryptionKey = {
  id: 4,
  uuid: '7f1e0a11-0000-4000-8000-0000000000d1',
  type: 'pgp',
  text: '-----BEGIN PGP PUBLIC KEY BLOCK-----',
  fingerprint: 'DD2406882B5F3A95B1684D488FC0A724EB839A3A',
  keyIds: ['8FC0A724EB839A3A'],
  userIds: ['CERT <cert@team.example>'],
  emails: ['cert@team.example'],
  algorithm: 'rsa',
  bits: 4096,
  madeAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-11-01T00:00:00.000Z',
  canEncrypt: true,
  canSign: true,
  isRevokedByMaker: false,
  owner: { kind: 'organisation', id: 3, uuid: '7f1e0a11-0000-4000-8000-0000000000d2', name: 'A team' },
  revoked: false,
  state: 'expired',
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 3,
  mayChange: true,
};
const { text: _text, ...rest } = key;
/** The same in a list. */
export const row: EncryptionKeyRow = rest;
