import type { Organisation } from '@cerebrate/contract';
import { mergeText } from '../../parts/merging/text.js';
import type { Feature } from '../../ui/index.js';
import { text } from './text.js';

const list = ['/organisations/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'contact-db',
      order: 10,
      to: '/organisations/index',
      label: text.title,
      icon: 'building',
      permission: 'organisation:read',
    },
  ],
  routes: [
    { path: 'organisations/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'organisations/view/:ref',
      handle: { crumb: { under: [list], of: (organisation: Organisation) => organisation.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'organisations/add',
      handle: { modal: 'wide', crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'organisations/bulk-edit',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: ({ ids }: { ids: readonly number[] }) => text.bulk.editTitle(ids.length) },
      },
      lazy: () => import('./bulk-edit.page.js'),
    },
    {
      path: 'organisations/merge/:ref',
      handle: {
        crumb: { under: [list], of: (organisation: Organisation) => mergeText.title(organisation.name) },
      },
      lazy: () => import('./merge.page.js'),
    },
    {
      path: 'organisations/edit/:ref',
      handle: {
        modal: 'wide',
        crumb: {
          under: [list],
          of: (loaded: { organisation: Organisation }) => text.form.editTitle(loaded.organisation.name),
        },
      },
      lazy: () => import('./edit.page.js'),
    },
  ],
  commands: [
    {
      id: 'organisation.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/organisations/add',
      modal: true,
      permission: 'organisation:create',
      keywords: ['new', 'create', 'team', 'CSIRT'],
    },
  ],
};
