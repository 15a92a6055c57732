import type { EnumerationCollectionRecord } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/enumerationCollections/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: 'Instance',
      order: 78,
      to: '/enumerationCollections/index',
      label: text.title,
      icon: 'card-list',
      permission: 'enumeration:read',
    },
  ],
  routes: [
    { path: 'enumerationCollections/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'enumerationCollections/view/:ref',
      handle: { crumb: { under: [list], of: (collection: EnumerationCollectionRecord) => collection.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'enumerationCollections/add',
      handle: { modal: true, crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'enumerationCollections/edit/:ref',
      handle: {
        modal: true,
        crumb: { under: [list], of: (collection: EnumerationCollectionRecord) => text.form.editTitle(collection.name) },
      },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'enumeration.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/enumerationCollections/add',
      modal: true,
      permission: 'enumeration:write',
      keywords: ['enumeration', 'list', 'drop-down'],
    },
  ],
};
