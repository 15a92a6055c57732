import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { ConfirmDialog } from '../feedback/confirm-dialog.js';
import { renderPage } from '../in-router.fixture.js';
import type { Choice } from '../list/grammar.js';
import { FormFor, type FormForProps } from './form-for.js';

const Team = z.strictObject({
  name: z.string().trim().min(1, 'is needed'),
  url: z.string().nullable(),
  networks: z.array(z.string().includes('/', 'is no network')),
  uuid: z.string().optional(),
});
type Props = FormForProps<typeof Team, { id: number }>;

const usual: Props = {
  schema: Team,
  values: { name: '', url: '', networks: [], uuid: '' },
  fields: [
    { name: 'name', label: 'Name', input: 'text', required: true, help: 'As others know it.' },
    { name: 'url', label: 'Website', input: 'text', blank: 'null' },
    { name: 'networks', label: 'Networks', input: 'values' },
    { name: 'uuid', label: 'UUID', input: 'uuid', blank: 'omit' },
  ],
  submit: 'Create team',
  onSave: async () => ({ id: 1 }),
};
const show = (props: Partial<Props> = {}) =>
  renderPage(
    <>
      <FormFor {...usual} {...props} />
      <ConfirmDialog />
    </>,
    '/teams/add',
  );
const write = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), { target: { value } });
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Create team' }));

