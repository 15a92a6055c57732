import type { User } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/users/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      order: 10,
      to: '/users/index',
      label: text.title,
      icon: 'person-badge',
      permission: 'user:write',
    },
  ],
  routes: [
    { path: 'users/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'users/view/:ref?',
      handle: { crumb: { under: [list], of: (user: User) => user.username } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'users/add',
      handle: { modal: 'wide', crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'users/massEdit',
      handle: { modal: 'wide', crumb: { under: [list], of: () => text.massEdit.act } },
      lazy: () => import('./mass-edit.page.js'),
    },
    {
      path: 'users/edit/:ref',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: (loaded: { user: User }) => text.form.editTitle(loaded.user.username) },
      },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'user.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/users/add',
      modal: true,
      permission: 'user:write',
      keywords: ['account', 'invite', 'colleague'],
    },
  ],
};
