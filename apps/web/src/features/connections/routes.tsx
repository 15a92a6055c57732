import type { Brood, Connection, ConnectionOffer, LocalTool } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/connections/index', text.title] as const;
const broods = ['/broods/index', 'Broods'] as const;
const tools = ['/localTools/index', 'Local tools'] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'synchronisation',
      order: 20,
      to: '/connections/index',
      label: text.title,
      icon: 'plug',
      permission: 'connection:read',
      also: ['/localTools/broodTools', '/localTools/connectionRequest'],
    },
  ],
  routes: [
    { path: 'connections/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'connections/view/:ref',
      handle: { crumb: { under: [list], of: (one: Connection) => text.name(one.tool.name, one.remoteTool.name) } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'localTools/broodTools/:ref',
      handle: { crumb: { under: [broods], of: ({ brood }: { brood: Brood }) => text.brood.title(brood.name) } },
      lazy: () => import('./brood-tools.page.js'),
    },
    {
      path: 'localTools/connectionRequest/:ref/:remoteToolId',
      handle: {
        modal: 'wide',
        crumb: {
          under: [broods],
          of: ({ remoteTool }: ConnectionOffer) => `${text.request.title}: ${remoteTool.name}`,
        },
      },
      lazy: () => import('./request.page.js'),
    },
    {
      path: 'localTools/connectLocal/:ref',
      handle: {
        modal: 'wide',
        crumb: { under: [tools], of: ({ tool }: { tool: LocalTool }) => text.own.title(tool.name) },
      },
      lazy: () => import('./connect-own.page.js'),
    },
  ],
  commands: [
    {
      id: 'connection.waiting',
      label: 'Connections that wait for us',
      icon: 'plug',
      to: '/connections/index?state.in=asked,answered',
      permission: 'connection:read',
      keywords: ['interconnection', 'misp', 'tool', 'handshake'],
    },
  ],
};
