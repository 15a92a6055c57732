import { type MetaTemplateRecord, metaTemplates, templateLife, type UpdatePlan } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const uuid = '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c';
const own: MetaTemplateRecord = {
  id: 9,
  uuid,
  templateVersion: 1,
  scope: 'organisation',
  name: 'Contacts',
  namespace: 'own',
  description: '',
  source: 'us',
  enabled: true,
  isDefault: false,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 5,
  fieldCount: 2,
  valueCount: 4,
  isNewest: true,
  newest: null,
  isShipped: false,
  update: null,
  fields: [],
};
const definition = {
  name: 'Contacts',
  namespace: 'own',
  description: '',
  version: 1,
  scope: 'organisation' as const,
  uuid,
  source: 'us',
  metaFields: [
    { field: 'team', type: 'text' as const },
    { field: 'code', type: 'text' as const, multiple: true },
  ],
};
const plan: UpdatePlan = {
  fromVersion: 1,
  toVersion: 2,
  isShipped: false,
  records: 2,
  values: 4,
  fields: [{ field: 'code', change: 'changed', what: ['regex'] }],
  conflicts: [
    {
      field: 'code',
      kind: 'rule',
      message: 'the pattern changes',
      records: 1,
      values: 1,
      affected: [{ id: 7, name: 'CIRCL' }],
    },
  ],
  strategies: [
    { strategy: 'update_existing', offered: false, reason: 'stored values conflict' },
    { strategy: 'create_new', offered: true, reason: null },
    { strategy: 'keep_both', offered: true, reason: null },
    { strategy: 'delete_all', offered: true, reason: null },
  ],
};
const report = {
  rehearsed: false,
  strategy: 'delete_all' as const,
  fromVersion: 1,
  toVersion: 2,
  id: 9,
  fields: [],
  deletedValues: 1,
  losses: [{ record: { id: 7, name: 'CIRCL' }, field: 'code', value: 'low', reason: 'does not match', becomes: null }],
  migration: null,
};
const moved = {
  id: null,
  state: 'planned' as const,
  fromTemplateId: 9,
  fromVersion: 1,
  toTemplateId: 10,
  toVersion: 2,
  templateName: 'Contacts',
  force: true,
  total: 2,
  records: 2,
  movedRecords: 2,
  movedValues: 3,
  keptRecords: 0,
  keptValues: 0,
  rewrittenValues: 0,
  droppedValues: 1,
  fault: null,
  startedBy: 'admin',
  created: '2026-11-22T10:00:00.000Z',
  finished: null,
  losses: report.losses,
};

