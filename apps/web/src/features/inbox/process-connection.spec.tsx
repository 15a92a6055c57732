import { type ConnectionRequest, connections, type InboxRequest, inbox } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { sampleConnection, sampleConnector } from '../../parts/tools/sample.fixture.js';
import { feature } from './routes.js';

const request: InboxRequest = {
  id: 5,
  uuid: sampleConnection.uuid,
  kind: 'tool.connect',
  scope: 'LocalTool',
  action: 'IncomingConnectionRequest',
  title: 'Request for MISP Inter-connection',
  origin: 'https://hub.example',
  severity: 'warning',
  state: 'open',
  sender: { id: 8, username: 'sync' },
  organisation: null,
  decidedBy: null,
  decidedAt: null,
  message: null,
  created: sampleConnection.created,
  modified: sampleConnection.created,
  version: 1,
  payload: {},
  outcome: null,
  canAccept: true,
};
const accepted: InboxRequest = { ...request, state: 'accepted' };
const asked: ConnectionRequest = {
  phase: 'accept',
  connection: { ...sampleConnection, side: 'asked', state: 'asked' },
  obstacle: null,
  warning: null,
  isLockedOut: false,
  brood: sampleConnection.brood,
  sender: { username: 'sync', individual: 'Sam Sync', alignments: [{ type: 'member', organisation: 'Hub CERT' }] },
  options: sampleConnector.connectionOptions,
  data: { connectorName: 'MispConnector' },
};
const misfit: ConnectionRequest = {
  ...asked,
  connection: null,
  obstacle: 'There is no MISP tool of number 9 here.',
};

describe('the dialog of a message about two tools', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(inbox.get, () => request);
    api.on(connections.get, () => sampleConnection);
    api.on(connections.ofRequest, () => asked);
  });

  it('shows the three steps and who asks, and accepts with what was chosen', async () => {
    let sent: unknown;
    api.on(inbox.accept, ({ body }) => {
      sent = body;
      return accepted;
    });
    const page = renderRoute('/inbox/process/5', [feature]);
    expect(await screen.findByText('Request sent')).toBeDefined();
    for (const words of ['Their MISP', 'The hub', 'Sam Sync', 'member @ Hub CERT'])
      expect(screen.getAllByText(words).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('switch', { name: 'Push' }));
    fireEvent.click(screen.getByRole('button', { name: 'Accept' }));
    expect(await screen.findByText('Accepted.')).toBeDefined();
    expect(sent).toEqual({ decision: { options: { push: true } } });
    await waitFor(() => expect(page.address()).toBe('/connections/view/7'));
  });

  it('stays open and says why when the tool did not answer', async () => {
    api.on(inbox.accept, () => {
      throw new Refused(502, 'Their MISP answered 500');
    });
    renderRoute('/inbox/process/5', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Accept' }));
    expect(await screen.findByText(/Their MISP answered 500/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Accept' })).toBeDefined();
  });

  it('says what stands in the way, and offers nothing that cannot be done', async () => {
    api.on(connections.ofRequest, () => misfit);
    renderRoute('/inbox/process/5', [feature]);
    expect(await screen.findByText('There is no MISP tool of number 9 here.')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull();
  });
});
