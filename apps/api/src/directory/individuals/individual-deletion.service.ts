import type { BulkOutcome, DeletionImpact, Individual, ManyIndividualsChanges, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, type Principal, rowToRestore, Store, sql, type Work } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { eachApart } from '../each-apart.js';
import { refuseAlias } from '../merges/aliases.js';
import { IndividualEntity } from './individual.entity.js';
import { individualScope } from './individual.scope.js';
import { IndividualReader } from './individual-reader.js';
import { IndividualsService } from './individuals.service.js';
import { alignedOf, personToChange } from './person-to-change.js';

interface ImpactRow {
  alignments: number;
  emails: number;
  tags: number;
  meta_fields: number;
  users: number;
}

/** Deleting, restoring, and doing things to many people at once (FEATURES IND-05, IND-07). */
@Injectable()
export class IndividualDeletion {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(IndividualReader) private readonly reader: IndividualReader,
    @Inject(IndividualsService) private readonly individuals: IndividualsService,
  ) {}

  /** What deleting would take along and what forbids it. Throws `NotFound`. */
  async impact(principal: Principal, ref: RecordRef): Promise<DeletionImpact> {
    const person = await this.reader.get(principal, ref);
    const counts = await this.#counts((query) => this.store.read<ImpactRow>(query), person.id);
    return {
      name: nameOf(person),
      takesAlong: {
        alignments: counts.alignments,
        'further addresses': counts.emails,
        tags: counts.tags,
        'meta-fields': counts.meta_fields,
      },
      blockedBy: blockers(counts.users),
    };
  }

  /** Hides the person everywhere until restored. Throws `NotFound`, `Conflict` while an account belongs to them. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => this.removeIn(work, ref, ifMatch));
  }

  /** As `remove`, inside a work of the caller's. */
  async removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
    const row = await personToChange(work, ref, ifMatch);
    if (ref.id === undefined && ref.uuid.toLowerCase() !== row.uuid)
      throw new Conflict(`the record of this uuid was merged into ${nameOf(row)}; delete that one by its own uuid`);
    const { users } = await this.#counts((query) => work.query<ImpactRow>(query), row.id);
    const [blocker] = blockers(users);
    if (blocker) throw new Conflict(`${nameOf(row)} cannot be deleted: ${blocker}`);
    row.deletedAt = work.now;
    await work.save(IndividualEntity, row, 'delete');
    work.emit(directoryChanged, { noun: 'individual', ids: [row.id] });
  }

  /** Brings a deleted person back with all they had. Throws `NotFound`, and `Conflict` when uuid or address is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<Individual> {
    const id = await this.store.work(principal, (work) => this.restoreIn(work, ref));
    return this.individuals.get(principal, { id });
  }

  /** Deletes many; those that cannot be are told with the reason and the others go. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, (work, id) => this.removeIn(work, { id }));
  }

  /** Restores many. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, async (work, id) => void (await this.restoreIn(work, { id })));
  }

  /** Tags many. */
  bulkTag(
    principal: Principal,
    ids: readonly number[],
    add: readonly string[],
    remove: readonly string[],
  ): Promise<BulkOutcome> {
    return this.#each(
      principal,
      ids,
      async (work, id) => void (await this.individuals.tagIn(work, { id }, add, remove)),
    );
  }

  /** Changes many alike, each by the caller's right to it; those that cannot be are told with the reason. */
  bulkUpdate(principal: Principal, ids: readonly number[], changes: ManyIndividualsChanges): Promise<BulkOutcome> {
    return this.#each(
      principal,
      ids,
      async (work, id) => void (await this.individuals.updateIn(work, { id }, changes)),
    );
  }

  /** As `restore`, inside a work of the caller's. */
  async restoreIn(work: Work, ref: RecordRef): Promise<number> {
    const judged = async (one: IndividualEntity) => ({ ...one, ...(await alignedOf(work, one.id)) });
    const row = await rowToRestore(work, IndividualEntity, individualScope, ref, judged);
    await refuseAlias(work, 'individual', row.uuid);
    row.deletedAt = null;
    await work.save(IndividualEntity, row, 'undelete');
    work.emit(directoryChanged, { noun: 'individual', ids: [row.id] });
    return row.id;
  }

  #each(
    principal: Principal,
    ids: readonly number[],
    act: (work: Work, id: number) => Promise<void>,
  ): Promise<BulkOutcome> {
    return this.store.work(principal, (work) => eachApart(work, ids, (id) => act(work, id)));
  }

  async #counts(read: (query: ReturnType<typeof sql>) => Promise<ImpactRow[]>, id: number): Promise<ImpactRow> {
    const [row] = await read(sql`select
      (select count(*)::int from alignments where individual_id = ${id}) as alignments,
      (select count(*)::int from individual_emails where individual_id = ${id}) as emails,
      (select count(*)::int from individual_tags where individual_id = ${id}) as tags,
      (select count(*)::int from meta_fields where individual_id = ${id}) as meta_fields,
      (select count(*)::int from users where individual_id = ${id}) as users`);
    if (!row) throw new Error('a select without from answers one row');
    return row;
  }
}

const nameOf = ({ firstName, lastName, email }: { firstName: string; lastName: string; email: string }): string =>
  `${firstName} ${lastName}`.trim() || email;

const blockers = (users: number): string[] =>
  users === 0 ? [] : ['a user account belongs to this person; disable that account instead, or delete it first'];
