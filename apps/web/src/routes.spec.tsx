import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeApi, signedIn } from '../test/fake-api.js';
import { renderRoute } from '../test/render-route.js';
import type { Feature } from './ui/index.js';

const circles: Feature = {
  routes: [
    { path: 'trustCircles/index', element: <h1>All circles</h1> },
    { path: 'trustCircles/whoIsIn/:ref', element: <h1>Who is in</h1> },
  ],
};

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
});
