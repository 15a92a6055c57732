import { batchRuns, connectors, localTools, mirrors } from '@cerebrate/contract';
import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { sampleConnector, sampleTool } from '../../parts/tools/sample.fixture.js';
import { feature } from './routes.js';

describe('the pages of local tools', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(connectors.list, () => [sampleConnector]);
    api.on(connectors.get, () => sampleConnector);
    api.on(connectors.refused, () => [{ name: 'connector-broken', reason: 'speaks another SDK' }]);
    api.on(localTools.get, () => sampleTool);
    api.on(localTools.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [sampleTool],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(localTools.checks, ({ query }) => ({ items: [], total: 0, page: 1, limit: query.limit }));
    api.on(localTools.table, ({ query }) => ({
      rows: [
        { id: '1', email: 'admin@misp.example', disabled: false },
        { id: '2', email: 'gone@misp.example', disabled: true },
      ],
      total: 2,
      page: query.page,
      limit: query.limit,
      facts: [],
    }));
  });

  it('list the tools with their health', async () => {
    renderRoute('/localTools/index', [feature]);
    expect((await screen.findByRole('link', { name: 'Our MISP' })).getAttribute('href')).toBe('/localTools/view/4');
    expect(screen.getByText('Issues')).toBeDefined();
  });

  it('forget those that are chosen, say which stay and why, and bring back those that went', async () => {
    const second = { ...sampleTool, id: 5, name: 'Second MISP' };
    api.on(localTools.list, ({ query }) => ({ items: [sampleTool, second], total: 2, page: 1, limit: query.limit }));
    api.on(localTools.bulkRemove, () => ({
      done: 1,
      refused: [{ id: 4, reason: 'Our MISP has 1 living connections' }],
    }));
    api.on(localTools.bulkRestore, () => ({ done: 1, refused: [] }));
    renderRoute('/localTools/index', [feature]);
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select Our MISP' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select Second MISP' }));
    fireEvent.click(screen.getByRole('button', { name: 'Forget…' }));
    const question = within(await screen.findByRole('dialog', { name: 'Forget 2 tools' }));
    expect(api.heard(localTools.bulkRemove)).toHaveLength(0);
    fireEvent.click(question.getByRole('button', { name: 'Forget 2 tools' }));
    expect(await screen.findByText('1 tool left as it was: Our MISP has 1 living connections')).toBeDefined();
    expect(api.heard(localTools.bulkRemove)[0]?.body).toEqual({ ids: [4, 5] });
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('1 tool is back. Enter its sealed settings again.')).toBeDefined();
    expect(api.heard(localTools.bulkRestore)[0]?.body).toEqual({ ids: [5] });
  });

  it('ask for the settings that the connector declares, and put a refusal at its field', async () => {
    let sent: unknown;
    api.on(localTools.create, ({ body }) => {
      sent = body;
      throw new Refused(400, 'Invalid input', [{ path: ['settings', 'authkey'], message: 'has to be 40 characters' }]);
    });
    renderRoute('/localTools/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Second' } });
    fireEvent.change(screen.getByLabelText(/^Address/), { target: { value: 'https://two.example' } });
    fireEvent.change(screen.getByLabelText(/^Auth key/), { target: { value: 'short' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add tool' }));
    expect((await screen.findAllByText(/has to be 40 characters/)).length).toBeGreaterThan(0);
    expect(sent).toMatchObject({
      name: 'Second',
      connector: 'misp',
      settings: { url: 'https://two.example', authkey: 'short' },
    });
  });

  it('never show a sealed setting, and offer what mends a finding', async () => {
    renderRoute('/localTools/view/4', [feature]);
    expect(await screen.findByText('Sealed; it is never shown')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Restart workers…' }).getAttribute('href')).toBe(
      '/localTools/action/4/restart-workers',
    );
  });

  it('draw a declared table and offer beside each row only what applies to it', async () => {
    renderRoute('/localTools/view/4?tab=users&q=misp', [feature]);
    const first = await screen.findByRole('row', { name: /admin@misp\.example/ });
    expect(
      within(first)
        .getByRole('link', { name: /^Disable user/ })
        .getAttribute('href'),
    ).toBe(`/localTools/action/4/disable-user?params=${encodeURIComponent('{"id":"1"}')}`);
    const second = screen.getByRole('row', { name: /gone@misp\.example/ });
    expect(within(second).queryByRole('link', { name: /^Disable user/ })).toBeNull();
    expect(api.heard(localTools.table)[0]?.query).toMatchObject({ q: 'misp', page: 1 });
  });

  it('send an action with what the row said, and show what came of it', async () => {
    let sent: unknown;
    api.on(localTools.act, ({ body }) => {
      sent = body;
      return {
        isDone: true,
        message: 'Disabled.',
        items: [],
        revealed: { label: 'Key', value: 'shown-once' },
        answer: null,
      };
    });
    renderRoute(`/localTools/action/4/disable-user?params=${encodeURIComponent('{"id":"1"}')}`, [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Disable user' }));
    expect(await screen.findByText('shown-once')).toBeDefined();
    expect(sent).toEqual({ params: { id: '1' } });
  });

  it('say why a connector was refused', async () => {
    renderRoute('/localTools/connectors', [feature]);
    expect(await screen.findByText('connector-broken')).toBeDefined();
    expect(screen.getByText(/speaks another SDK/)).toBeDefined();
  });

  it('rehearse a batch before it is begun, and follow it to its end', async () => {
    const rehearsals: boolean[] = [];
    api.on(localTools.batch, ({ body }) => {
      rehearsals.push(body.isRehearsal);
      const items = [{ tool: { id: 4, name: 'Our MISP' }, outcome: 'planned' as const, message: 'GET /x' }];
      return {
        isRehearsal: body.isRehearsal,
        runId: body.isRehearsal ? null : 7,
        items: body.isRehearsal ? items : [],
      };
    });
    api.on(batchRuns.get, () => ({
      ...{
        id: 7,
        connector: 'misp',
        action: 'call',
        title: 'API call',
        state: 'done' as const,
        by: 'ada',
        perMinute: 120,
      },
      ...{ created: '2026-11-01T10:00:00.000Z', doneAt: '2026-11-01T10:00:01.000Z' },
      items: [{ tool: { id: 4, name: 'Our MISP' }, outcome: 'failed' as const, message: 'answered 403', answer: null }],
    }));
    renderRoute('/localTools/batchAction/misp/call?tools=4', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Rehearse' }));
    expect(await screen.findByText('Would do')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Do it on one tool' }));
    expect(await screen.findByText('answered 403')).toBeDefined();
    expect(screen.getByText('0 done, 1 failed')).toBeDefined();
    expect(rehearsals).toEqual([true, false]);
  });

  it('show the difference before it is pushed, and what came of each change', async () => {
    const mirror = {
      ...{ id: 2, tool: { id: 4, name: 'Our MISP' }, target: { id: 'ann', title: 'announce' }, by: 'ada' },
      ...{ follows: 'mailing-list' as const, source: { id: 8, name: 'All teams' }, created: sampleTool.created },
      ...{ lastAt: null, lastCount: null },
    };
    api.on(mirrors.list, () => [mirror]);
    api.on(mirrors.plan, () => [
      { kind: 'add' as const, title: 'subscribe a@x.example' },
      { kind: 'remove' as const, title: 'unsubscribe b@x.example' },
    ]);
    let pushed: unknown;
    api.on(mirrors.apply, ({ body }) => {
      pushed = body;
      return { items: [{ title: 'subscribe a@x.example', outcome: 'failed' as const, message: 'is banned' }] };
    });
    renderRoute('/localTools/mirror/4/2', [feature]);
    expect(await screen.findByText('2 differences')).toBeDefined();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select subscribe a@x.example' }));
    fireEvent.click(screen.getByRole('button', { name: 'Push chosen changes' }));
    const question = await screen.findByRole('dialog', { name: 'Make one change at announce' });
    fireEvent.click(within(question).getByRole('button', { name: 'Push chosen changes' }));
    fireEvent.click(await screen.findByRole('tab', { name: /What came of it/ }));
    expect(await screen.findByText('is banned')).toBeDefined();
    expect(pushed).toEqual({ changes: ['subscribe a@x.example'] });
  });
});
