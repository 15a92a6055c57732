import { configure, type RenderResult, render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { routesOf } from '../src/routes.js';
import type { Feature } from '../src/ui/index.js';

/** A route of the application, drawn in its frame. */
export interface RenderedRoute extends RenderResult {
  /** Path and query as the address bar would show them. */
  address(): string;
  /** Goes to an address as a link would. */
  goTo(address: string): Promise<void>;
}

// a page's code is fetched and transformed on first use, on a machine that may be busy
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 60_000 });

/** What jsdom lacks and the frame asks for. */
function fillIn(): void {
  window.scrollTo = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
  // jsdom's style sheet hides popovers and knows no way to show them
  HTMLElement.prototype.showPopover = function show(this: HTMLElement) {
    this.removeAttribute('popover');
  };
  HTMLElement.prototype.hidePopover = () => undefined;
  // there is nothing to draw on; the legend beside a chart is text
  vi.doMock('react-chartjs-2', () => ({ Doughnut: nothing }));
}

/**
 * Draws the page of an address within the frame, with the given features only. Sign somebody in and let the fake API
 * answer before; then look for what the page shows with `findBy…`.
 */
export function renderRoute(at: string, features: readonly Feature[]): RenderedRoute {
  fillIn();
  localStorage.clear();
  const router = createMemoryRouter(routesOf(features), { initialEntries: [at] });
  const rendered = render(<RouterProvider router={router} />);
  return {
    ...rendered,
    address: () => router.state.location.pathname + router.state.location.search,
    goTo: async (address) => {
      await router.navigate(address);
    },
  };
}

function nothing(): null {
  return null;
}