describe('the pages of a template’s life', () => {
  let api: FakeApi;
  // the pages are loaded when they are first opened, which is not what these sentences are about
  beforeAll(() => import('./editor.page.js'));
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(metaTemplates.get, () => own);
    api.on(metaTemplates.definition, () => definition);
    api.on(templateLife.plan, () => plan);
    api.on(templateLife.update, ({ body }) => ({ ...report, rehearsed: body.rehearse, strategy: body.strategy }));
  });

  it('write a new template: fields by keyboard, a pattern tried as it is typed, faults at the field', async () => {
    api.on(metaTemplates.importDefinition, () => ({ ...own, id: 12, name: 'Mine' }));
    const page = renderRoute('/metaTemplates/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name\b/), { target: { value: 'Mine' } });
    fireEvent.change(screen.getByLabelText(/^Namespace/), { target: { value: 'own' } });
    fireEvent.change(screen.getByLabelText(/^Source/), { target: { value: 'us' } });
    fireEvent.change(screen.getByLabelText('Field name'), { target: { value: 'code' } });
    fireEvent.click(screen.getByRole('button', { name: 'Settings of code' }));
    fireEvent.change(screen.getByLabelText('Pattern'), { target: { value: '(a)\\1' } });
    expect(await screen.findByText(/back-reference/)).toBeDefined();
    fireEvent.change(screen.getByLabelText('Pattern'), { target: { value: '[A-Z]{2}' } });
    fireEvent.change(screen.getByLabelText('Try a value'), { target: { value: 'lux' } });
    expect(await screen.findByText(/does not match the field's pattern/)).toBeDefined();
    fireEvent.change(screen.getByLabelText('Try a value'), { target: { value: 'LU' } });
    expect(await screen.findByText('is taken, stored as LU')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Add a field' }));
    const second = screen.getByRole('group', { name: 'field 2' });
    fireEvent.change(within(second).getByLabelText('Field name'), { target: { value: 'first' } });
    fireEvent.keyDown(screen.getByRole('button', { name: /^Move first:/ }), { key: 'ArrowUp' });
    fireEvent.click(screen.getByRole('button', { name: 'Save template' }));
    await waitFor(() => expect(page.address()).toBe('/metaTemplates/view/12'));
    expect(api.heard(metaTemplates.importDefinition)[0]?.body).toMatchObject({
      name: 'Mine',
      version: 1,
      metaFields: [
        { field: 'first', type: 'text' },
        { field: 'code', type: 'text', regex: '[A-Z]{2}' },
      ],
    });
  });

  it('make a template in use a newer version, and ask how when stored values conflict', async () => {
    const page = renderRoute('/metaTemplates/edit/9', [feature]);
    expect(
      await screen.findByText('4 values are stored under version 1; the change becomes a newer version.'),
    ).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Move code up' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save template' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('the pattern changes')).toBeDefined();
    expect((dialog.getByRole('radio', { name: 'Update in place' }) as HTMLInputElement).disabled).toBe(true);
    fireEvent.click(dialog.getByRole('radio', { name: 'Delete what conflicts' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Rehearse' }));
    expect(await dialog.findByText('does not match')).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Update template' }));
    await waitFor(() => expect(page.address()).toBe('/metaTemplates/view/9'));
    const [rehearsed, done] = api.heard(templateLife.update);
    expect(rehearsed?.body).toMatchObject({ strategy: 'delete_all', rehearse: true });
    expect(done?.body).toMatchObject({ strategy: 'delete_all', rehearse: false, definition: { version: 2 } });
    expect(done?.body.definition?.metaFields.map(({ field }) => field)).toEqual(['code', 'team']);
    expect(done?.ifMatch).toBe(5);
  });

  it('copy a shipped template under a uuid of its own', async () => {
    api.on(metaTemplates.get, () => ({ ...own, isShipped: true }));
    api.on(metaTemplates.importDefinition, () => ({ ...own, id: 13 }));
    const page = renderRoute('/metaTemplates/edit/9', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Save template' }));
    await waitFor(() => expect(page.address()).toBe('/metaTemplates/view/13'));
    const [sent] = api.heard(metaTemplates.importDefinition);
    expect(sent?.body.name).toBe('Contacts (copy)');
    expect(sent?.body.uuid).not.toBe(uuid);
  });

  it('take a newer version by the strategy chosen', async () => {
    const page = renderRoute('/metaTemplates/update/9', [feature]);
    fireEvent.click(await screen.findByRole('radio', { name: 'Keep both' }));
    fireEvent.click(screen.getByRole('button', { name: 'Update template' }));
    await waitFor(() => expect(page.address()).toBe('/metaTemplates/view/9'));
    expect(api.heard(templateLife.update)[0]?.body).toMatchObject({ strategy: 'keep_both' });
  });

  it('move all records, after showing what force would drop', async () => {
    api.on(metaTemplates.get, () => ({ ...own, isNewest: false, newest: { id: 10, templateVersion: 2 } }));
    api.on(templateLife.records, () => ({
      items: [{ id: 7, name: 'CIRCL', values: 3, conflicts: 1 }],
      total: 1,
      page: 1,
      limit: 50,
    }));
    api.on(templateLife.migrations, () => []);
    api.on(templateLife.migrate, ({ body }) => (body.rehearse ? moved : { ...moved, id: 1, state: 'done' as const }));
    renderRoute('/metaTemplates/getMetaFieldsToUpdate/9', [feature]);
    expect((await screen.findByRole('link', { name: 'Migrate to version 2' })).getAttribute('href')).toBe(
      '/metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity/9/7',
    );
    fireEvent.click(screen.getByRole('checkbox', { name: /Drop the values that conflict/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Move records and drop what conflicts' }));
    expect(await screen.findByText('does not match')).toBeDefined();
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Move records and drop what conflicts' }));
    expect(await screen.findByText('2 records moved, 3 values.')).toBeDefined();
    expect(api.heard(templateLife.migrate).map(({ body }) => body)).toEqual([
      { force: true, rehearse: true },
      { force: true, rehearse: false },
    ]);
  });

  it('move one record: old values with their conflicts beside the newer form, filled in', async () => {
    const field = { type: 'text', meaning: 'text', regex: null, saneDefault: [], valuesList: [], link: null };
    api.on(templateLife.record, () => ({
      record: { id: 7, name: 'CIRCL' },
      scope: 'organisation' as const,
      templateName: 'Contacts',
      fromId: 9,
      fromVersion: 1,
      toId: 10,
      toVersion: 2,
      old: [
        {
          field: 'going',
          type: 'text',
          fieldId: 31,
          newFieldId: null,
          values: [{ value: 'gone', conflict: 'no such field' }],
        },
      ],
      fields: [
        { ...field, id: 41, field: 'team', multiple: false, position: 0, values: ['a'], stored: [] },
        { ...field, id: 42, field: 'fresh', multiple: false, position: 1, values: [], stored: [] },
      ],
    }));
    api.on(templateLife.migrateRecord, () => ({ rehearsed: false, moved: 1, added: 1, dropped: [] }));
    const page = renderRoute('/metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity/9/7', [feature]);
    expect(await screen.findByText('no such field')).toBeDefined();
    expect((screen.getByLabelText('team') as HTMLInputElement).value).toBe('a');
    fireEvent.change(screen.getByLabelText('fresh'), { target: { value: 'gone' } });
    fireEvent.click(screen.getByRole('button', { name: 'Migrate record' }));
    await waitFor(() => expect(page.address()).toBe('/organisations/view/7'));
    expect(api.heard(templateLife.migrateRecord)[0]?.body).toMatchObject({
      drop: false,
      metaFields: [
        { fieldId: 41, values: ['a'] },
        { fieldId: 42, values: ['gone'] },
      ],
    });
  });
});
