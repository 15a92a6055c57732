import { defineConnector } from '@cerebrate/connector-sdk';
import { apiCall } from './actions/batch.js';
import { organisationActions } from './actions/organisations.js';
import { serverActions } from './actions/servers.js';
import { settingActions } from './actions/settings.js';
import { sharingGroupActions } from './actions/sharing-groups.js';
import { userActions } from './actions/users.js';
import { fleet } from './fleet.js';
import { health } from './health.js';
import { interconnect } from './interconnect.js';
import type { LinkOptions } from './link.js';
import { MispSettings } from './settings.js';

export default defineConnector<MispSettings, LinkOptions>({
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
    // a node of 1.35 tells a type of content with every call, and MISP answers by it
    headers: { authorization: authkey, 'content-type': 'application/json' },
    trustsAnyCertificate: skip_ssl === true,
  }),
  health,
  actions: [
    ...settingActions,
    ...organisationActions,
    ...sharingGroupActions,
    ...serverActions,
    ...userActions,
    apiCall,
  ],
  interconnect,
  fleet,
});
