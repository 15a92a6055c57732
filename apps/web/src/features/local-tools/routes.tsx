import type { BatchRun, Connector, LocalTool, Mirror, ToolAction } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/localTools/index', text.title] as const;
const kinds = ['/localTools/connectors', text.connectors.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      order: 30,
      to: '/localTools/index',
      label: text.title,
      icon: 'tools',
      permission: 'tool:read',
    },
  ],
  routes: [
    { path: 'localTools/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'localTools/connectors',
      handle: { crumb: { under: [list], of: () => text.connectors.title } },
      lazy: () => import('./connectors.page.js'),
    },
    {
      path: 'localTools/viewConnector/:connector',
      handle: { crumb: { under: [list, kinds], of: (one: Connector) => one.title } },
      lazy: () => import('./connector.page.js'),
    },
    {
      path: 'localTools/view/:ref',
      handle: { crumb: { under: [list], of: ({ tool }: { tool: LocalTool }) => tool.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'localTools/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'localTools/edit/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: ({ tool }: { tool: LocalTool }) => text.form.editTitle(tool.name) },
      },
      lazy: () => import('./edit.page.js'),
    },
    {
      path: 'localTools/action/:ref/:action',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: ({ action }: { action: ToolAction }) => action.title },
      },
      lazy: () => import('./action.page.js'),
    },
    {
      path: 'localTools/batchAction/:connector/:action',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: ({ action }: { action: ToolAction }) => action.title },
      },
      lazy: () => import('./batch.page.js'),
    },
    {
      path: 'localTools/follow/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: ({ tool }: { tool: LocalTool }) => text.mirrors.followTitle(tool.name) },
      },
      lazy: () => import('./follow.page.js'),
    },
    {
      path: 'localTools/mirror/:ref/:mirror',
      handle: { crumb: { under: [list], of: ({ mirror }: { mirror: Mirror }) => mirror.target.title } },
      lazy: () => import('./mirror.page.js'),
    },
    {
      path: 'localTools/batchRun/:connector/:run',
      handle: { crumb: { under: [list, kinds], of: ({ id }: BatchRun) => text.batchRun.crumb(id) } },
      lazy: () => import('./batch-run.page.js'),
    },
  ],
  commands: [
    {
      id: 'local-tool.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/localTools/add',
      modal: true,
      permission: 'tool:administer',
      keywords: ['connector', 'misp', 'mattermost', 'mailman', 'instance', 'new'],
    },
  ],
};
