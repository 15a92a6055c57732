import type { EncryptionKey } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/encryptionKeys/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'contact-db',
      order: 40,
      to: '/encryptionKeys/index',
      label: text.title,
      icon: 'shield-lock',
      permission: 'encryptionKey:read',
    },
  ],
  routes: [
    { path: 'encryptionKeys/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'encryptionKeys/view/:ref',
      handle: { crumb: { under: [list], of: (key: EncryptionKey) => key.fingerprint?.slice(-16) ?? `#${key.id}` } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'encryptionKeys/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'encryptionKeys/edit/:ref',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.editTitle } },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'encryption-key.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/encryptionKeys/add',
      modal: true,
      permission: 'encryptionKey:write',
      keywords: ['pgp', 'gpg', 'smime', 'certificate', 'encryption'],
    },
  ],
  notices: async (signal) => (await import('./notices.js')).keyNotices(signal),
};
