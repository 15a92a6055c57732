import type { Webhook } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/webhooks/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 88,
      to: '/webhooks/index',
      label: text.title,
      icon: 'send',
      permission: 'webhook:read',
    },
  ],
  routes: [
    { path: 'webhooks/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'webhooks/view/:ref',
      handle: { crumb: { under: [list], of: (one: Webhook) => one.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'webhooks/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'webhooks/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: (one: Webhook) => text.form.editTitle(one.name) } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'webhook.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/webhooks/add',
      modal: true,
      permission: 'webhook:write',
      keywords: ['hook', 'event', 'ticketing', 'integration', 'new'],
    },
  ],
};
