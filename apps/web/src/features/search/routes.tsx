import type { Feature } from '../../ui/index.js';
import { searchEverything } from './palette.js';
import { text } from './text.js';

export const feature: Feature = {
  routes: [{ path: 'instance/searchAll', handle: { crumb: text.crumb }, lazy: () => import('./search.page.js') }],
  search: searchEverything,
};
