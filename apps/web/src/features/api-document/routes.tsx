import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [{ group: 'administration', order: 95, to: '/api/index', label: text.title, icon: 'braces' }],
  routes: [{ path: 'api/index', handle: { crumb: text.crumb }, lazy: () => import('./api.page.js') }],
};
