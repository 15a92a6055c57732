import type { Brood } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/broods/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'synchronisation',
      order: 10,
      to: '/broods/index',
      label: text.title,
      icon: 'hdd-network',
      permission: 'brood:read',
    },
    {
      group: 'synchronisation',
      order: 20,
      to: '/broods/proposals',
      label: text.proposals.title,
      icon: 'inbox',
      permission: 'brood:read',
    },
  ],
  routes: [
    { path: 'broods/proposals', handle: { crumb: text.proposals.title }, lazy: () => import('./proposals.page.js') },
    {
      path: 'broods/signingKeys',
      handle: { crumb: { under: [list], of: () => text.signingKeys.title } },
      lazy: () => import('./signing-keys.page.js'),
    },
    { path: 'broods/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'broods/view/:ref',
      handle: { crumb: { under: [list], of: (one: Brood) => one.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'broods/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'broods/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (one: Brood) => text.form.editTitle(one.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'brood.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/broods/add',
      modal: true,
      permission: 'brood:write',
      keywords: ['node', 'peer', 'remote', 'synchronise', 'new'],
    },
  ],
};
