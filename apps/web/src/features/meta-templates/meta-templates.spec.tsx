import { fieldRights, type MetaTemplateRecord, metaTemplates, roles } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { pageOf } from '../../../test/users.js';
import { feature } from './routes.js';

const first: MetaTemplateRecord = {
  id: 3,
  uuid: 'a89c80d0-7019-422a-b45b-fe59532886c7',
  templateVersion: 1,
  scope: 'organisation',
  name: 'FIRST Directory',
  namespace: 'first',
  description: 'Teams of FIRST.',
  source: 'FIRST.org API',
  enabled: false,
  isDefault: false,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 5,
  fieldCount: 2,
  valueCount: 7,
  isNewest: true,
  newest: null,
  isShipped: true,
  update: null,
  fields: [
    {
      id: 31,
      field: 'team',
      type: 'text',
      meaning: 'text',
      multiple: false,
      regex: null,
      saneDefault: [],
      valuesList: [],
      link: null,
      position: 0,
      valueCount: 7,
      recordCount: 7,
    },
    {
      id: 32,
      field: 'phone',
      type: 'text',
      meaning: 'phone',
      multiple: true,
      regex: '\\+[0-9]+',
      saneDefault: [],
      valuesList: ['a', 'b'],
      link: null,
      position: 1,
      valueCount: 0,
      recordCount: 0,
    },
  ],
};
const { fields: _fields, ...row } = first;
const definition = {
  name: 'Custom',
  namespace: 'test',
  description: '',
  version: 1,
  scope: 'organisation' as const,
  uuid: '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c',
  source: 'specs',
  metaFields: [{ field: 'a', type: 'text' as const }],
};

