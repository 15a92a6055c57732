import type { OrgGroup } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/orgGroups/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'contact-db',
      order: 30,
      to: '/orgGroups/index',
      label: text.title,
      icon: 'collection',
      permission: 'orgGroup:read',
    },
  ],
  routes: [
    { path: 'orgGroups/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'orgGroups/view/:ref',
      handle: { crumb: { under: [list], of: (group: OrgGroup) => group.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'orgGroups/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'orgGroups/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (group: OrgGroup) => text.form.editTitle(group.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'orgGroup.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/orgGroups/add',
      modal: true,
      permission: 'orgGroup:write',
      keywords: ['group', 'new', 'create', 'region', 'sector'],
    },
  ],
};
