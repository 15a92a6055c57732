import type { PermissionLimitation } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/permissionLimitations/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: 'Instance',
      order: 86,
      to: '/permissionLimitations/index',
      label: text.title,
      icon: 'list',
      permission: 'permissionLimitation:read',
    },
  ],
  routes: [
    { path: 'permissionLimitations/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'permissionLimitations/view/:ref',
      handle: { crumb: { under: [list], of: (loaded: { limit: PermissionLimitation }) => loaded.limit.permission } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'permissionLimitations/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'permissionLimitations/edit/:ref',
      handle: {
        modal: true,
        crumb: {
          under: [list],
          of: (loaded: { limit: PermissionLimitation }) => text.form.editTitle(loaded.limit.permission),
        },
      },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'permissionLimitation.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/permissionLimitations/add',
      modal: true,
      permission: 'permissionLimitation:write',
      keywords: ['quota', 'limit', 'new'],
    },
  ],
};
