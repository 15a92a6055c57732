import type { EncryptionKey, SignatureCheck } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/encryptionKeys/index', text.title] as const;
const checks = ['/encryptionKeys/signatures', text.signatures.title] as const;

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
      path: 'encryptionKeys/signatures',
      handle: { crumb: { under: [list], of: () => text.signatures.title } },
      lazy: () => import('./signatures.page.js'),
    },
    {
      path: 'encryptionKeys/signatures/verify',
      handle: { modal: true, crumb: { under: [list, checks], of: () => text.signatures.verify } },
      lazy: () => import('./verify.page.js'),
    },
    {
      path: 'encryptionKeys/signatures/view/:ref',
      handle: { crumb: { under: [list, checks], of: (check: SignatureCheck) => check.purpose ?? `#${check.id}` } },
      lazy: () => import('./signature.page.js'),
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
      id: 'signature.check',
      label: text.signatures.verify,
      icon: 'shield-check',
      to: '/encryptionKeys/signatures/verify',
      modal: true,
      permission: 'encryptionKey:read',
      keywords: ['verify', 'signature', 'who signed', 'pgp', 'cms', 'MISP'],
    },
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
