import { defineConnector } from '@cerebrate/connector-sdk';
import { MispSettings } from './settings.js';

export default defineConnector<MispSettings>({
  id: 'misp',
  wireName: 'MispConnector',
  title: 'MISP',
  description:
    'MISP connector, handling diagnostics, organisation and sharing group management of your instance. Synchronisation requests can also be managed through the connector.',
  version: '0.1',
  sdk: '^1.0.0',
  settings: MispSettings,
  placeholders: { url: 'https://your.misp.intance', authkey: '', skip_ssl: '0' },
  address: ({ url, authkey, skip_ssl }) => ({
    url,
    headers: { authorization: authkey },
    trustsAnyCertificate: skip_ssl === true,
  }),
  async health(tool) {
    const { status } = await tool.http.ask('/users/view/me.json', {});
    if (status === 403) return { state: 'error', message: 'Unauthorized' };
    return status < 400 ? { state: 'ok', message: 'OK' } : { state: 'unknown', message: 'Something went wrong.' };
  },
  actions: [],
});
