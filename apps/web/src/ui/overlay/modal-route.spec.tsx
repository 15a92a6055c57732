import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { useLoaderData } from 'react-router';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { FormFor } from '../form/form-for.js';
import { renderRoutes } from '../in-router.fixture.js';
import { FormPage, ModalLink, ModalOutlet } from './modal-route.js';

const Name = z.strictObject({ name: z.string() });

function List() {
  const names = useLoaderData<string[]>();
  const [ticked, setTicked] = useState(false);
  return (
    <>
      <h1>Teams: {names.join(', ')}</h1>
      <label>
        <input type="checkbox" checked={ticked} onChange={() => setTicked(!ticked)} /> CIRCL
      </label>
      <ModalLink to="/teams/add">Add team</ModalLink>
    </>
  );
}

function Form() {
  const names = useLoaderData<string[]>();
  return (
    <FormPage title="Add team">
      <FormFor
        schema={Name}
        values={{ name: '' }}
        fields={[{ name: 'name', label: 'Name', input: 'text' }]}
        submit="Create team"
        back="/teams/index"
        onSave={async ({ name }) => names.push(name)}
      />
    </FormPage>
  );
}

function show(at: string) {
  const names = ['CIRCL'];
  const loader = vi.fn(() => [...names]);
  const page = renderRoutes(
    [
      {
        element: <ModalOutlet />,
        children: [
          { path: '/teams/index', loader, element: <List /> },
          { path: '/teams/add', loader: () => names, handle: { modal: true }, element: <Form /> },
        ],
      },
    ],
    at,
  );
  return { ...page, loader };
}

describe('a route that opens as a dialog', () => {
  it('stands over the page it was opened from, which keeps its data, its state and its search', async () => {
    const page = show('/teams/index?q=c');
    fireEvent.click(await screen.findByRole('checkbox', { name: 'CIRCL' }));
    fireEvent.click(screen.getByRole('link', { name: 'Add team' }));
    expect(await screen.findByRole('dialog', { name: 'Add team' })).toBeTruthy();
    expect(page.path()).toBe('/teams/add');
    expect(screen.getByText('Teams: CIRCL')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('CIRCL').checked).toBe(true);
    expect(page.loader).toHaveBeenCalledOnce();
  });

  it('is a page of its own when its address is opened directly', async () => {
    show('/teams/add');
    expect(await screen.findByRole('heading', { name: 'Add team' })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('link', { name: 'Cancel' }).getAttribute('href')).toBe('/teams/index');
  });

  it('closes after saving onto the same page, loaded anew and otherwise as it was left', async () => {
    const page = show('/teams/index?q=c');
    fireEvent.click(await screen.findByRole('checkbox', { name: 'CIRCL' }));
    fireEvent.click(screen.getByRole('link', { name: 'Add team' }));
    fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'CERT-EU' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create team' }));
    expect(await screen.findByText('Teams: CIRCL, CERT-EU')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(page.path() + page.search()).toBe('/teams/index?q=c');
    expect(screen.getByLabelText<HTMLInputElement>('CIRCL').checked).toBe(true);
  });
});
