import { holdsWords, nearness } from '../../directory/index.js';
import { sql } from '../../kernel/index.js';
import { connectionScope, localToolScope } from '../../tools/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  hint: string | null;
}

/** This node's tools by words of their name, description and address, and by uuid; told by their kind. */
export const toolsGroup = defineSearchGroup<Row>({
  name: 'tools',
  permission: 'tool:read',
  find(principal, { meaning }) {
    const words = sql`fold_text(concat_ws(' ', x.name, x.description, x.connector, x.settings ->> 'url'))`;
    if (meaning.kind !== 'uuid' && meaning.kind !== 'text') return null;
    const condition = meaning.kind === 'uuid' ? sql`x.uuid = ${meaning.uuid}::uuid` : holdsWords(words, meaning.text);
    return sql`select x.id, x.uuid, x.name, x.connector as hint from local_tools x
      where ${localToolScope.see.where(principal, 'x')} and ${condition}
      order by ${meaning.kind === 'text' ? nearness(sql`fold_text(x.name)`, meaning.text) : sql`x.id`}, x.name, x.id`;
  },
  toHit: (row) => ({ kind: 'tool', ...row }),
});

/** Living and ended connections by the names of both tools and of the node at the other end, the newest first. */
export const connectionsGroup = defineSearchGroup<Row>({
  name: 'connections',
  permission: 'connection:read',
  find(principal, { meaning }) {
    if (meaning.kind !== 'uuid' && meaning.kind !== 'text') return null;
    const words = sql`fold_text(concat_ws(' ', t.name, x.remote_tool_name, b.name))`;
    const condition = meaning.kind === 'uuid' ? sql`x.uuid = ${meaning.uuid}::uuid` : holdsWords(words, meaning.text);
    return sql`select x.id, x.uuid, t.name || ' and ' || x.remote_tool_name as name, coalesce(b.name, 'this node') as hint
      from connections x join local_tools t on t.id = x.tool_id left join broods b on b.id = x.brood_id
      where ${connectionScope.see.where(principal, 'x')} and ${condition} order by x.ended_at is not null, x.id desc`;
  },
  toHit: (row) => ({ kind: 'connection', ...row }),
});
