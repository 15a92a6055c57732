import type { AuthKey } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/authKeys/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      order: 30,
      to: '/authKeys/index',
      label: text.title,
      icon: 'key',
      permission: 'authKey:read',
    },
  ],
  routes: [
    { path: 'authKeys/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'authKeys/add/:userId?',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.title } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'authKeys/edit/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: (key: AuthKey) => text.edit.title(`${key.start}…${key.end}`) },
      },
      lazy: () => import('./edit.page.js'),
    },
    {
      path: 'authKeys/rotate/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: (key: AuthKey) => text.rotate.title(`${key.start}…${key.end}`) },
      },
      lazy: () => import('./rotate.page.js'),
    },
  ],
  commands: [
    {
      id: 'authKey.add',
      label: text.add,
      icon: 'key',
      to: '/authKeys/add',
      modal: true,
      permission: 'authKey:write',
      keywords: ['api', 'token'],
    },
  ],
};
