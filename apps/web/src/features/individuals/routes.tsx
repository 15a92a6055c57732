import type { Alignment, AnonymisationPreview, Individual } from '@cerebrate/contract';
import { mergeText } from '../../parts/merging/text.js';
import type { Feature } from '../../ui/index.js';
import { nameOf, text } from './text.js';

const list = ['/individuals/index', text.title] as const;
const alignmentList = ['/alignments/index', text.alignments.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'contact-db',
      order: 5,
      to: '/individuals/index',
      label: text.title,
      icon: 'person',
      permission: 'individual:read',
    },
  ],
  routes: [
    { path: 'individuals/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'individuals/view/:ref',
      handle: { crumb: { under: [list], of: (loaded: { person: Individual }) => nameOf(loaded.person) } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'individuals/add',
      handle: { modal: 'wide', crumb: { under: [list], of: () => text.form.addTitle } },
      lazy: () => import('./add.page.js'),
    },
    {
      path: 'individuals/edit/:ref',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: (loaded: { person: Individual }) => text.form.editTitle(nameOf(loaded.person)) },
      },
      lazy: () => import('./edit.page.js'),
    },
    {
      path: 'individuals/merge/:ref',
      handle: {
        crumb: { under: [list], of: (loaded: { person: Individual }) => mergeText.title(nameOf(loaded.person)) },
      },
      lazy: () => import('./merge.page.js'),
    },
    {
      path: 'individuals/anonymise/:ref',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: (loaded: AnonymisationPreview) => text.anonymise.title(loaded.name) },
      },
      lazy: () => import('./anonymise.page.js'),
    },
    {
      path: 'individuals/bulk-edit',
      handle: {
        modal: 'wide',
        crumb: { under: [list], of: ({ ids }: { ids: readonly number[] }) => text.bulk.editTitle(ids.length) },
      },
      lazy: () => import('./bulk-edit.page.js'),
    },
    { path: 'alignments/index', handle: { crumb: text.alignments.title }, lazy: () => import('./alignments.page.js') },
    {
      path: 'alignments/add/:scope/:ref',
      handle: { modal: true, crumb: { under: [alignmentList], of: () => text.alignments.add } },
      lazy: () => import('./align.page.js'),
    },
    {
      path: 'alignments/edit/:ref',
      handle: {
        modal: true,
        crumb: {
          under: [alignmentList],
          of: (loaded: { alignment: Alignment }) => text.alignments.editTitle(loaded.alignment.type),
        },
      },
      lazy: () => import('./edit-alignment.page.js'),
    },
  ],
  commands: [
    {
      id: 'individual.add',
      label: text.add,
      icon: 'plus-lg',
      to: '/individuals/add',
      modal: true,
      permission: 'individual:create',
      keywords: ['new', 'create', 'individual', 'contact'],
    },
    {
      id: 'alignment.list',
      label: text.alignments.title,
      icon: 'person',
      to: '/alignments/index',
      permission: 'alignment:read',
    },
  ],
};
