import { holdsText } from '../../directory/index.js';
import { sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  name: string;
  colour: string;
}

/** Tags by part of their name. */
export const tagsGroup = defineSearchGroup<Row>({
  name: 'tags',
  permission: 'tag:read',
  find: (_principal, { text }) => sql`
    select t.id, t.name, t.colour from tags t where ${holdsText(sql`lower(t.name::text)`, text)}
    order by length(t.name::text), t.name, t.id`,
  toHit: (row) => ({ kind: 'tag', ...row }),
});
