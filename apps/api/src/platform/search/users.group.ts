import { holdsText, holdsWords } from '../../directory/index.js';
import { userScope } from '../../identity/index.js';
import { sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  uuid: string;
  username: string;
  first_name: string;
  last_name: string;
}

/** Accounts by user name and by the name of the person. */
export const usersGroup = defineSearchGroup<Row>({
  name: 'users',
  permission: 'user:read',
  find(principal, { text, meaning }) {
    if (meaning.kind !== 'text' && meaning.kind !== 'email' && meaning.kind !== 'uuid') return null;
    const byUuid = meaning.kind === 'uuid' ? sql`u.uuid = ${meaning.uuid}::uuid` : sql`false`;
    return sql`
      select u.id, u.uuid, u.username, i.first_name, i.last_name
      from users u join individuals i on i.id = u.individual_id
      where ${userScope.see.where(principal, 'u')}
        and (${byUuid} or ${holdsText(sql`lower(u.username::text)`, text)} or ${holdsWords(sql`i.folded`, text)})
      order by length(u.username::text), u.username, u.id`;
  },
  toHit: ({ id, uuid, username, first_name, last_name }) => ({
    kind: 'user',
    id,
    uuid,
    username,
    name: `${first_name} ${last_name}`.trim(),
  }),
});
