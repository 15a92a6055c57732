import { settings } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 70,
      to: '/instance/settings',
      label: text.title,
      icon: 'gear',
      permission: 'instance:manage',
      count: async (signal) => {
        const all = await call(settings.list, { signal });
        return all.filter(({ fault }) => fault !== null && fault.severity !== 'info').length;
      },
    },
  ],
  routes: [{ path: 'instance/settings', handle: { crumb: text.title }, lazy: () => import('./settings.page.js') }],
  commands: [
    {
      id: 'instance.settings',
      label: text.title,
      icon: 'gear',
      to: '/instance/settings',
      permission: 'instance:manage',
      keywords: ['smtp', 'mail', 'session', 'metrics', 'configuration'],
    },
  ],
};
