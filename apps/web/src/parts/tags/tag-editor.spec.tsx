import { tags } from '@cerebrate/contract';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { useToasts } from '../../ui/feedback/toast.js';
import { type TagEdit, TagEditor } from './tag-editor.js';

const green = { id: 1, name: 'tlp:green', colour: '#33aa33' };
const red = { id: 2, name: 'tlp:red', colour: '#cc0033' };

function Toasts() {
  return useToasts().map((one) => (
    <div key={one.id} role="status">
      {one.text} {one.detail}
      {one.undo ? (
        <button type="button" onClick={() => void one.undo?.()}>
          Undo {one.text}
        </button>
      ) : null}
    </div>
  ));
}

describe('the tags of a record', () => {
  let api: FakeApi;
  let edits: TagEdit[];
  let fails: Error | undefined;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    edits = [];
    fails = undefined;
    api.on(tags.suggest, ({ query }) =>
      [
        { ...red, counter: 3 },
        { ...green, counter: 0 },
      ].filter(({ name }) => name.includes(query.q)),
    );
    Element.prototype.scrollIntoView = () => undefined;
    HTMLElement.prototype.showPopover = () => undefined;
    HTMLElement.prototype.hidePopover = () => undefined;
  });

  const show = (mayEdit = true, mayCreate = true) => {
    const element = (
      <>
        <TagEditor
          tags={[green]}
          mayEdit={mayEdit}
          mayCreate={mayCreate}
          link={(name) => `/organisations/index?tag=${encodeURIComponent(name)}`}
          onChange={async (edit) => {
            if (fails) throw fails;
            edits.push(edit);
          }}
        />
        <Toasts />
      </>
    );
    return render(<RouterProvider router={createMemoryRouter([{ path: '*', element }])} />);
  };
  const search = async (text: string) => {
    fireEvent.click(screen.getByRole('button', { name: 'Add tag' }));
    const field = screen.getByRole('combobox', { name: 'Tag' });
    fireEvent.change(field, { target: { value: text } });
    return field;
  };

  it('lead to the list of what carries them', () => {
    show();
    expect(screen.getByRole('link', { name: 'tlp:green' }).getAttribute('href')).toBe(
      '/organisations/index?tag=tlp%3Agreen',
    );
  });

  it('cannot be changed without the right', () => {
    show(false);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('come off with a toast that puts them back', async () => {
    show();
    fireEvent.click(screen.getByRole('button', { name: /Remove.*tlp:green/i }));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo Tag tlp:green removed.' }));
    await waitFor(() =>
      expect(edits).toEqual([
        { add: [], remove: ['tlp:green'] },
        { add: ['tlp:green'], remove: [] },
      ]),
    );
  });

  it('are found as one types, with how often they are used, and put on', async () => {
    show();
    await search('red');
    await waitFor(() => expect(api.heard(tags.suggest).at(-1)?.query).toEqual({ q: 'red' }));
    fireEvent.click(await screen.findByRole('option', { name: /tlp:red/, hidden: true }));
    await waitFor(() => expect(edits).toEqual([{ add: ['tlp:red'], remove: [] }]));
  });

  it('may be new, where that is allowed', async () => {
    show();
    await search('brand new');
    fireEvent.click(await screen.findByRole('option', { name: /brand new/, hidden: true }));
    await waitFor(() => expect(edits).toEqual([{ add: ['brand new'], remove: [] }]));
  });

  it('are only those that exist, where making them is not allowed', async () => {
    show(true, false);
    await search('brand new');
    await waitFor(() => expect(api.heard(tags.suggest).at(-1)?.query).toEqual({ q: 'brand new' }));
    expect(screen.queryByRole('option', { hidden: true })).toBeNull();
  });

  it('stay as they are, with a word why, when the change is refused', async () => {
    fails = Object.assign(new Error('refused'), {
      status: 403,
      title: 'Not allowed',
      detail: 'there is no tag "x"',
      issues: [],
    });
    show();
    fireEvent.click(screen.getByRole('button', { name: /Remove.*tlp:green/i }));
    expect(await screen.findByText(/The tags could not be changed. there is no tag "x"/)).toBeDefined();
    expect(edits).toEqual([]);
  });
});
