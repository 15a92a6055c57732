import type { FleetProposal } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const board = ['/fleet/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      order: 31,
      to: '/fleet/index',
      label: text.title,
      icon: 'ui-checks-grid',
      permission: 'tool:read',
    },
  ],
  routes: [
    { path: 'fleet/index', handle: { crumb: text.title }, lazy: () => import('./board.page.js') },
    {
      path: 'fleet/view/:ref',
      handle: { crumb: { under: [board], of: ({ tool }: { tool: { name: string } }) => tool.name } },
      lazy: () => import('./member.page.js'),
    },
    {
      path: 'fleet/proposal/:ref',
      handle: { crumb: { under: [board], of: ({ id }: FleetProposal) => text.proposals.title(id) } },
      lazy: () => import('./proposal.page.js'),
    },
    {
      path: 'fleet/policy/:connector',
      handle: { modal: true, crumb: { under: [board], of: () => text.policy.title } },
      lazy: () => import('./policy.page.js'),
    },
    {
      path: 'fleet/desire/:connector',
      handle: { modal: true, crumb: { under: [board], of: () => text.desire.title } },
      lazy: () => import('./desire.page.js'),
    },
    {
      path: 'fleet/propose/:connector',
      handle: { modal: 'wide', crumb: { under: [board], of: () => text.propose.title } },
      lazy: () => import('./propose.page.js'),
    },
  ],
  commands: [
    {
      id: 'fleet.board',
      label: text.title,
      icon: 'ui-checks-grid',
      to: '/fleet/index',
      permission: 'tool:read',
      keywords: ['misp', 'instances', 'versions', 'workers', 'drift'],
    },
  ],
};
