import { metaTemplates } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { RuleSubject } from './leaf-kinds.js';

/** A field a condition may ask about; the key holds the uuid of the template and the name of the field. */
export interface RuleField {
  readonly key: string;
  readonly label: string;
}

const kept = new Map<RuleSubject, Promise<readonly RuleField[]>>();

/** The fields of the enabled templates; asked for once while an editor is open, and none when they cannot be had. */
export function fieldsOf(subject: RuleSubject): Promise<readonly RuleField[]> {
  const known = kept.get(subject);
  if (known !== undefined) return known;
  const found = call(metaTemplates.forms, { params: { scope: subject } })
    .then((templates) =>
      templates.flatMap(({ uuid, name, fields }) =>
        fields.map(({ field }) => ({ key: `${uuid} ${field}`, label: `${name}: ${field}` })),
      ),
    )
    .catch(() => [])
    .finally(() => setTimeout(() => kept.delete(subject), 60_000));
  kept.set(subject, found);
  return found;
}
