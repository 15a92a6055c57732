import { encryptionKeys } from '@cerebrate/contract';
import { battery } from '../../../test/battery.js';
import { keyAt, madeKeys } from './keys.fixture.js';

await madeKeys(80);

battery('encryption keys', {
  endpoints: encryptionKeys,
  kind: 'encryptionKey',
  sample: (_world, at) => ({ text: keyAt(at).publicKey, type: 'pgp', revoked: false }),
  change: () => ({ body: { revoked: true }, field: 'revoked', value: true }),
  statements: 4,
});
