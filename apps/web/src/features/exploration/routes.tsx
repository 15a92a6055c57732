import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'home',
      order: 20,
      to: '/exploration/map',
      label: text.map.title,
      icon: 'globe',
      permission: 'organisation:read',
      also: ['/exploration/map'],
    },
    {
      group: 'home',
      order: 30,
      to: '/exploration/graph',
      label: text.graph.title,
      icon: 'diagram-3',
      permission: 'organisation:read',
      also: ['/exploration/graph'],
    },
  ],
  routes: [
    { path: 'exploration/map', handle: { crumb: text.map.title }, lazy: () => import('./map.page.js') },
    { path: 'exploration/graph', handle: { crumb: text.graph.title }, lazy: () => import('./graph.page.js') },
  ],
};
