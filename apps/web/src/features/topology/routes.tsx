import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'synchronisation',
      order: 30,
      to: '/instance/topology',
      label: text.title,
      icon: 'diagram-3',
      permission: 'brood:read',
    },
  ],
  routes: [{ path: 'instance/topology', handle: { crumb: text.title }, lazy: () => import('./topology.page.js') }],
};
