import type { Tag } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/tags/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: 'Add-ons',
      order: 62,
      to: '/tags/index',
      label: text.title,
      icon: 'tag',
      permission: 'tag:read',
    },
  ],
  routes: [
    { path: 'tags/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'tags/view/:ref',
      handle: { crumb: { under: [list], of: (tag: Tag) => tag.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'tags/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'tags/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (tag: Tag) => text.form.editTitle(tag.name) } },
      lazy: () => import('./edit.page.js'),
    },
    {
      path: 'tags/merge/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: ({ tag }: { tag: Tag }) => text.merging.title(tag.name) },
      },
      lazy: () => import('./merge.page.js'),
    },
  ],
  commands: [
    {
      id: 'tag.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/tags/add',
      modal: true,
      permission: 'tag:write',
      keywords: ['label', 'new', 'create'],
    },
  ],
};
