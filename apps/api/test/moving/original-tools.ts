import { randomUUID } from 'node:crypto';
import type { Connection } from 'mysql2/promise';
import { day, fill, php, there } from './original-rows.js';

/** A message about tools as nodes of the original send it. */
const letter = (rest: object) => ({
  email: 'sync@b.example',
  authkey: there.peersKey,
  url: 'https://misp-b.example',
  connectorName: 'MispConnector',
  cerebrateURL: 'https://up.example',
  local_tool_id: 8,
  remote_tool_id: 1,
  tool_name: 'MISP of B',
  ...rest,
});

/** Tools, their connections, and what waits in inbox and outbox: of each kind one, and what cannot be taken. */
export async function toolsAndMessages(to: Connection): Promise<void> {
  const settings = (rest: object) => JSON.stringify({ url: 'https://misp.example', authkey: there.toolKey, ...rest });
  await fill(to, 'local_tools', 'id, name, connector, settings, exposed, created, modified', [
    [1, 'Our MISP', 'MispConnector', settings({}), 1, day(1), day(1)],
    [
      2,
      'Half a MISP',
      'MispConnector',
      JSON.stringify({ url: 'https://two.example', colour: 'red' }),
      0,
      day(1),
      day(1),
    ],
    [3, 'Lost', 'NoSuchConnector', '{}', 0, day(1), day(1)],
  ]);
  await fill(
    to,
    'remote_tool_connections',
    'id, local_tool_id, remote_tool_id, remote_tool_name, brood_id, name, settings, status, created, modified',
    [
      [5, 1, 7, 'MISP of A', 3, '', '', 'Connected', day(1), day(2)],
      [6, 1, 8, 'MISP of B', 3, '', '', 'Request issued', day(1), day(2)],
      [7, 1, 9, 'MISP of C', 3, '', '', 'Error while sending request', day(1), day(2)],
      [8, 1, 10, 'MISP of D', 3, '', '', 'Request accepted', day(1), day(2)],
      [9, 3, 7, 'MISP of A', 3, '', '', 'Connected', day(1), day(2)],
    ],
  );
  const registration = (email: string) =>
    JSON.stringify({ username: 'new-person', email, first_name: 'New', last_name: 'Person', password: php('hunter2') });
  await fill(to, 'inbox', 'id, uuid, scope, action, title, origin, user_id, data, severity, created, modified', [
    [
      1,
      randomUUID(),
      'User',
      'Registration',
      'Somebody',
      '192.0.2.1',
      null,
      registration('new@org.example'),
      2,
      day(1),
      day(1),
    ],
    [
      2,
      randomUUID(),
      'User',
      'Registration',
      'Again',
      '192.0.2.1',
      null,
      registration('NEW@org.example'),
      2,
      day(1),
      day(1),
    ],
    [
      3,
      randomUUID(),
      'LocalTool',
      'IncomingConnectionRequest',
      'Request for MISP Inter-connection',
      'https://up.example',
      1,
      JSON.stringify(letter({ user_id: '102' })),
      2,
      day(1),
      day(1),
    ],
    [4, randomUUID(), 'Notification', 'DataChange', 'Changed', 'here', 1, '{}', 0, day(1), day(1)],
  ]);
  const outgoing = {
    sent: letter({ cerebrateURL: 'https://me.example', local_tool_id: 1, remote_tool_id: 9, user_id: '5' }),
    url: '/inbox/createEntry/LocalTool/IncomingConnectionRequest',
    reason: { message: 'no', errors: ['unreachable'] },
    local_tool_id: 1,
    remote_tool: { id: 9, name: 'MISP of C', connector: 'MispConnector', description: null },
    next_connector_state: 'STATE_INITIAL',
    brood_name: 'Upstream',
  };
  await fill(to, 'outbox', 'id, uuid, scope, action, title, user_id, data, severity, created, modified', [
    [
      1,
      randomUUID(),
      'Broods',
      'ResendFailedMessage',
      'Issue',
      1,
      JSON.stringify({ ...outgoing, brood_id: 3 }),
      1,
      day(1),
      day(1),
    ],
    [
      2,
      randomUUID(),
      'Broods',
      'ResendFailedMessage',
      'Issue',
      1,
      JSON.stringify({ ...outgoing, brood_id: 99 }),
      1,
      day(1),
      day(1),
    ],
  ]);
}
