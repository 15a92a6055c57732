import {
  classify,
  type SearchGroupName,
  type SearchOverview,
  type SearchPage,
  type Understood,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type Meaning, mayBeMistyped } from '../../directory/index.js';
import { holds, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { blueprintsGroup, mailingListsGroup, orgGroupsGroup, sharingGroupsGroup } from './circles.groups.js';
import { encryptionKeysGroup } from './encryption-keys.group.js';
import { individualsGroup } from './individuals.group.js';
import { organisationsGroup } from './organisations.group.js';
import type { SearchGroup, Wanted } from './search-group.js';
import { tagsGroup } from './tags.group.js';
import { connectionsGroup, toolsGroup } from './tools.groups.js';
import { usersGroup } from './users.group.js';
import { valuesGroup } from './values.group.js';

const groups: Readonly<Record<SearchGroupName, SearchGroup>> = {
  organisations: organisationsGroup,
  individuals: individualsGroup,
  values: valuesGroup,
  sharingGroups: sharingGroupsGroup,
  mailingLists: mailingListsGroup,
  orgGroups: orgGroupsGroup,
  blueprints: blueprintsGroup,
  encryptionKeys: encryptionKeysGroup,
  users: usersGroup,
  tools: toolsGroup,
  connections: connectionsGroup,
  tags: tagsGroup,
};

type Rows = Record<string, unknown>[];

/** One search over every kind of record, each within the caller's own view of it (FEATURES SRC-01…04). */
@Injectable()
export class Search {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The `limit` best hits of each kind that has any. One statement a kind, two where a slip of the finger is looked for. */
  async overview(principal: Principal, text: string, limit = 5): Promise<SearchOverview> {
    const meaning = meaningOf(text);
    const asked = Object.values(groups).filter((group) => holds(principal, group.permission));
    const found = await Promise.all(
      asked.map(async (group) => {
        const paging = sql`limit ${limit + 1}`;
        const exact = await this.#rows(principal, group.find(principal, { text, meaning }, limit + 1), paging);
        const rows =
          exact.length > 0
            ? exact
            : await this.#rows(principal, alikeQuery(group, principal, { text, meaning }), paging);
        return {
          group: group.name,
          hits: rows.slice(0, limit).map(group.toHit),
          isAlike: exact.length === 0,
          more: rows.length > limit,
        };
      }),
    );
    return { understood: understood(meaning, text), groups: found.filter(({ hits }) => hits.length > 0) };
  }

  /** A page of all hits of one kind, and how many there are. */
  async page(principal: Principal, name: SearchGroupName, text: string, page = 1, limit = 50): Promise<SearchPage> {
    const group = groups[name];
    const meaning = meaningOf(text);
    const facts = { understood: understood(meaning, text), group: name, page, limit };
    if (!holds(principal, group.permission)) return { ...facts, hits: [], isAlike: false, total: 0 };
    const exact = group.find(principal, { text, meaning });
    const counted = await this.#total(principal, exact);
    const query = counted > 0 ? exact : alikeQuery(group, principal, { text, meaning });
    const total = counted > 0 ? counted : await this.#total(principal, query);
    const rows = await this.#rows(principal, query, sql`limit ${limit} offset ${(page - 1) * limit}`);
    return { ...facts, hits: rows.map(group.toHit), isAlike: counted === 0 && total > 0, total };
  }

  async #rows(principal: Principal, query: Sql | null, paging: Sql): Promise<Rows> {
    return query ? this.store.lists(principal).readPrepared(sql`${query} ${paging}`) : [];
  }

  async #total(principal: Principal, query: Sql | null): Promise<number> {
    if (!query) return 0;
    const whole = sql`select count(*)::int as n from (${query}) found`;
    const [row] = await this.store.lists(principal).readPrepared<{ n: number }>(whole);
    return row?.n ?? 0;
  }
}

/** What differs from the text by a slip of the finger, where that may be looked for. */
const alikeQuery = (group: SearchGroup, principal: Principal, { text, meaning }: Wanted): Sql | null =>
  meaning.kind === 'text' && mayBeMistyped(text) ? (group.findAlike?.(principal, text) ?? null) : null;

/** The contract lets no empty text through; one that is only marks stays text. */
function meaningOf(text: string): Meaning {
  const meaning = classify(text);
  return meaning.kind === 'empty' ? { kind: 'text', text } : meaning;
}

function understood(meaning: Meaning, text: string): Understood {
  return {
    kind: meaning.kind,
    text: canonical(meaning) ?? text,
    problem: meaning.kind === 'text' ? (meaning.problem ?? null) : null,
  };
}

function canonical(meaning: Meaning): string | undefined {
  switch (meaning.kind) {
    case 'address':
      return meaning.address;
    case 'network':
      return meaning.net;
    case 'asn':
      return `AS${meaning.asn}`;
    case 'domain':
      return meaning.domain;
    case 'email':
      return meaning.email;
    case 'uuid':
      return meaning.uuid;
    case 'fingerprint':
      return meaning.hex;
    default:
      return undefined;
  }
}
