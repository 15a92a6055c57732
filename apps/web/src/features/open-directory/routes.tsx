import { redirect } from 'react-router';
import type { Feature } from '../../ui/index.js';

export const feature: Feature = {
  open: [
    { path: 'open', loader: () => redirect('/open/organisations/index') },
    { path: 'open/organisations', loader: () => redirect('/open/organisations/index') },
    { path: 'open/individuals', loader: () => redirect('/open/individuals/index') },
    { path: 'open/organisations/index', lazy: () => import('./organisations.page.js') },
    { path: 'open/individuals/index', lazy: () => import('./people.page.js') },
    { path: 'open/country/:country', lazy: () => import('./organisations.page.js') },
    { path: 'open/:kind/view/:uuid', lazy: () => import('./entry.page.js') },
    { path: 'open/map', lazy: () => import('./map.page.js') },
  ],
};
