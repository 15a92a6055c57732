import type { Permission, SearchGroupName } from '@cerebrate/contract';
import {
  blueprintScope,
  holdsWords,
  type Meaning,
  mailingListScope,
  nearness,
  orgGroupScope,
  sharingGroupScope,
} from '../../directory/index.js';
import { type Principal, type Sql, sql } from '../../kernel/index.js';
import { defineSearchGroup } from './search-group.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  hint: string | null;
}

interface Named {
  readonly name: SearchGroupName;
  readonly kind: 'sharingGroup' | 'mailingList' | 'orgGroup' | 'blueprint';
  readonly permission: Permission;
  /** The table under the alias `x`. */
  readonly from: Sql;
  readonly hint: Sql;
  readonly sees: (principal: Principal) => Sql;
}

/** Records of which there are hundreds, by the words of their name and by uuid. */
const named = ({ name, kind, permission, from, hint, sees }: Named) =>
  defineSearchGroup<Row>({
    name,
    permission,
    find(principal, { meaning }) {
      const condition = conditionOf(meaning);
      return (
        condition &&
        sql`select x.id, x.uuid, x.name, ${hint} as hint from ${from} where ${sees(principal)} and ${condition}
          order by ${meaning.kind === 'text' ? nearness(sql`fold_text(x.name)`, meaning.text) : sql`x.id`},
            x.name collate "und-x-icu", x.id`
      );
    },
    toHit: (row) => ({ kind, ...row }),
  });

const conditionOf = (meaning: Meaning): Sql | null => {
  if (meaning.kind === 'uuid') return sql`x.uuid = ${meaning.uuid}::uuid`;
  return meaning.kind === 'text' ? holdsWords(sql`fold_text(x.name)`, meaning.text) : null;
};

const ownerName = sql`(select o.name from organisations o where o.id = x.organisation_id)`;

/** Sharing groups, told by their owner. */
export const sharingGroupsGroup = named({
  name: 'sharingGroups',
  kind: 'sharingGroup',
  permission: 'sharingGroup:read',
  from: sql`sharing_groups x`,
  hint: ownerName,
  sees: (principal) => sharingGroupScope.see.where(principal, 'x'),
});

/** Mailing lists, told by whom they are meant for. */
export const mailingListsGroup = named({
  name: 'mailingLists',
  kind: 'mailingList',
  permission: 'mailingList:read',
  from: sql`mailing_lists x`,
  hint: sql`x.recipients`,
  sees: (principal) => mailingListScope.see.where(principal, 'x'),
});

/** Organisation groups, told by their description. */
export const orgGroupsGroup = named({
  name: 'orgGroups',
  kind: 'orgGroup',
  permission: 'orgGroup:read',
  from: sql`org_groups x`,
  hint: sql`nullif(left(x.description, 100), '')`,
  sees: (principal) => orgGroupScope.see.where(principal, 'x'),
});

/** Blueprints, told by their owner. */
export const blueprintsGroup = named({
  name: 'blueprints',
  kind: 'blueprint',
  permission: 'sharingGroupBlueprint:read',
  from: sql`sharing_group_blueprints x`,
  hint: ownerName,
  sees: (principal) => blueprintScope.see.where(principal, 'x'),
});
