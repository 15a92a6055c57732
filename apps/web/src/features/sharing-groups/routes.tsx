import type { SharingGroup } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/sharingGroups/index', text.title] as const;
const under = (of: (group: SharingGroup) => string) => ({ crumb: { under: [list], of } });

export const feature: Feature = {
  navigation: [
    {
      group: 'circles',
      order: 10,
      to: '/sharingGroups/index',
      label: text.title,
      icon: 'people',
      permission: 'sharingGroup:read',
    },
  ],
  routes: [
    { path: 'sharingGroups/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'sharingGroups/overlap',
      handle: { crumb: { under: [list], of: () => text.overlapTitle } },
      lazy: () => import('./overlap.page.js'),
    },
    {
      path: 'sharingGroups/view/:ref',
      handle: under((group) => group.name),
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'sharingGroups/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'sharingGroups/edit/:ref',
      handle: { modal: true, ...under((group) => text.form.editTitle(group.name)) },
      lazy: () => import('./edit.page.js'),
    },
    {
      path: 'sharingGroups/addOrg/:ref',
      handle: { modal: true, ...under((group) => text.members.addTitle(group.name)) },
      lazy: () => import('./enrol.page.js'),
    },
  ],
  commands: [
    {
      id: 'sharing-group.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/sharingGroups/add',
      modal: true,
      permission: 'sharingGroup:write',
      keywords: ['new', 'create', 'circle', 'trust', 'MISP'],
    },
    {
      id: 'sharing-group.overlap',
      label: text.overlapLink,
      icon: 'people',
      to: '/sharingGroups/overlap',
      permission: 'sharingGroup:read',
      keywords: ['overlap', 'common members', 'sharing groups'],
    },
  ],
};
