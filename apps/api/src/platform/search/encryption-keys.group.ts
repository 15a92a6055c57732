import {
  encryptionKeyScope,
  holdsWords,
  keyNamed,
  keyOwnerName,
  keysWithOwners,
  type Meaning,
} from '../../directory/index.js';
import { anyOf, type Sql, sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  fingerprint: string | null;
}

/** Keys by fingerprint, key id, the addresses and names they bear, and their owner. */
export const encryptionKeysGroup = defineSearchGroup<Row>({
  name: 'encryptionKeys',
  permission: 'encryptionKey:read',
  find(principal, { meaning }) {
    const condition = conditionOf(meaning);
    return (
      condition &&
      sql`select k.id, k.uuid, ${keyOwnerName} as name, k.fingerprint from ${keysWithOwners}
        where ${encryptionKeyScope.see.where(principal, 'k')} and ${condition}
        order by k.revoked, k.expires_at desc nulls first, k.id`
    );
  },
  toHit: (row) => ({ kind: 'encryptionKey', ...row }),
});

/** By the names on the key: its owner is found as what it is. */
function conditionOf(meaning: Meaning): Sql | null {
  switch (meaning.kind) {
    case 'uuid':
      return keyNamed(meaning.uuid);
    case 'email':
      return keyNamed(meaning.email);
    case 'fingerprint':
      return keyNamed(meaning.hex);
    case 'text': {
      const also = (meaning.also ?? []).flatMap((one) => (one.kind === 'fingerprint' ? [keyNamed(one.hex)] : []));
      return anyOf([holdsWords(sql`fold_text(array_to_string(k.user_ids, ' '))`, meaning.text), ...also]);
    }
    default:
      return null;
  }
}
