import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 72,
      to: '/instance/scim',
      label: text.title,
      icon: 'person-badge',
      permission: 'instance:manage',
    },
  ],
  routes: [{ path: 'instance/scim', handle: { crumb: text.title }, lazy: () => import('./scim.page.js') }],
  commands: [
    {
      id: 'instance.scim',
      label: text.title,
      icon: 'person-badge',
      to: '/instance/scim',
      permission: 'instance:manage',
      keywords: ['provisioning', 'identity provider', 'entra', 'authentik', 'okta', 'groups'],
    },
  ],
};
