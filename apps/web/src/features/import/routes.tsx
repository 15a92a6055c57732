import type { Import } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/import/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'contact-db',
      order: 90,
      to: '/import/index',
      label: text.title,
      icon: 'upload',
      permission: 'directory:import',
    },
  ],
  routes: [
    { path: 'import/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'import/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.title } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'import/view/:ref',
      handle: { crumb: { under: [list], of: (loaded: { one: Import }) => loaded.one.name } },
      lazy: () => import('./detail.page.js'),
    },
  ],
  commands: [
    {
      id: 'import.add',
      label: text.add,
      icon: 'upload',
      to: '/import/add',
      modal: true,
      permission: 'directory:import',
      keywords: ['CSV', 'JSON', 'upload', 'organisations'],
    },
  ],
};
