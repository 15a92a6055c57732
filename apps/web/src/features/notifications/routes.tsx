import { notifications } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const shownInBell = 20;

export const feature: Feature = {
  routes: [{ path: 'notifications/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') }],
  commands: [
    {
      id: 'notifications',
      label: text.title,
      icon: 'bell',
      to: '/notifications/index',
      keywords: ['bell', 'messages'],
    },
    {
      id: 'notifications.subscriptions',
      label: text.subscriptions.title,
      icon: 'bell',
      to: '/users/settings?tab=notifications',
      keywords: ['e-mail', 'digest', 'subscribe'],
    },
  ],
  notices: async (signal) => {
    const { items } = await call(notifications.list, { query: { unread: 'true', limit: shownInBell }, signal });
    return items.map(({ id, title, count, at, link, severity }) => ({
      id: `notification ${id}`,
      title: count > 1 ? text.more(title, count - 1) : title,
      at,
      to: link,
      tone: severity,
      onSeen: () => void call(notifications.read, { params: { id } }).catch(() => undefined),
    }));
  },
};
