import {
  type Connection,
  type ConnectionOffer,
  connections,
  connectors,
  localTools,
  type ToolField,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { sampleConnection, sampleConnector, sampleTool } from '../../parts/tools/sample.fixture.js';
import { feature } from './routes.js';

const offer: ConnectionOffer = {
  brood: { id: 3, uuid: sampleConnection.uuid, name: 'The hub' },
  remoteTool: { id: 9, name: 'Their MISP', connector: 'MispConnector' },
  candidates: [{ id: 4, name: 'Our MISP', connection: null, warning: null, isLockedOut: false }],
  options: sampleConnector.connectionOptions,
};
const unsent: Connection = { ...sampleConnection, state: 'unsent', fault: 'it was off', outboxId: 12 };

describe('the pages of connections', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(connections.get, () => sampleConnection);
    api.on(connections.offer, () => offer);
    api.on(connectors.get, () => sampleConnector);
  });

  it('ask for a connection with what was chosen, and say what will be made before', async () => {
    let sent: unknown;
    api.on(connections.request, ({ body }) => {
      sent = body;
      return sampleConnection;
    });
    const page = renderRoute('/localTools/connectionRequest/3/9', [feature]);
    expect(await screen.findByText(/a disabled account for its tool are made at Our MISP/)).toBeDefined();
    fireEvent.click(screen.getByRole('switch', { name: 'Push' }));
    fireEvent.click(screen.getByRole('button', { name: 'Send request' }));
    expect(await screen.findByText('The request was sent to The hub.')).toBeDefined();
    expect(sent).toEqual({ toolId: 4, options: { push: true } });
    await waitFor(() => expect(page.address()).toBe('/connections/view/7'));
  });

  it('show how far it is, who must act, and only what one may do', async () => {
    renderRoute('/connections/view/7', [feature]);
    expect(await screen.findByText('Waiting for The hub to accept or decline.')).toBeDefined();
    expect(screen.getByText('asks The hub')).toBeDefined();
    expect(screen.getByText('Push')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Cancel connection…' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Test connection' })).toBeNull();
  });

  it('ask before they cancel', async () => {
    let now: Connection = sampleConnection;
    api.on(connections.get, () => now);
    api.on(connections.cancel, () => {
      const none = { cancel: false, resume: false, disconnect: false, rotate: false, test: false };
      now = { ...sampleConnection, state: 'cancelled', endedAt: sampleConnection.created, may: none };
      return now;
    });
    renderRoute('/connections/view/7', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel connection…' }));
    expect(api.heard(connections.cancel)).toHaveLength(0);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel connection' }));
    expect(await screen.findByText('It was given up. What was made for it is gone.')).toBeDefined();
  });

  it('connect two own tools with the filter rules of each side', async () => {
    const second = { ...sampleTool, id: 5, name: 'Second MISP' };
    const option = sampleConnector.connectionOptions[0] as ToolField;
    const list = (key: string, label: string): ToolField => ({ ...option, key, label, input: 'list' });
    const connectionOptions = [
      { ...option, key: 'push', label: 'Push' },
      { ...option, key: 'pull', label: 'Pull' },
      list('pushTagsAllowed', 'Push: allowed tags'),
      list('pushOrgsAllowed', 'Push: allowed organisations'),
      list('pushTagsBlocked', 'Push: blocked tags'),
      list('pullTagsAllowed', 'Pull: allowed tags'),
      list('pullOrgsBlocked', 'Pull: blocked organisations'),
    ];
    api.on(localTools.get, () => sampleTool);
    api.on(localTools.list, ({ query }) => ({ items: [sampleTool, second], total: 2, page: 1, limit: query.limit }));
    api.on(connectors.get, () => ({ ...sampleConnector, connectionOptions }));
    let sent: unknown;
    api.on(connections.connectOwn, ({ body }) => {
      sent = body;
      return { ...sampleConnection, state: 'connected' as const, brood: null };
    });
    const page = renderRoute('/localTools/connectLocal/4', [feature]);
    fireEvent.click((await screen.findAllByRole('switch', { name: 'Push' }))[0] as HTMLElement);
    fireEvent.click(screen.getAllByRole('switch', { name: 'Pull' })[1] as HTMLElement);
    expect(screen.queryByRole('group', { name: 'Push: allowed tags' })).toBeNull();
    fireEvent.click(screen.getByRole('switch', { name: 'Filter rules and more' }));
    const [ours] = screen.getAllByLabelText(/^Push: allowed tags.* 1$/);
    const [, theirs] = screen.getAllByLabelText(/^Pull: blocked organisations.* 1$/);
    fireEvent.change(ours as HTMLElement, { target: { value: 'tlp:green' } });
    fireEvent.change(theirs as HTMLElement, { target: { value: 'Noise' } });
    fireEvent.click(screen.getByRole('button', { name: 'Connect tools' }));
    await waitFor(() => expect(page.address()).toBe('/connections/view/7'));
    expect(sent).toEqual({
      otherToolId: 5,
      options: { push: true, pushTagsAllowed: ['tlp:green'] },
      otherOptions: { pull: true, pullOrgsBlocked: ['Noise'] },
    });
  });

  it('lead from what did not arrive to the outbox', async () => {
    api.on(connections.get, () => unsent);
    renderRoute('/connections/view/7', [feature]);
    expect(await screen.findByText('it was off')).toBeDefined();
    const link = screen.getByRole('link', { name: 'Open the message in the outbox' });
    expect(link.getAttribute('href')).toBe('/outbox/view/12');
  });
});
