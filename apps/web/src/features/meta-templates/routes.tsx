import type { MetaTemplateRecord } from '@cerebrate/contract';
import type { Feature } from '../../ui/index.js';
import { life } from './life-text.js';
import { rightsText } from './rights-text.js';
import { text } from './text.js';

const list = ['/metaTemplates/index', text.title] as const;

export const feature: Feature = {
  navigation: [
    {
      group: 'administration',
      section: 'Add-ons',
      order: 61,
      to: '/metaTemplates/index',
      label: text.title,
      icon: 'ui-checks-grid',
      permission: 'metaTemplate:manage',
      also: ['/metaTemplateNameDirectory/'],
    },
  ],
  routes: [
    { path: 'metaTemplates/index', handle: { crumb: text.title }, lazy: () => import('./list.page.js') },
    {
      path: 'metaTemplates/view/:ref',
      handle: { crumb: { under: [list], of: (template: MetaTemplateRecord) => template.name } },
      lazy: () => import('./detail.page.js'),
    },
    {
      path: 'metaTemplates/add',
      handle: { crumb: { under: [list], of: () => life.editor.add } },
      lazy: () => import('./editor.page.js'),
    },
    {
      path: 'metaTemplates/edit/:ref',
      handle: { crumb: { under: [list], of: () => life.editor.edit } },
      lazy: () => import('./editor.page.js'),
    },
    {
      path: 'metaTemplates/copy/:ref',
      handle: { crumb: { under: [list], of: () => life.editor.copy } },
      lazy: () => import('./editor.page.js'),
    },
    {
      path: 'metaTemplates/update/:ref',
      handle: { modal: 'wide', crumb: { under: [list], of: () => life.plan.act } },
      lazy: () => import('./update.page.js'),
    },
    {
      path: 'metaTemplates/fieldRights/:ref',
      handle: { modal: true, crumb: { under: [list], of: () => rightsText.tab } },
      lazy: () => import('./field-rights.page.js'),
    },
    {
      path: 'metaTemplates/updateAllTemplates',
      handle: { modal: 'wide', crumb: { under: [list], of: () => life.all.title } },
      lazy: () => import('./update-all.page.js'),
    },
    {
      path: 'metaTemplates/getMetaFieldsToUpdate/:ref',
      handle: { crumb: { under: [list], of: () => life.migrate.act } },
      lazy: () => import('./migrate.page.js'),
    },
    {
      path: 'metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity/:ref/:record',
      handle: { crumb: { under: [list], of: () => life.record.act } },
      lazy: () => import('./record.page.js'),
    },
    {
      path: 'metaTemplates/import',
      handle: { modal: true, crumb: { under: [list], of: () => text.importForm.title } },
      lazy: () => import('./import.page.js'),
    },
    {
      path: 'metaTemplateNameDirectory/index',
      handle: { crumb: { under: [list], of: () => text.directory.title } },
      lazy: () => import('./names.page.js'),
    },
  ],
  commands: [
    {
      id: 'metaTemplate.add',
      label: life.editor.add,
      icon: 'plus-lg',
      to: '/metaTemplates/add',
      permission: 'metaTemplate:manage',
      keywords: ['template', 'fields', 'editor'],
    },
    {
      id: 'metaTemplate.import',
      label: text.importForm.title,
      icon: 'upload',
      to: '/metaTemplates/import',
      modal: true,
      permission: 'metaTemplate:manage',
      keywords: ['template', 'fields', 'JSON'],
    },
  ],
};
