import { type MetaTemplateRecord, metaTemplates } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';

/** Saves the template as a file that every Cerebrate reads (FEATURES MT-03); named as the shipped ones are. */
export async function exportTemplate({ id, name }: Pick<MetaTemplateRecord, 'id' | 'name'>): Promise<void> {
  try {
    const definition = await call(metaTemplates.definition, { params: { ref: String(id) } });
    const file = new Blob([`${JSON.stringify(definition, null, 4)}\n`], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    tellFailure(error);
  }
}