describe('FormFor', () => {
  it('tells faults at the field and in a summary that leads there, focuses the first, and saves nothing', async () => {
    const onSave = vi.fn();
    show({ onSave });
    save();
    const link = await screen.findByRole('link', { name: 'Name is needed' });
    const name = screen.getByLabelText(/^Name/);
    expect(document.activeElement).toBe(name);
    expect(name.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(name.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent).toContain(
      'Name is needed',
    );
    screen.getByLabelText(/^Website/).focus();
    fireEvent.click(link);
    expect(document.activeElement).toBe(name);
    expect(onSave).not.toHaveBeenCalled();
  });

  it('tells faults in the order in which the fields stand, whatever that of the schema', async () => {
    show({ values: { ...usual.values, networks: ['x'] }, fields: [...usual.fields].reverse() });
    save();
    await screen.findByText('2 fields need a change');
    const links = screen.getAllByRole('link').map((link) => link.textContent);
    expect(links.filter((link) => /needed|no network/.test(link ?? ''))).toEqual([
      'Networks is no network',
      'Name is needed',
    ]);
  });

  it('saves the schema’s output: trimmed, empty inputs as null or left out', async () => {
    const onSave = vi.fn(async () => ({ id: 1 }));
    show({ onSave });
    write('Name', '  CIRCL ');
    save();
    await waitFor(() => expect(onSave).toHaveBeenCalledOnce());
    expect(onSave).toHaveBeenCalledWith({ name: 'CIRCL', url: null, networks: [] }, expect.any(AbortSignal));
  });

  it('puts the server’s issues on the fields by path, also into one of several values', async () => {
    const issues = [
      { path: ['body', 'name'], message: 'is taken' },
      { path: ['body', 'networks', 1], message: 'is inside another network' },
      { path: ['body', 'owner'], message: 'cannot be chosen' },
    ];
    show({
      issuePrefix: ['body'],
      values: { name: 'CIRCL', url: '', networks: ['192.0.2.0/24', '192.0.2.0/25'], uuid: '' },
      onSave: async () => {
        throw Object.assign(new Error('Conflict'), { status: 409, title: 'Conflict', issues });
      },
    });
    save();
    expect(await screen.findByText('3 fields need a change')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText(/^Name/));
    expect(screen.getByLabelText('Networks 2').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByLabelText('Networks 1').getAttribute('aria-invalid')).toBeNull();
    expect(screen.getByText('owner')).toBeTruthy();
    write('Name', 'CERT');
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Name is taken' })).toBeNull());
  });

  it('tells a refusal that belongs to no field with the request to quote', async () => {
    show({
      values: { ...usual.values, name: 'CIRCL' },
      onSave: async () => {
        throw Object.assign(new Error(''), {
          status: 500,
          title: 'Unexpected',
          detail: 'The database is away.',
          issues: [],
          requestId: 'r-9',
        });
      },
    });
    save();
    expect(await screen.findByText('The database is away.')).toBeTruthy();
    expect(screen.getByText('Request r-9')).toBeTruthy();
  });

  it('saves by Ctrl and Enter and goes on without asking', async () => {
    const page = show({ onSaved: ({ id }) => ({ to: `/teams/view/${id}` }) });
    write('Name', 'CIRCL');
    fireEvent.keyDown(screen.getByLabelText(/^Name/), { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(page.path()).toBe('/teams/view/1'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('asks before changes are lost, and leaves when told to', async () => {
    const page = show({ back: '/teams/index' });
    write('Name', 'CIRCL');
    fireEvent.click(screen.getByRole('link', { name: 'Cancel' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Keep editing' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(page.path()).toBe('/teams/add');
    fireEvent.click(screen.getByRole('link', { name: 'Cancel' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }));
    await waitFor(() => expect(page.path()).toBe('/teams/index'));
  });

  it('leaves without a question when nothing was changed', async () => {
    const page = show({ back: '/teams/index' });
    fireEvent.click(screen.getByRole('link', { name: 'Cancel' }));
    await waitFor(() => expect(page.path()).toBe('/teams/index'));
  });

  it('sends only what was touched when asked to', async () => {
    const onSave = vi.fn(async () => ({ id: 1 }));
    show({
      onSave,
      send: 'changed',
      values: { name: 'CIRCL', url: 'https://a', networks: ['192.0.2.0/24'], uuid: '' },
    });
    write('Website', 'https://b');
    save();
    await waitFor(() => expect(onSave).toHaveBeenCalledWith({ url: 'https://b' }, expect.any(AbortSignal)));
  });

  it('shows, checks and sends a field only when it applies', async () => {
    const Key = z.strictObject({ kind: z.string(), key: z.string().min(1, 'is needed').optional() });
    const onSave = vi.fn(async () => 1);
    renderPage(
      <FormFor
        schema={Key}
        values={{ kind: 'none', key: '' }}
        fields={[
          { name: 'kind', label: 'Kind', input: 'text' },
          { name: 'key', label: 'Key', input: 'text', when: (values) => values.kind === 'pgp' },
        ]}
        submit="Create team"
        onSave={onSave}
      />,
    );
    expect(screen.queryByLabelText('Key')).toBeNull();
    write('Kind', 'pgp');
    expect(screen.getByLabelText('Key')).toBeTruthy();
    save();
    expect(await screen.findByRole('link', { name: 'Key is needed' })).toBeTruthy();
    write('Kind', 'none');
    save();
    await waitFor(() => expect(onSave).toHaveBeenCalledWith({ kind: 'none' }, expect.any(AbortSignal)));
  });

  it('spreads pasted lines over rows', () => {
    show();
    fireEvent.paste(screen.getByLabelText('Networks 1'), {
      clipboardData: { getData: () => '192.0.2.0/24\n198.51.100.0/24\r\n' },
    });
    expect(screen.getByLabelText<HTMLInputElement>('Networks 2').value).toBe('198.51.100.0/24');
  });

  it('reads long text from a file that is chosen or dropped', async () => {
    show({ fields: [{ name: 'name', label: 'Certificate', input: 'textarea', file: '.pem' }] });
    const area = () => (screen.getByRole('textbox', { name: 'Certificate' }) as HTMLTextAreaElement).value;
    const chosen = new File(['-----BEGIN'], 'one.pem');
    fireEvent.change(screen.getByLabelText('Read from a file: Certificate'), { target: { files: [chosen] } });
    await waitFor(() => expect(area()).toBe('-----BEGIN'));
    const dropped = { files: [new File(['other'], 'two.pem')] };
    fireEvent.drop(screen.getByRole('textbox', { name: 'Certificate' }), { dataTransfer: dropped });
    await waitFor(() => expect(area()).toBe('other'));
  });

  describe('while a picker waits for the answer to what was typed', () => {
    const Choosing = z.strictObject({ name: z.string(), lead: z.string().nullable() });
    const showPicker = () => {
      const onSave = vi.fn(async () => ({ id: 1 }));
      let answer: (choices: Choice[]) => void = () => undefined;
      const search = vi.fn(() => new Promise<Choice[]>((resolve) => (answer = resolve)));
      renderPage(
        <FormFor
          schema={Choosing}
          values={{ name: 'CIRCL', lead: null }}
          fields={[
            { name: 'name', label: 'Name', input: 'text' },
            { name: 'lead', label: 'Lead', input: 'search', search },
          ]}
          submit="Create team"
          onSave={onSave}
        />,
      );
      const picker = screen.getByRole('combobox', { name: 'Lead' });
      const type = async () => {
        fireEvent.change(picker, { target: { value: 'ali' } });
        await waitFor(() => expect(search).toHaveBeenCalled());
        await waitFor(() => expect(search).toHaveBeenLastCalledWith('ali', expect.any(AbortSignal)));
      };
      const find = (choices: Choice[]) => act(async () => answer(choices));
      return { onSave, picker, type, find };
    };

    it('holds the save until the picker has taken its choice', async () => {
      const { onSave, picker, type, find } = showPicker();
      await type();
      fireEvent.keyDown(picker, { key: 'Enter' });
      fireEvent.keyDown(picker, { key: 'Enter', ctrlKey: true });
      await act(async () => undefined);
      expect(onSave).not.toHaveBeenCalled();
      await find([{ value: '7', label: 'Alice' }]);
      await waitFor(() =>
        expect(onSave).toHaveBeenCalledExactlyOnceWith({ name: 'CIRCL', lead: '7' }, expect.any(AbortSignal)),
      );
    });

    it('takes what is typed by Ctrl and Enter alone', async () => {
      const { onSave, picker, type, find } = showPicker();
      await type();
      fireEvent.keyDown(picker, { key: 'Enter', ctrlKey: true });
      await find([{ value: '8', label: 'Alina' }]);
      await waitFor(() => expect(onSave).toHaveBeenCalledWith({ name: 'CIRCL', lead: '8' }, expect.any(AbortSignal)));
    });

    it('does not save when nothing is found', async () => {
      const { onSave, picker, type, find } = showPicker();
      await type();
      fireEvent.keyDown(picker, { key: 'Enter', ctrlKey: true });
      await find([]);
      expect(onSave).not.toHaveBeenCalled();
    });

    it('takes the choice of whoever left the field meanwhile', async () => {
      const { onSave, picker, type, find } = showPicker();
      await type();
      fireEvent.keyDown(picker, { key: 'Enter' });
      fireEvent.blur(picker);
      save();
      await act(async () => undefined);
      expect(onSave).not.toHaveBeenCalled();
      await find([{ value: '9', label: 'Alma' }]);
      await waitFor(() => expect(onSave).toHaveBeenCalledWith({ name: 'CIRCL', lead: '9' }, expect.any(AbortSignal)));
    });
  });
});
