import { type OrganisationRule, sharingGroupsOf } from '@cerebrate/contract';
import { InvalidInput, type Principal, sql, type Work } from '../../kernel/index.js';
import type { BlueprintEntity } from './blueprint.entity.js';
import { blueprintScope } from './blueprint.scope.js';

/** A blueprint as the order of executions sees it. */
interface Link {
  readonly id: number;
  readonly name: string;
  readonly organisationId: number;
  readonly makes: string | null;
  readonly needs: readonly string[];
}

/** Any number no other advisory lock of ours has. */
const circleLock = 7_235_040;

/**
 * Refuses a blueprint whose rules ask for members of a group that is made, over however many others, from its own: its
 * members could never be settled. Saves of blueprints wait for each other here, so that two cannot close a circle
 * together. Throws `InvalidInput` at `rules` with the path by name; blueprints the caller does not see have none.
 */
export async function refuseCircles(work: Work, saved: BlueprintEntity): Promise<void> {
  await work.query(sql`select pg_advisory_xact_lock(${circleLock})`);
  const links = await readLinks(work);
  const start = links.find(({ id }) => id === saved.id);
  const path = start && circleFrom(start, links);
  if (!path) return;
  const told = path.map((link) => (isSeen(link, work.principal) ? `'${link.name}'` : 'a blueprint outside your view'));
  throw InvalidInput.at(
    ['rules'],
    path.length === 1
      ? `${told[0]} asks for members of the very group it makes; take that condition out`
      : `goes round in a circle: ${[...told, told[0]].join(' needs the members made by ')}; take one of these conditions out`,
  );
}

/** The blueprints of the given ids, each after those whose groups its rules ask about. */
export async function inOrder(work: Work, ids: readonly number[]): Promise<number[]> {
  const links = await readLinks(work);
  const done = new Set<number>();
  const visit = (link: Link): void => {
    if (done.has(link.id)) return;
    done.add(link.id);
    for (const other of neededBy(link, links)) visit(other);
    ordered.push(link.id);
  };
  const ordered: number[] = [];
  for (const link of links) visit(link);
  return ordered.filter((id) => ids.includes(id));
}

const neededBy = ({ needs }: Link, links: readonly Link[]): Link[] =>
  links.filter(({ makes }) => makes !== null && needs.includes(makes));

function circleFrom(start: Link, links: readonly Link[]): Link[] | undefined {
  const seen = new Set<number>();
  const search = (link: Link, path: Link[]): Link[] | undefined => {
    for (const other of neededBy(link, links)) {
      if (other.id === start.id) return path;
      if (seen.has(other.id)) continue;
      seen.add(other.id);
      const found = search(other, [...path, other]);
      if (found) return found;
    }
    return undefined;
  };
  return search(start, [start]);
}

async function readLinks(work: Work): Promise<Link[]> {
  const rows = await work.query<{
    id: number;
    name: string;
    owner: number;
    rules: OrganisationRule;
    makes: string | null;
  }>(sql`
    select b.id, b.name, b.organisation_id as owner, b.rules, g.uuid as makes
    from sharing_group_blueprints b left join sharing_groups g on g.id = b.sharing_group_id
    where b.deleted_at is null order by b.id`);
  return rows.map(({ id, name, owner, rules, makes }) => ({
    id,
    name,
    organisationId: owner,
    makes,
    needs: sharingGroupsOf(rules),
  }));
}

const isSeen = ({ organisationId }: Link, principal: Principal): boolean =>
  blueprintScope.see.allows({ organisationId, deletedAt: null } as BlueprintEntity, principal);
