import type { MetaTemplate } from '@cerebrate/contract';
import type { Action } from '../../ui/index.js';
import { life } from './life-text.js';
import { text } from './text.js';

/** What whoever manages templates can do with one in the course of its life: change, copy, update, move its values. */
export function lifeActions(template: MetaTemplate): readonly Action[] {
  const { id, isShipped, update, newest, valueCount } = template;
  return [
    ...(isShipped ? [] : [{ label: life.editor.edit, icon: 'pencil', to: `/metaTemplates/edit/${id}` } as const]),
    ...(update
      ? [
          {
            label: text.updateOne(update.toVersion),
            icon: 'arrow-repeat',
            to: `/metaTemplates/update/${id}`,
            modal: true,
          } as const,
        ]
      : []),
    ...(newest && valueCount
      ? [{ label: life.migrate.act, icon: 'arrow-right', to: `/metaTemplates/getMetaFieldsToUpdate/${id}` } as const]
      : []),
    { label: life.editor.copy, icon: 'copy', to: `/metaTemplates/copy/${id}`, menu: true },
  ];
}
