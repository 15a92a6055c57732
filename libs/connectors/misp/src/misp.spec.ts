import { describeConnector, lendHost } from '@cerebrate/connector-sdk/conformance';
import { startMisp } from '../test/stand-in/index.js';
import connector from './index.js';

const uuid = 'd1d1d1d1-0000-4000-8000-000000000001';
const someone = {
  id: 1,
  uuid,
  name: 'Cerb One',
  url: null,
  nationality: null,
  sector: null,
  type: null,
  contacts: null,
};
const organisation = { ...someone, created: '2026-11-22T01:00:00+00:00', modified: '2026-11-22T01:00:00+00:00' };

describeConnector(connector, {
  at: (url) => ({ url, authkey: 'k'.repeat(40) }),
  params: {
    'modify-setting': { setting: 'MISP.showorg', value: 'false' },
    'fetch-organisation': { uuid },
    'push-organisation': { uuid },
    'fetch-organisations': { uuids: [uuid] },
    'push-selected-organisations': { uuids: [uuid] },
    'fetch-sharing-group': { uuid },
    'fetch-sharing-groups': { uuids: [uuid] },
    'add-server': { url: 'https://other.example', name: 'other', organisation: uuid, authkey: 's'.repeat(40) },
    'test-server': { id: '1' },
    'delete-server': { id: '1' },
    'add-user': { email: 'one@misp.test', organisation: uuid },
    'disable-user': { id: '1' },
    'reset-user-key': { id: '1' },
    'set-user-organisation': { id: '1', organisation: uuid },
    'batch-setting': { setting: 'MISP.showorg', value: 'false' },
    'api-call': { method: 'GET', url: '/servers/getVersion' },
  },
  host: lendHost({ organisations: [organisation] }),
  async start() {
    const misp = await startMisp();
    return { settings: { url: misp.url, authkey: misp.key }, stop: () => misp.stop() };
  },
});
