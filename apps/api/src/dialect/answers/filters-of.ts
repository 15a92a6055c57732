import { rulesOf, WireRefusal, wireMessages } from '@cerebrate/cerebrate-wire';
import type { JsonText } from '../../kernel/index.js';
import type { Exchange } from '../exchange.js';
import { said } from './replies.js';

/** What the list of the exchange's controller can be filtered by (WIRE-CONTRACT §2.6); a dotted field is of an association. */
export function filtersOf({ route }: Exchange): JsonText {
  const rules = rulesOf(route);
  if (!rules) throw new WireRefusal(404, wireMessages.notFound);
  const { filters, askedAs, quick, tags, metaFields, sortable } = rules;
  return said({
    fields: Object.entries(filters).map(([field, kind]) => ({ field: askedAs[field] ?? field, kind })),
    quick,
    filteringTags: tags,
    metaFields,
    sortable,
  });
}
