import { session } from '@cerebrate/contract';
import { screen } from '@testing-library/react';
import { useLoaderData } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeApi, signedIn } from '../test/fake-api.js';
import { renderRoute } from '../test/render-route.js';
import { may } from './api/index.js';
import { keepSession } from './api/session-store.js';
import type { Feature } from './ui/index.js';

const circles: Feature = {
  routes: [
    { path: 'trustCircles/index', element: <h1>All circles</h1> },
    { path: 'trustCircles/whoIsIn/:ref', element: <h1>Who is in</h1> },
  ],
};

const entry: Feature = { anonymous: [{ path: 'users/login', element: <h1>Who are you?</h1> }] };
const Answer = () => <h1>{useLoaderData<boolean>() ? 'May' : 'May not'}</h1>;

describe('the address of a page', () => {
  beforeEach(() => {
    fakeApi();
    signedIn();
  });

  it.each([
    ['/trust-circles/index?q=north', '/trustCircles/index?q=north'],
    ['/trustCircles', '/trustCircles/index'],
    ['/trust-circles/who-is-in/a-b', '/trustCircles/whoIsIn/a-b'],
  ])('may be spelt %s, as with the original', async (spelt, usual) => {
    const page = renderRoute(spelt, [circles]);
    await screen.findByRole('heading', { name: usual.includes('index') ? 'All circles' : 'Who is in' });
    expect(page.address()).toBe(usual);
  });

  it('that no page has is said to be none', async () => {
    const page = renderRoute('/trust-squares', [circles]);
    await screen.findByText('There is nothing here');
    expect(page.address()).toBe('/trust-squares');
  });

  it('asks what only some may ask once it is known who is signed in, also when it is the first that is opened', async () => {
    const api = fakeApi();
    const known = signedIn();
    keepSession(undefined);
    api.on(session.get, () => known);
    const page: Feature = {
      routes: [{ path: 'asking', loader: () => may('user:write'), Component: Answer }],
    };
    renderRoute('/asking', [page]);
    expect(await screen.findByRole('heading', { name: 'May' })).toBeDefined();
  });

  it('is kept for whoever signs in first, and nothing is asked for them before', async () => {
    const api = fakeApi();
    keepSession(undefined);
    api.on(session.get, () => ({ signedIn: false, csrfToken: 'token', settings: {}, user: null }));
    let wasAsked = false;
    const loader = () => {
      wasAsked = true;
      return null;
    };
    const page = renderRoute('/asking?q=1', [{ routes: [{ path: 'asking', loader, Component: Answer }] }, entry]);
    await screen.findByRole('heading', { name: 'Who are you?' });
    expect(page.address()).toBe('/users/login?next=%2Fasking%3Fq%3D1');
    expect(wasAsked).toBe(false);
  });
});
