import { type FieldRight, fieldRights, type MetaTemplateRecord, metaTemplates, roles } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { aRole, pageOf, uuidOf } from '../../../test/users.js';
import { feature } from './routes.js';

const field = (id: number, name: string) => ({
  id,
  field: name,
  type: 'text',
  meaning: 'text',
  multiple: false,
  regex: null,
  saneDefault: [],
  valuesList: [],
  link: null,
  position: id,
  valueCount: 0,
  recordCount: 0,
});
const template: MetaTemplateRecord = {
  id: 3,
  uuid: uuidOf(3),
  templateVersion: 1,
  scope: 'user',
  name: 'Access',
  namespace: 'tests',
  description: '',
  source: null,
  enabled: true,
  isDefault: false,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 1,
  fieldCount: 2,
  valueCount: 0,
  isNewest: true,
  newest: null,
  isShipped: false,
  update: null,
  fields: [field(31, 'clearance'), field(32, 'phone')],
};
const rule: FieldRight = {
  templateUuid: template.uuid,
  field: 'clearance',
  scope: 'user',
  see: ['perm_org_admin', 'role:7'],
  write: [],
  maySee: true,
  mayWrite: true,
  version: 1,
};

describe('who sees and changes single fields', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn({ flags: ['perm_admin'] });
    api.on(metaTemplates.get, () => template);
    api.on(fieldRights.list, () => ({ items: [rule, { ...rule, templateUuid: uuidOf(9) }] }));
    api.on(fieldRights.put, () => ({ id: 1 }));
    api.on(roles.list, () => pageOf([aRole(7, 'Analyst', {})]));
  });

  it('stands in words for each field of the template', async () => {
    renderRoute('/metaTemplates/view/3?tab=rights', [feature]);
    const row = (await screen.findByText('Organisation admin, Role Analyst')).closest('tr') as HTMLElement;
    expect(within(row).getByText('clearance')).toBeDefined();
    expect(within(row).getByText('Community administrators only')).toBeDefined();
    const other = screen.getByText('phone').closest('tr') as HTMLElement;
    expect(within(other).getByText('Whoever sees the record')).toBeDefined();
    expect(screen.getByRole('tab', { name: /Who sees and changes\s*1/ })).toBeDefined();
  });

  it('is changed field by field: lifted, or given to those named', async () => {
    renderRoute('/metaTemplates/fieldRights/3?field=clearance', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Who sees its values/), { target: { value: 'usual' } });
    const picker = screen.getByRole('combobox', { name: /^Changed by/ });
    fireEvent.change(picker, { target: { value: 'Analyst' } });
    fireEvent.keyDown(picker, { key: 'Enter' });
    fireEvent.click(screen.getByRole('button', { name: 'Save the rule' }));
    await screen.findByText('Rule for clearance saved.');
    expect(api.heard(fieldRights.put)[0]?.body).toEqual({
      templateUuid: template.uuid,
      field: 'clearance',
      see: null,
      write: ['role:7'],
    });
  });

  it('has no page for a field that the template lacks', async () => {
    renderRoute('/metaTemplates/fieldRights/3?field=nothing', [feature]);
    await screen.findByText('This template has no such field.');
    await waitFor(() => expect(api.heard(fieldRights.put)).toHaveLength(0));
  });

  it('is no matter of those who do not manage templates', async () => {
    signedIn({ flags: ['perm_org_admin'] });
    renderRoute('/metaTemplates/view/3', [feature]);
    await screen.findByText('clearance');
    expect(screen.queryByRole('tab', { name: /Who sees/ })).toBeNull();
    expect(api.heard(fieldRights.list)).toHaveLength(0);
  });
});
