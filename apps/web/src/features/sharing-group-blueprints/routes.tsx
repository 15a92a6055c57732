import type { Blueprint } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/sharingGroupBlueprints/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'circles',
      order: 22,
      to: '/sharingGroupBlueprints/index',
      label: text.title,
      icon: 'ui-checks-grid',
      permission: 'sharingGroupBlueprint:read',
    },
  ],
  routes: [
    { path: 'sharingGroupBlueprints/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'sharingGroupBlueprints/view/:ref',
      handle: { crumb: { under: [list], of: (one: Blueprint) => one.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'sharingGroupBlueprints/add',
      handle: { crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'sharingGroupBlueprints/edit/:ref',
      handle: { crumb: { under: [list], of: (one: Blueprint) => text.form.editTitle(one.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'blueprint.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/sharingGroupBlueprints/add',
      permission: 'sharingGroupBlueprint:write',
      keywords: ['sharing group', 'rules', 'new', 'create'],
    },
  ],
};
