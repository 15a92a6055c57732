import type { ChainedAuditEntry } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/auditLogs/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 80,
      to: '/auditLogs/index',
      label: text.title,
      icon: 'journal-text',
      permission: 'audit:read',
    },
  ],
  routes: [
    { path: 'auditLogs/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'auditLogs/view/:seq',
      handle: { modal: 'wide', crumb: { under: [list], of: ({ seq }: ChainedAuditEntry) => text.crumb(seq) } },
      lazy: () => import('./detail.page.js'),
    },
  ],
};
