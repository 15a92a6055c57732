import { NotFound, type Sql, sql } from '../../kernel/index.js';
import type { TemplateEnd } from './record-moves.js';
import type { Read, StoredField } from './update-conflicts.js';

/** A loaded template with its fields in order, as updates and migrations read it. */
export interface StoredTemplate extends TemplateEnd {
  readonly name: string;
  readonly templateVersion: number;
  readonly fields: readonly StoredField[];
}

const columns = sql`t.id, t.uuid, t.directory_id as "directoryId", t.scope, t.name, t.template_version as "templateVersion",
  (select coalesce(json_agg(json_build_object('id', f.id, 'field', f.field, 'type', f.type, 'regex', f.regex,
      'multiple', f.multiple, 'saneDefault', f.sane_default, 'valuesList', f.values_list, 'link', f.link, 'position', f.position)
    order by f.position), '[]') from meta_template_fields f where f.template_id = t.id) as fields`;

/** The loaded template of that id. Throws `NotFound`. */
export async function storedTemplate(read: Read, id: number): Promise<StoredTemplate> {
  const template = await first(read, sql`select ${columns} from meta_templates t where t.id = ${id}`);
  if (!template) throw new NotFound('there is no such meta-template');
  return template;
}

/** The loaded template of the same uuid with the highest version above this one's, or undefined. */
export function newerLoaded(read: Read, { uuid, templateVersion }: Pick<StoredTemplate, 'uuid' | 'templateVersion'>) {
  return first(
    read,
    sql`select ${columns} from meta_templates t where t.uuid = ${uuid} and t.template_version > ${templateVersion}
      order by t.template_version desc limit 1`,
  );
}

async function first(read: Read, query: Sql): Promise<StoredTemplate | undefined> {
  const [row] = await read<StoredTemplate>(query);
  return row;
}
