import {
  type Import,
  type ImportColumns,
  ImportOptions,
  ImportReading,
  type ImportRow,
  type ImportState,
  imports,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axios, { type AxiosAdapter, type AxiosResponse } from 'axios';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const reading = ImportReading.parse({ format: 'csv' });
const draft: Import = {
  id: 12,
  uuid: '00000000-0000-4000-8000-000000000012',
  name: 'teams.csv',
  state: 'draft',
  user: { id: 1, name: 'ada' },
  size: 2048,
  reading,
  preset: null,
  mapping: [
    { target: 'name', from: ['team'], transforms: [], keep: false },
    { target: 'url', from: ['website'], transforms: [{ by: 'trim' }], keep: true },
  ],
  match: 'name',
  options: ImportOptions.parse({}),
  warnings: [],
  counts: { create: 0, update: 0, unchanged: 0, refused: 0 },
  rows: 0,
  totalRows: null,
  readBytes: 0,
  rate: null,
  secondsLeft: null,
  rehearsed: false,
  fault: null,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  version: 3,
};
const checked: Import = {
  ...draft,
  state: 'checked',
  rehearsed: true,
  rows: 10_000,
  totalRows: 10_000,
  counts: { create: 212, update: 14, refused: 3, unchanged: 9771 },
};

const columns: ImportColumns = {
  reading,
  looked: 200,
  columns: [
    { path: 'team', samples: ['Example CERT'], filled: 200 },
    { path: 'website', samples: ['https://cert.example'], filled: 180 },
  ],
  preset: null,
  mapping: [],
  match: null,
  warnings: [],
};

/** The draft in another state. */
const inState = (state: ImportState, rest: Partial<Import> = {}): Import => ({ ...draft, state, ...rest });

const rows: ImportRow[] = [
  {
    row: 1,
    outcome: 'update',
    entityId: 7,
    title: 'Example CERT',
    reason: null,
    changes: [{ field: 'url', before: null, after: 'https://cert.example' }],
  },
  {
    row: 2,
    outcome: 'refused',
    entityId: null,
    title: 'Bad',
    reason: "website: 'ftp://x' must be a web address",
    changes: [],
  },
];

describe('the import pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(imports.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [checked],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(imports.get, () => draft);
    api.on(imports.columns, () => columns);
    api.on(imports.targets, () => [
      { target: 'name', label: 'Name', group: 'Organisation', type: 'text', multiple: false },
      { target: 'url', label: 'URL', group: 'Organisation', type: 'text', multiple: false },
      { target: 'sector', label: 'Sector', group: 'Organisation', type: 'text', multiple: false },
    ]);
    api.on(imports.presets, () => [
      { id: 'first-teams', title: 'FIRST team list', description: 'x', reading: null, mapping: [], match: null },
    ]);
    api.on(imports.sample, () => [
      { row: 1, values: { name: ['Example CERT'] }, fault: null },
      { row: 2, values: { name: ['Bad'] }, fault: 'url is wrong' },
    ]);
    api.on(imports.rows, ({ query }) => ({
      items: query.limit === 0 ? [] : rows,
      total: 2,
      page: 1,
      limit: query.limit,
    }));
    api.on(imports.update, () => ({ ...draft, version: 4 }));
    api.on(imports.check, () => inState('checking'));
    api.on(imports.run, () => inState('running'));
    api.on(imports.cancel, () => inState('cancelled'));
    api.on(imports.remove, () => ({ done: true as const }));
  });

  it('list imports with what became of them', async () => {
    renderRoute('/import/index', [feature]);
    expect((await screen.findByRole('link', { name: 'teams.csv' })).getAttribute('href')).toBe(
      '/import/view/12?tab=report',
    );
    expect(screen.getByText('212 new · 14 changed · 3 refused · 9,771 the same')).toBeDefined();
    expect(screen.getByText('Checked')).toBeDefined();
  });

  it('are not offered to whoever may not import', async () => {
    signedIn({ flags: [] });
    renderRoute('/import/index', [feature]);
    await screen.findByRole('heading', { name: /Imports/ });
    expect(screen.queryByRole('navigation', { name: 'Main' })?.textContent ?? '').not.toContain('Imports');
  });

  it('send the chosen file as multipart with the token of the session, then show its columns', async () => {
    const answer = axios.defaults.adapter;
    const sent: { type: string; token: unknown; file: unknown }[] = [];
    axios.defaults.adapter = async (config): Promise<AxiosResponse> => {
      if (config.url !== imports.upload.path) return (answer as AxiosAdapter)(config);
      const form = config.data as FormData;
      sent.push({
        type: form.constructor.name,
        token: config.headers.get('x-csrf-token'),
        file: (form.get('file') as File).name,
      });
      return { data: draft, status: 201, statusText: '', headers: {}, config };
    };
    const page = renderRoute('/import/add', [feature]);
    const input = await screen.findByLabelText(/Choose|Browse|File/, { selector: 'input[type=file]' });
    fireEvent.change(input, { target: { files: [new File(['team\nA\n'], 'teams.csv')] } });
    fireEvent.click(screen.getByRole('button', { name: 'Upload file' }));
    await waitFor(() => expect(page.address()).toBe('/import/view/12?tab=mapping'));
    expect(sent).toEqual([{ type: 'FormData', token: 'token-of-tests', file: 'teams.csv' }]);
  });

  it('show the columns of the file with their first values', async () => {
    renderRoute('/import/view/12', [feature]);
    const found = within(await screen.findByRole('region', { name: 'What is in it' }));
    expect(found.getByText('Example CERT')).toBeDefined();
    expect(found.getByText('180 of 200')).toBeDefined();
  });

  it('say why a file cannot be read so, beside the settings that may mend it', async () => {
    api.on(imports.columns, () => {
      throw new Refused(400, 'file: the file holds no records');
    });
    renderRoute('/import/view/12', [feature]);
    expect((await screen.findByRole('alert')).textContent).toContain('the file holds no records');
  });

  it('map a further field, leave one out, and save under the version that was read', async () => {
    const page = renderRoute('/import/view/12?tab=mapping', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Do not fill URL' }));
    const add = screen.getByLabelText('Fill something else');
    fireEvent.click(add);
    fireEvent.change(add, { target: { value: 'Sec' } });
    fireEvent.click(await screen.findByRole('option', { name: /Sector/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Same text for all' }));
    fireEvent.change(screen.getByLabelText('Same text for all: Sector'), { target: { value: 'Energy' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save columns' }));
    await waitFor(() => expect(page.address()).toBe('/import/view/12?tab=options'));
    const [heard] = api.heard(imports.update);
    expect(heard?.ifMatch).toBe(3);
    expect(heard?.body.mapping).toEqual([
      { target: 'name', from: ['team'], transforms: [], keep: false },
      { target: 'sector', from: [], constant: 'Energy', transforms: [], keep: false },
    ]);
  });

  it('set all columns by a known source', async () => {
    renderRoute('/import/view/12?tab=mapping', [feature]);
    fireEvent.change(await screen.findByLabelText('Known source'), { target: { value: 'first-teams' } });
    await waitFor(() => expect(api.heard(imports.update)[0]?.body).toEqual({ preset: 'first-teams' }));
  });

  it('tell what the API refuses of the columns', async () => {
    api.on(imports.update, () => {
      throw new Refused(400, 'a field is wrong', [
        { path: ['mapping', 0, 'target'], message: 'is no field of a loaded template' },
      ]);
    });
    renderRoute('/import/view/12?tab=mapping', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Save columns' }));
    expect((await screen.findByRole('alert')).textContent).toContain('is no field of a loaded template');
  });

  it('show the first records as understood, save matching and begin the check', async () => {
    const page = renderRoute('/import/view/12?tab=options', [feature]);
    expect(await screen.findByText('Row 2: url is wrong')).toBeDefined();
    fireEvent.change(screen.getByLabelText('Do'), { target: { value: 'update' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save and check' }));
    await waitFor(() => expect(page.address()).toBe('/import/view/12?tab=report'));
    expect(api.heard(imports.update)[0]?.body).toMatchObject({ match: 'name', options: { mode: 'update' } });
    expect(api.heard(imports.check)).toHaveLength(1);
  });

  it('show the result of a check: counts, differences and reasons', async () => {
    api.on(imports.get, () => checked);
    renderRoute('/import/view/12?tab=report', [feature]);
    expect(await screen.findByText('This was a check: nothing was written.')).toBeDefined();
    expect(screen.getByText('212 new · 14 changed · 3 refused · 9,771 the same')).toBeDefined();
    expect(await screen.findByText("website: 'ftp://x' must be a web address")).toBeDefined();
    expect(screen.getByText('https://cert.example').tagName).toBe('INS');
    expect(screen.getByRole('link', { name: 'Example CERT' }).getAttribute('href')).toBe('/organisations/view/7');
    fireEvent.click(screen.getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(api.heard(imports.run)).toHaveLength(1));
  });

  it('ask before importing what was not checked', async () => {
    renderRoute('/import/view/12', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Import' }));
    const question = within(await screen.findByRole('dialog'));
    expect(question.getByText('Import without checking first')).toBeDefined();
    expect(api.heard(imports.run)).toHaveLength(0);
    fireEvent.click(question.getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(api.heard(imports.run)).toHaveLength(1));
  });

  it('show progress, look again until it is done, and cancel when asked', async () => {
    let asked = 0;
    api.on(imports.get, () =>
      ++asked < 2
        ? inState('running', { rows: 500, totalRows: 2000, rate: 1234.5, secondsLeft: 75 })
        : inState('done', { counts: checked.counts, rows: 10_000 }),
    );
    renderRoute('/import/view/12?tab=report', [feature]);
    const bar = await screen.findByRole('progressbar', { name: 'Importing' });
    expect(bar.getAttribute('aria-valuenow')).toBe('500');
    expect(screen.getByText('1,235 records a second · 2 min left')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeDefined();
    expect(await screen.findByText('Imported')).toBeDefined();
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('tell why a file was not taken whole, and go on from there', async () => {
    api.on(imports.get, () => inState('failed', { rows: 500, fault: 'after row 500 the file is not valid JSON' }));
    renderRoute('/import/view/12?tab=report', [feature]);
    expect((await screen.findByRole('alert')).textContent).toContain('after row 500 the file is not valid JSON');
    fireEvent.click(screen.getByRole('button', { name: 'Go on importing' }));
    await waitFor(() => expect(api.heard(imports.run)).toHaveLength(1));
  });
});
