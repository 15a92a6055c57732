import { type OutboxMessage, outbox } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { messageText } from '../../parts/messages/index.js';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: messageText.section,
      order: 41,
      to: '/outbox/index',
      label: text.title,
      icon: 'send',
      permission: 'outbox:read',
      count: async (signal) =>
        (await call(outbox.list, { query: { 'state.in': ['waiting', 'failed'], limit: '0' }, signal })).total ?? 0,
    },
  ],
  routes: [
    { path: 'outbox/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'outbox/view/:ref',
      handle: {
        crumb: { under: [['/outbox/index', text.title]], of: (message: OutboxMessage) => message.title },
      },
      lazy: () => import('./detail.page.js'),
    },
  ],
};
