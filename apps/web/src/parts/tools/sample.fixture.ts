import type { Connection, Connector, LocalTool } from '@cerebrate/contract';

const at = '2026-11-22T10:00:00.000Z';
const uuid = '5b56c258-8ae5-4051-ad11-905606474776';

/** A MISP for tests of screens. */
export const sampleTool: LocalTool = {
  id: 4,
  uuid,
  name: 'Our MISP',
  connector: 'misp',
  connectorTitle: 'MISP',
  isUsable: true,
  exposed: true,
  description: null,
  settings: { url: 'https://misp.example' },
  sealed: ['authkey'],
  lastCheck: {
    id: 1,
    at,
    state: 'issues',
    message: '2 settings are wrong',
    version: '2.5.1',
    latencyMs: 12,
    findings: [
      { id: 'workers', label: 'Workers', severity: 'danger', message: 'They stand still', remedy: 'restart-workers' },
    ],
  },
  connectionCount: 1,
  created: at,
  modified: at,
  version: 3,
};

const field = { help: null, isRequired: true, choices: [], default: null, placeholder: null };
const action = {
  risk: 'act' as const,
  description: null,
  params: [],
  columns: [],
  rowActions: [],
  selectionActions: [],
  tableActions: [],
  shows: null,
  isPrefilled: false,
};

/** Its connector, with a table, a form and a batch. */
export const sampleConnector: Connector = {
  id: 'misp',
  wireName: 'MispConnector',
  title: 'MISP',
  description: 'Threat sharing',
  version: '1.0.0',
  settings: [
    { ...field, key: 'url', label: 'Address', input: 'line' },
    { ...field, key: 'authkey', label: 'Auth key', input: 'secret' },
  ],
  actions: [
    {
      ...action,
      id: 'users',
      kind: 'table',
      risk: 'read',
      title: 'Users',
      columns: [
        { path: 'email', label: 'E-mail', type: 'text', tones: {}, isSortable: true },
        { path: 'disabled', label: 'Disabled', type: 'boolean', tones: {}, isSortable: false },
      ],
      rowActions: [
        { action: 'disable-user', params: { id: 'id' }, when: { path: 'disabled', is: [false] } },
        { action: 'delete-user', params: { id: 'id' }, when: null },
      ],
    },
    {
      ...action,
      id: 'disable-user',
      kind: 'form',
      title: 'Disable user',
      params: [{ ...field, key: 'id', label: 'User', input: 'line' }],
    },
    { ...action, id: 'restart-workers', kind: 'form', risk: 'administer', title: 'Restart workers' },
    { ...action, id: 'call', kind: 'batch', risk: 'administer', title: 'Call the API' },
  ],
  canInterconnect: true,
  connectionOptions: [{ ...field, isRequired: false, key: 'push', label: 'Push', input: 'boolean' }],
  canRotate: true,
  canTestConnections: true,
  follows: null,
  hasFleet: true,
  toolCount: 1,
};

/** A connection that we asked for and that waits for the other side. */
export const sampleConnection: Connection = {
  id: 7,
  uuid,
  side: 'asking',
  state: 'requested',
  isAwaited: false,
  endsAs: null,
  tool: { id: 4, uuid, name: 'Our MISP', connector: 'misp' },
  brood: { id: 3, uuid, name: 'The hub' },
  remoteTool: { id: 9, name: 'Their MISP' },
  fault: null,
  requestId: null,
  outboxId: null,
  startedBy: 'ada',
  created: at,
  modified: at,
  endedAt: null,
  version: 2,
  options: { push: true },
  test: null,
  steps: [
    { step: 'sent', at, isFailed: false },
    { step: 'accepted', at: null, isFailed: false },
    { step: 'done', at: null, isFailed: false },
  ],
  events: [{ id: 1, at, state: 'requested', message: 'asks The hub', who: 'ada', isFault: false }],
  may: { cancel: true, resume: false, disconnect: false, rotate: false, test: false },
};
