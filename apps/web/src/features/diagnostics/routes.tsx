import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 72,
      to: '/instance/diagnostics',
      label: text.title,
      icon: 'info-circle',
      permission: 'instance:manage',
      also: ['/instance/migrationIndex'],
    },
  ],
  routes: [
    { path: 'instance/diagnostics', handle: { crumb: text.title }, lazy: () => import('./diagnostics.page.js') },
    { path: 'instance/migrationIndex', handle: { crumb: text.database }, lazy: () => import('./migrations.page.js') },
  ],
  commands: [
    {
      id: 'instance.diagnostics',
      label: text.title,
      icon: 'info-circle',
      to: '/instance/diagnostics',
      permission: 'instance:manage',
      keywords: ['health', 'jobs', 'database', 'disk', 'mail'],
    },
  ],
};
