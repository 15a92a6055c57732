import { type FormTemplate, type MetaTemplateScope, metaTemplates } from '@cerebrate/contract';
import { call } from '../../api/index.js';

/** The enabled templates of a kind of record with the fields one may fill in; none without such a field. @throws ProblemError */
export async function formTemplates(scope: MetaTemplateScope, signal: AbortSignal): Promise<readonly FormTemplate[]> {
  const templates = await call(metaTemplates.forms, { params: { scope }, signal });
  return templates
    .map((template) => ({ ...template, fields: template.fields.filter(({ mayWrite }) => mayWrite) }))
    .filter(({ fields }) => fields.length > 0);
}
