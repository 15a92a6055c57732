import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: text.section,
      order: 71,
      to: '/instance/keycloak',
      label: text.title,
      icon: 'shield-lock',
      permission: 'instance:manage',
    },
  ],
  routes: [
    { path: 'instance/keycloak', handle: { crumb: text.title }, lazy: () => import('./keycloak.page.js') },
    {
      path: 'instance/keycloak/:id',
      handle: { crumb: { under: ['/instance/keycloak?tab=accounts', text.title], of: () => text.runs } },
      lazy: () => import('./report.page.js'),
    },
  ],
  commands: [
    {
      id: 'instance.keycloak',
      label: text.title,
      icon: 'shield-lock',
      to: '/instance/keycloak',
      permission: 'instance:manage',
      keywords: ['single sign-on', 'sso', 'oidc', 'openid connect', 'provider', 'reconcile'],
    },
  ],
};
