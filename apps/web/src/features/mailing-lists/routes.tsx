import type { MailingList } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/mailingLists/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'circles',
      order: 30,
      to: '/mailingLists/index',
      label: text.title,
      icon: 'envelope',
      permission: 'mailingList:read',
    },
  ],
  routes: [
    { path: 'mailingLists/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'mailingLists/view/:ref',
      handle: { crumb: { under: [list], of: (one: MailingList) => one.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'mailingLists/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'mailingLists/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (one: MailingList) => text.form.editTitle(one.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'mailing-list.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/mailingLists/add',
      modal: true,
      permission: 'mailingList:write',
      keywords: ['mail', 'distribution', 'new', 'create'],
    },
  ],
};
