import type { Role } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/roles/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      order: 20,
      to: '/roles/index',
      label: text.title,
      icon: 'shield-lock',
      permission: 'role:read',
    },
  ],
  routes: [
    { path: 'roles/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'roles/view/:ref',
      handle: { crumb: { under: [list], of: (role: Role) => role.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'roles/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'roles/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (role: Role) => text.form.editTitle(role.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    { id: 'role.add', label: text.add, icon: 'plus-lg', to: '/roles/add', modal: true, permission: 'role:write' },
  ],
};
