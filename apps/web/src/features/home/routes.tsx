import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [{ group: 'home', order: 0, to: '/', label: text.title, icon: 'house' }],
  routes: [
    { index: true, handle: { crumb: text.title }, lazy: () => import('./home.page.js') },
    { path: 'instance/name', handle: { modal: true, crumb: text.naming.title }, lazy: () => import('./name.page.js') },
  ],
};
