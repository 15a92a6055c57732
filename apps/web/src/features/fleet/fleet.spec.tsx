import { connectors, type FleetBoard, type FleetProposal, fleet } from '@cerebrate/contract';
import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { sampleConnector, sampleTool } from '../../parts/tools/sample.fixture.js';
import { feature } from './routes.js';

const at = '2026-11-22T10:00:00.000Z';
const drift = { setting: 'MISP.live', desired: 'true', actual: 'false', isChangeable: true };
const board: FleetBoard = {
  connector: 'misp',
  title: 'MISP',
  figures: [{ id: 'workersDown', label: 'Workers down', type: 'number', warnsFrom: 1 }],
  policy: { minimumVersion: '2.5.0', lockOutAt: null },
  desired: [{ setting: 'MISP.live', value: 'true', note: null, by: 'ada', modified: at }],
  members: [
    {
      tool: { id: 4, uuid: sampleTool.uuid, name: 'Our MISP' },
      health: null,
      seen: { id: 1, at, version: '2.4.9', figures: { workersDown: 2 }, fault: null },
      fault: null,
      drift: [drift],
      lockOut: 'warned',
      curve: [
        { at, figures: { workersDown: 0 } },
        { at, figures: { workersDown: 2 } },
      ],
    },
  ],
};
const proposal: FleetProposal = {
  id: 3,
  connector: 'misp',
  state: 'proposed',
  note: null,
  proposedBy: 'ada',
  decidedBy: null,
  created: at,
  decidedAt: null,
  doneAt: null,
  changes: [
    {
      tool: { id: 4, name: 'Our MISP' },
      setting: 'MISP.live',
      from: 'false',
      to: 'true',
      outcome: 'waiting',
      message: null,
    },
  ],
  mayApprove: true,
};

describe('the pages of a fleet', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(connectors.list, () => [sampleConnector]);
    api.on(fleet.board, () => board);
    api.on(fleet.proposals, ({ query }) => ({ items: [proposal], total: 1, page: 1, limit: query.limit }));
    api.on(fleet.proposal, () => proposal);
  });

  it('show every instance with its figures, what differs, and whether it is too old', async () => {
    renderRoute('/fleet/index', [feature]);
    const row = await screen.findByRole('row', { name: /Our MISP/ });
    expect(within(row).getByText('too old soon')).toBeDefined();
    expect(within(row).getByText('1 setting')).toBeDefined();
    expect(within(row).getByRole('img', { name: /Workers down of Our MISP/ })).toBeDefined();
    expect(screen.getByText('2.5.0')).toBeDefined();
  });

  it('propose what differs, and change it once somebody approves', async () => {
    let note: unknown;
    api.on(fleet.propose, ({ body }) => {
      note = body;
      return proposal;
    });
    let isApproved = false;
    api.on(fleet.approve, () => {
      isApproved = true;
      return { ...proposal, state: 'approved' as const };
    });
    renderRoute('/fleet/propose/misp?tools=4', [feature]);
    expect(await screen.findByRole('row', { name: /MISP\.live/ })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Propose changes' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Approve and change' }));
    const question = await screen.findByRole('dialog', { name: 'Change one setting' });
    fireEvent.click(within(question).getByRole('button', { name: 'Approve and change' }));
    await expect.poll(() => isApproved).toBe(true);
    expect(note).toEqual({ note: null, toolIds: [4] });
  });
});
