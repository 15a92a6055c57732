import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  routes: [{ path: 'users/settings', handle: { crumb: text.title }, lazy: () => import('./account.page.js') }],
  commands: [
    {
      id: 'account.settings',
      label: text.title,
      icon: 'person-gear',
      to: '/users/settings',
      keywords: ['profile', 'theme'],
    },
    {
      id: 'account.password',
      label: text.password.submit,
      icon: 'shield-lock',
      to: '/users/settings?tab=password',
      keywords: ['password'],
    },
    {
      id: 'account.factors',
      label: text.commands.factors,
      icon: 'fingerprint',
      to: '/users/settings?tab=two-factor',
      keywords: ['totp', 'mfa', 'passkey', 'recovery'],
    },
    {
      id: 'account.bookmarks',
      label: text.commands.bookmarks,
      icon: 'bookmark',
      to: '/users/settings?tab=bookmarks',
      keywords: ['favourites', 'links'],
    },
    {
      id: 'account.sessions',
      label: text.commands.sessions,
      icon: 'box-arrow-right',
      to: '/users/settings?tab=sessions',
      keywords: ['sessions', 'browsers'],
    },
  ],
};