describe('the meta-template pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(metaTemplates.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [row],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(metaTemplates.available, () => []);
    api.on(metaTemplates.get, () => first);
    api.on(fieldRights.list, () => ({ items: [] }));
    api.on(roles.list, () => pageOf([]));
    api.on(metaTemplates.change, ({ body }) => ({
      ...first,
      ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
      version: 6,
    }));
  });

  it('switch a template on from the list, with the version it was read at, and offer to undo it', async () => {
    renderRoute('/metaTemplates/index', [feature]);
    fireEvent.click(await screen.findByRole('switch', { name: 'Enabled: FIRST Directory' }));
    expect(await screen.findByText('FIRST Directory enabled.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(api.heard(metaTemplates.change)).toHaveLength(2));
    expect(api.heard(metaTemplates.change).map(({ body, ifMatch }) => [body, ifMatch])).toEqual([
      [{ enabled: true }, 5],
      [{ enabled: false }, 6],
    ]);
  });

  it('ask before another template loses the default', async () => {
    api.on(metaTemplates.list, ({ query }) => {
      const isQuestion = query.filters.some(({ field }) => field === 'isDefault');
      return {
        items: query.limit === 0 ? [] : [isQuestion ? { ...row, id: 9, name: 'ENISA' } : row],
        total: 1,
        page: 1,
        limit: query.limit,
      };
    });
    renderRoute('/metaTemplates/index', [feature]);
    fireEvent.click(await screen.findByRole('switch', { name: 'Default: FIRST Directory' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('ENISA is the default now and will no longer be.')).toBeDefined();
    expect(api.heard(metaTemplates.change)).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Make it the default' }));
    await waitFor(() => expect(api.heard(metaTemplates.change)[0]?.body).toEqual({ isDefault: true }));
  });

  it('offer what is shipped and not loaded, each for itself and all at once', async () => {
    api.on(metaTemplates.available, () => [
      {
        uuid: definition.uuid,
        templateVersion: 2,
        scope: 'user' as const,
        name: 'Permissions',
        namespace: 'x',
        description: '',
        source: 'x',
        fieldCount: 5,
      },
    ]);
    api.on(metaTemplates.load, () => [
      { uuid: definition.uuid, name: 'Permissions', outcome: 'loaded' as const, id: 8, reason: null },
    ]);
    renderRoute('/metaTemplates/index', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Load Permissions' }));
    expect(await screen.findByText('Permissions loaded, disabled.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Load all' }));
    await waitFor(() =>
      expect(api.heard(metaTemplates.load).map(({ body }) => body)).toEqual([{ uuid: definition.uuid }, {}]),
    );
  });

  it('show only what one may do: readers get the list without switches to turn', async () => {
    signedIn({ flags: [] });
    api.on(metaTemplates.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [{ ...row, enabled: true, valueCount: null }],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    renderRoute('/metaTemplates/index', [feature]);
    expect((await screen.findByRole<HTMLInputElement>('switch', { name: 'Enabled: FIRST Directory' })).disabled).toBe(
      true,
    );
    expect(screen.queryByRole('button', { name: 'Load and update all' })).toBeNull();
    expect(api.heard(metaTemplates.available)).toEqual([]);
  });

  it('show the fields in order with their use, and lead to the records that have them', async () => {
    renderRoute('/metaTemplates/view/3', [feature]);
    expect((await screen.findByRole('link', { name: 'team' })).getAttribute('href')).toBe(
      '/organisations/index?meta.31.empty=false',
    );
    expect(screen.getByText('7 records, 7 values')).toBeDefined();
    expect(screen.getByText('not used')).toBeDefined();
    expect(screen.queryByRole('columnheader', { name: 'Link' })).toBeNull();
    expect(screen.getByText('\\+[0-9]+')).toBeDefined();
  });

  it('tell what stands in the way of a newer version, and lead to the ways to take it', async () => {
    const conflicts = [
      { field: 'team', kind: 'rule' as const, message: 'the pattern or the list of values changes', records: 3 },
    ];
    api.on(metaTemplates.get, () => ({ ...first, update: { toVersion: 2, conflicts } }));
    renderRoute('/metaTemplates/view/3', [feature]);
    expect(await screen.findByText('team: the pattern or the list of values changes (3 records)')).toBeDefined();
    expect(screen.getAllByText('Update to version 2').length).toBeGreaterThan(0);
  });

  describe('importing', () => {
    const paste = async (content: string) => {
      fireEvent.change(await screen.findByLabelText(/^Content/), { target: { value: content } });
    };

    it('previews the template and adds it', async () => {
      api.on(metaTemplates.importDefinition, () => ({ ...first, id: 12, name: 'Custom' }));
      const page = renderRoute('/metaTemplates/import', [feature]);
      await paste(JSON.stringify(definition));
      expect(await screen.findByText('Custom, version 1, 1 field')).toBeDefined();
      fireEvent.click(screen.getByRole('button', { name: 'Import template' }));
      await waitFor(() => expect(page.address()).toBe('/metaTemplates/view/12'));
      expect(api.heard(metaTemplates.importDefinition)[0]?.body).toEqual(definition);
    });

    it('names the place of every fault before anything is sent', async () => {
      renderRoute('/metaTemplates/import', [feature]);
      await paste(JSON.stringify({ ...definition, metaFields: [{ field: 'a', type: 'colour' }] }));
      fireEvent.click(screen.getByRole('button', { name: 'Import template' }));
      expect((await screen.findAllByText(/metaFields\.0\.type: is no field type/)).length).toBeGreaterThan(0);
      await paste('{');
      fireEvent.click(screen.getByRole('button', { name: 'Import template' }));
      expect((await screen.findAllByText(/is no JSON/)).length).toBeGreaterThan(0);
      expect(api.heard(metaTemplates.importDefinition)).toEqual([]);
    });

    it('tells what the server refuses', async () => {
      api.on(metaTemplates.importDefinition, () => {
        throw new Refused(409, "version 1 of the meta-template 'Custom' is loaded already");
      });
      renderRoute('/metaTemplates/import', [feature]);
      await paste(JSON.stringify(definition));
      fireEvent.click(screen.getByRole('button', { name: 'Import template' }));
      expect(await screen.findByText("version 1 of the meta-template 'Custom' is loaded already")).toBeDefined();
    });
  });

  it('list every name the node has seen, loaded or not', async () => {
    api.on(metaTemplates.names, ({ query }) => ({
      items:
        query.limit === 0
          ? []
          : [
              {
                id: 1,
                uuid: first.uuid,
                templateVersion: '1',
                name: 'FIRST Directory',
                namespace: 'first',
                templateId: 3,
                valueCount: 7,
                enabled: false,
              },
              {
                id: 2,
                uuid: first.uuid,
                templateVersion: '9',
                name: 'FIRST Directory',
                namespace: 'first',
                templateId: null,
                valueCount: 2,
                enabled: null,
              },
            ],
      total: 2,
      page: 1,
      limit: query.limit,
    }));
    renderRoute('/metaTemplateNameDirectory/index', [feature]);
    expect((await screen.findByRole('link', { name: 'FIRST Directory' })).getAttribute('href')).toBe(
      '/metaTemplates/view/3',
    );
    expect(screen.getByText('Not loaded')).toBeDefined();
  });
});
