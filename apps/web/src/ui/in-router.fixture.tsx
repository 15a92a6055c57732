import { configure, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createMemoryRouter, type RouteObject, RouterProvider } from 'react-router';

// a dialog's code is fetched on first use, on a machine that may be busy
configure({ asyncUtilTimeout: 8000 });

/** Renders routes at an address; the returned router tells where we are. */
export function renderRoutes(routes: RouteObject[], at: string) {
  const router = createMemoryRouter(routes, { initialEntries: [at] });
  const view = render(<RouterProvider router={router} />);
  return { router, ...view, search: () => router.state.location.search, path: () => router.state.location.pathname };
}

/** Renders one element as the page at an address; any other address is an empty page. */
export const renderPage = (element: ReactElement, at = '/page') =>
  renderRoutes(
    [
      { path: at.split('?')[0], element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    at,
  );
