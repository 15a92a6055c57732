import { type InboxRequest, inbox } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { messageText } from '../../parts/messages/index.js';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/inbox/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: messageText.section,
      order: 40,
      to: '/inbox/index',
      label: text.title,
      icon: 'inbox',
      permission: 'inbox:read',
      count: async (signal) => (await call(inbox.list, { query: { state: 'open', limit: '0' }, signal })).total ?? 0,
    },
  ],
  routes: [
    { path: 'inbox/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'inbox/listProcessors',
      handle: { crumb: { under: [list], of: () => text.kinds } },
      lazy: () => import('./kinds.page.js'),
    },
    {
      path: 'inbox/view/:ref',
      handle: { crumb: { under: [list], of: (request: InboxRequest) => request.title } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'inbox/process/:ref',
      handle: { modal: 'wide', crumb: { under: [list], of: () => text.processing.title } },
      lazy: () => import('./process.page.js'),
    },
    {
      path: 'inbox/decline/:ref',
      handle: { modal: true, crumb: { under: [list], of: () => text.declining.title } },
      lazy: () => import('./decline.page.js'),
    },
  ],
  commands: [
    {
      id: 'inbox.open',
      label: text.title,
      icon: 'inbox',
      to: '/inbox/index?state=open',
      permission: 'inbox:read',
      keywords: ['requests', 'registration', 'messages'],
    },
  ],
  notices: async (signal) => (await import('./notices.js')).requestNotices(signal),
};
