import { randomUUID } from 'node:crypto';
import {
  type Anonymisation,
  type AnonymisationPreview,
  type AnonymisationRequest,
  defaultAlignmentType,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  Conflict,
  erased,
  eraseFromTrail,
  erasurePlaces,
  notFound,
  type Principal,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { IndividualEntity } from '../individuals/individual.entity.js';
import { individualScope } from '../individuals/individual.scope.js';
import { alignedOf } from '../individuals/person-to-change.js';
import './places.js';
import {
  emptyLosses,
  emptyMerges,
  emptyRecords,
  type Gone,
  generaliseAlignments,
  leaveLists,
  removeReferences,
} from './records.js';
import { anonymousName, ownTrail, recordsOf, whatIsKnown } from './what-is-known.js';

/** What was done, or would be. */
interface Outcome {
  readonly id: number;
  readonly goes: readonly Gone[];
  readonly stays: readonly Gone[];
  readonly elsewhere: AnonymisationPreview['elsewhere'];
}

/**
 * Erases what is known of a person (decision 060, FEATURES IND-05): the record stays to be counted, nothing tells whose it
 * was. Also of the deleted, who are only hidden.
 */
@Injectable()
export class AnonymisationService implements OnApplicationBootstrap {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Every room is loaded by now. */
  onApplicationBootstrap(): void {
    erasurePlaces.freeze();
  }

  /** What would go, found by doing it and taking it back. Throws `NotFound`. */
  async preview(principal: Principal, ref: RecordRef): Promise<AnonymisationPreview> {
    const { value } = await this.store.rehearse(principal, async (work) => {
      const person = await personToForget(work, ref);
      const blockedBy = await blockers(work, person);
      const outcome = blockedBy.length > 0 ? nothing(person.id) : await forget(work, person, 'a rehearsal');
      return {
        id: person.id,
        uuid: person.uuid,
        name: nameOf(person),
        version: person.version,
        isDeleted: person.deletedAt !== null,
        becomes: anonymousName(person.id),
        goes: [...outcome.goes],
        stays: [...outcome.stays],
        elsewhere: outcome.elsewhere,
        blockedBy,
      };
    });
    return value;
  }

  /** Does it, for good. Throws `NotFound`, `StaleWrite`, and `Conflict` saying what forbids it. */
  async anonymise(
    principal: Principal,
    ref: RecordRef,
    { reason }: AnonymisationRequest,
    ifMatch?: number,
  ): Promise<Anonymisation> {
    return this.store.work(principal, async (work) => {
      const person = await personToForget(work, ref);
      if (ifMatch !== undefined && ifMatch !== person.version)
        throw new StaleWrite('this person was changed meanwhile; look at the preview again');
      const [blocker] = await blockers(work, person);
      if (blocker) throw new Conflict(`this person cannot be anonymised: ${blocker}`);
      const { goes } = await forget(work, person, reason);
      const ids = goes.length > 0 ? [person.id] : [];
      work.emit(directoryChanged, { noun: 'individual', ids });
      work.emit(directoryChanged, { noun: 'alignment', ids: [] });
      const name = anonymousName(person.id);
      return { id: person.id, uuid: person.uuid, name, at: work.now.toISOString(), goes: [...goes] };
    });
  }
}

/** The person of that ref, living or else deleted last, locked. Throws `NotFound` outside the principal's view. */
async function personToForget(work: Work, ref: RecordRef): Promise<IndividualEntity> {
  const rows = await work.findAll(IndividualEntity, ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id });
  const [row] = rows.sort((a, b) => Number(b.deletedAt ?? Infinity) - Number(a.deletedAt ?? Infinity));
  if (!row) throw notFound(individualScope.noun);
  const judged = { ...row, deletedAt: null, ...(await alignedOf(work, row.id)) };
  if (!individualScope.see.allows(judged, work.principal)) throw notFound(individualScope.noun);
  return row;
}

async function blockers(work: Work, { id, anonymisedAt }: IndividualEntity): Promise<string[]> {
  if (anonymisedAt) return [`nothing is known of them since ${anonymisedAt.toISOString().slice(0, 10)} already`];
  const [merge] = await work.query<{ survivor_id: number }>(sql`
    select survivor_id from merges where kind = 'individual' and merged_id = ${id} and undone_at is null`);
  if (merge)
    return [`the record was merged into number ${merge.survivor_id}; anonymise that one, or undo the merge first`];
  const users = await work.query<{ username: string }>(sql`
    select username::text as username from users where individual_id = any(${await recordsOf(work, id)}::int[]) order by id`);
  return users.map(({ username }) => `the user account ${username} belongs to them; delete the account first`);
}

/** Erases in every place; the log comes last, since the others tell what is known. */
async function forget(work: Work, { id, uuid }: IndividualEntity, reason: string): Promise<Outcome> {
  const ids = await recordsOf(work, id);
  const { subject, elsewhere } = await whatIsKnown(work, id, ids);
  const lists = await leaveLists(work, ids);
  const goes: Gone[] = await removeReferences(work, ids);
  goes.push({ label: 'merges', count: await emptyMerges(work, subject) });
  goes.push({ label: 'values left behind by migrations', count: await emptyLosses(work, ids) });
  for (const place of erasurePlaces.list()) goes.push({ label: place.label, count: await place.erase(work, subject) });
  await emptyRecords(work, subject);
  const alignments = await generaliseAlignments(work, ids, defaultAlignmentType);
  const erasure = randomUUID();
  const trail = await eraseFromTrail(work, erasure, { ...subject, own: ownTrail(subject), actorIds: subject.userIds });
  goes.push({ label: 'entries of the audit log', count: trail.rows });
  for (const list of lists) tellList(work, list, subject.uuids, reason);
  const done = goes.filter(({ count }) => count > 0);
  work.log({
    kind: 'erasure',
    entityId: id,
    entityUuid: erasure,
    title: subject.title,
    action: 'anonymise',
    after: { reason, goes: Object.fromEntries(done.map(({ label, count }) => [label, count])), ...trail, uuid },
    related: ids.map((one) => `individual:${one}`),
  });
  return {
    id,
    goes: done,
    stays: alignments > 0 ? [{ label: 'alignments, as members', count: alignments }] : [],
    elsewhere,
  };
}

/** In the history of a list they left, under the uuid that stays. */
function tellList(
  work: Work,
  list: { id: number; uuid: string; name: string },
  uuids: readonly string[],
  reason: string,
) {
  const side = (value: string | null) => Object.fromEntries(uuids.map((uuid) => [`member.${uuid}`, value]));
  work.log({
    kind: 'mailingList',
    entityId: list.id,
    entityUuid: list.uuid,
    title: list.name,
    action: 'edit',
    before: side(erased),
    after: { ...side(null), reason },
  });
}

const nothing = (id: number): Outcome => ({ id, goes: [], stays: [], elsewhere: [] });

const nameOf = ({ firstName, lastName, email }: IndividualEntity): string => `${firstName} ${lastName}`.trim() || email;
