import {
  type NewSavedView,
  type SavedView,
  type SavedViewChanges,
  searchFaults,
  type ViewAudience,
  viewedList,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  InvalidInput,
  NotAllowed,
  notFound,
  type Principal,
  rowToChange,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { SavedViewEntity } from './saved-view.entity.js';
import { savedViewScope } from './saved-view.scope.js';
import { fieldsOfShippedViews, type ShippedField, shippedViewsOf } from './shipped-views.js';

/** More neither fit a bar nor help anybody. */
const mostViews = 100;

interface ViewRow {
  id: number;
  user_id: number | null;
  owner: string | null;
  list: string;
  name: string;
  search: string;
  audience: ViewAudience;
  may_change: boolean;
  modified: Date;
  version: number;
}

/** Views of lists: a name for filters, search and order, one's own or shared (FEATURES ORG-02). */
@Injectable()
export class SavedViewsService {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The views of a list that the caller may use: shipped ones first, then shared ones, then own ones, by name. */
  async list(principal: Principal, list: string): Promise<SavedView[]> {
    const fields = await this.store.read<ShippedField>(fieldsOfShippedViews());
    const rows = await this.store.read<ViewRow>(
      sql`${this.#select(principal)} where ${savedViewScope.see.where(principal, 'v')} and v.list = ${list}
        order by v.user_id is not distinct from ${principal.userId}, lower(v.name), v.id`,
    );
    return [...shippedViewsOf(list, fields), ...rows.map((row) => viewOf(row, principal))];
  }

  /** Keeps a view for the caller. Throws `NotAllowed` for an audience beyond their role, `Conflict` for a name they have. */
  async create(principal: Principal, input: NewSavedView): Promise<SavedView> {
    const id = await this.store.work(principal, async (work) => {
      const userId = ownerOf(principal);
      const [held] = await work.query<{ n: number }>(
        sql`select count(*)::int as n from saved_views where user_id = ${userId}`,
      );
      if ((held?.n ?? 0) >= mostViews) throw new NotAllowed(`you keep ${mostViews} views; forget one first`);
      const row = await work.insert(SavedViewEntity, { ...input, ...sharing(principal, input.audience), userId });
      return row.id;
    });
    return this.#get(principal, id);
  }

  /** Renames, replaces or shares. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `Conflict`, `StaleWrite`. */
  async update(principal: Principal, id: number, changes: SavedViewChanges, ifMatch?: number): Promise<SavedView> {
    await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, SavedViewEntity, savedViewScope, { id }, ifMatch);
      const spec = viewedList(row.list);
      const faults = spec && changes.search !== undefined ? searchFaults(spec, changes.search) : [];
      if (faults.length > 0) throw InvalidInput.at(['search'], faults.join('; '));
      if (changes.name !== undefined) row.name = changes.name;
      if (changes.search !== undefined) row.search = changes.search;
      if (changes.audience !== undefined && changes.audience !== row.audience)
        Object.assign(row, sharing(principal, changes.audience));
      await work.save(SavedViewEntity, row);
    });
    return this.#get(principal, id);
  }

  /** Forgets a view. Throws `NotFound`, `NotAllowed`. */
  async remove(principal: Principal, id: number, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      await work.remove(SavedViewEntity, await rowToChange(work, SavedViewEntity, savedViewScope, { id }, ifMatch));
    });
  }

  async #get(principal: Principal, id: number): Promise<SavedView> {
    const where = allOf([savedViewScope.see.where(principal, 'v'), sql`v.id = ${id}`]);
    const row = await this.store.readOne<ViewRow>(sql`${this.#select(principal)} where ${where}`);
    if (!row) throw notFound(savedViewScope.noun);
    return viewOf(row, principal);
  }

  #select(principal: Principal): Sql {
    return sql`select v.id, v.user_id, u.username as owner, v.list, v.name, v.search, v.audience, v.modified, v.version,
      coalesce(${savedViewScope.change.where(principal, 'v')}, false) as may_change
      from saved_views v left join users u on u.id = v.user_id`;
  }
}

/** Whose view it becomes: never anybody's but the caller's. Throws `NotAllowed` for the system, which keeps none. */
function ownerOf({ userId }: Principal): number {
  if (userId === null) throw new NotAllowed('only users keep views');
  return userId;
}

/** The audience with the organisation it means. Throws `NotAllowed`. */
function sharing({ flags, organisationId }: Principal, audience: ViewAudience) {
  if (audience === 'everyone' && !flags.perm_community_admin)
    throw new NotAllowed(
      'only community administrators share a view with everyone; share it with your organisation or keep it',
    );
  if (audience === 'organisation' && !(flags.perm_community_admin || flags.perm_org_admin || flags.perm_group_admin))
    throw new NotAllowed('only administrators share a view with their organisation; keep it for yourself');
  if (audience === 'organisation' && organisationId === null)
    throw new NotAllowed('you belong to no organisation that a view could be shared with');
  return { audience, organisationId: audience === 'organisation' ? organisationId : null };
}

const viewOf = (row: ViewRow, { userId }: Principal): SavedView => ({
  id: row.id,
  list: row.list,
  name: row.name,
  search: row.search,
  audience: row.audience,
  owner: row.owner,
  isMine: row.user_id === userId,
  mayChange: row.may_change,
  modified: row.modified.toISOString(),
  version: row.version,
});
