import { randomUUID } from 'node:crypto';
import {
  defaultAlignmentType,
  type History,
  type HistoryQuery,
  type Individual,
  type IndividualChanges,
  type ListRequest,
  type NewIndividual,
  type RecordRef,
  type TagChip,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  applyMetaFields,
  changeTags,
  Enumerations,
  FieldRights,
  giveTags,
  MetaFields,
  Tagging,
  type WireForms,
} from '../../fields/index.js';
import {
  Conflict,
  historyOf,
  holds,
  NotAllowed,
  type Principal,
  Store,
  sql,
  stateAfter,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { refuseAlias } from '../merges/aliases.js';
import { AlignmentEntity } from './alignment.entity.js';
import { IndividualEntity } from './individual.entity.js';
import { replaceEmails } from './individual-emails.js';
import { loggedPerson, personBefore } from './individual-past.js';
import { IndividualReader } from './individual-reader.js';
import { personToChange } from './person-to-change.js';

/** Options of a write that only the dialect needs. */
export interface IndividualWriteOptions extends WireForms {
  /** The peer's own moments, honoured on add (WIRE-CONTRACT §3.2). */
  readonly created?: Date;
  readonly modified?: Date;
}

/** What changes people: every change in one `Work`, validated whole before anything is written. */
@Injectable()
export class IndividualsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(IndividualReader) private readonly reader: IndividualReader,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(FieldRights) private readonly fieldRights: FieldRights,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  /** A page of whom the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.reader.list(principal, request);
  }

  /** Every person of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.reader.stream(principal, request);
  }

  /** One person. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Individual> {
    return this.reader.get(principal, ref);
  }

  /**
   * Adds a person with addresses, meta-fields and tags. Whoever is no community administrator gets them aligned with the
   * own organisation, since nobody would see them else. Throws `InvalidInput`, `NotAllowed`, and `Conflict` when
   * somebody has the e-mail address or uuid.
   */
  async create(principal: Principal, input: NewIndividual, options: IndividualWriteOptions = {}): Promise<Individual> {
    const id = await this.store.work(principal, (work) => this.createIn(work, input, options));
    return this.get(principal, { id });
  }

  /** As `create`, inside a work of the caller's; answers the new id. */
  async createIn(work: Work, input: NewIndividual, options: IndividualWriteOptions = {}): Promise<number> {
    const { perm_community_admin: isCommunityAdmin } = work.principal.flags;
    if (!isCommunityAdmin && work.principal.organisationId === null)
      throw new NotAllowed('you belong to no organisation, and a person you add would belong to none');
    await this.#check(input);
    await requireFreeEmail(work, input.email, 0);
    await refuseAlias(work, 'individual', input.uuid);
    const row = await work.insert(IndividualEntity, {
      uuid: input.uuid ?? randomUUID(),
      email: input.email,
      firstName: input.firstName ?? '',
      lastName: input.lastName ?? '',
      position: input.position || null,
      deletedAt: null,
      ...(options.created ? { created: options.created } : {}),
      ...(options.modified ? { modified: options.modified } : {}),
    });
    if (!isCommunityAdmin)
      await work.insert(AlignmentEntity, {
        individualId: row.id,
        organisationId: work.principal.organisationId ?? 0,
        type: defaultAlignmentType,
        validFrom: null,
        validUntil: null,
      });
    await this.#applyExtras(work, row, input, options);
    await giveTags(work, this.tagging, 'individual', IndividualEntity, row, input.tags);
    work.emit(directoryChanged, { noun: 'individual', ids: [row.id] });
    return row.id;
  }

  /** Changes what is mentioned; the rest stays. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `Conflict`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: IndividualChanges,
    ifMatch?: number,
    options: IndividualWriteOptions = {},
  ): Promise<Individual> {
    const id = await this.store.work(principal, (work) => this.updateIn(work, ref, changes, ifMatch, options));
    return this.get(principal, { id });
  }

  /** As `update`, inside a work of the caller's; answers the id. */
  async updateIn(
    work: Work,
    ref: RecordRef,
    changes: IndividualChanges,
    ifMatch?: number,
    options: IndividualWriteOptions = {},
  ): Promise<number> {
    const row = await personToChange(work, ref, ifMatch);
    if (changes.uuid !== undefined && changes.uuid !== row.uuid && !work.principal.flags.perm_community_admin)
      throw new NotAllowed('only community administrators change the uuid of a person');
    await this.#check(changes, row);
    if (changes.email !== undefined && changes.email !== row.email) {
      await requireFreeEmail(work, changes.email, row.id);
      await requireOwnAccount(work, row.id);
      row.email = changes.email;
    }
    if (changes.uuid !== undefined) row.uuid = changes.uuid;
    if (changes.firstName !== undefined) row.firstName = changes.firstName;
    if (changes.lastName !== undefined) row.lastName = changes.lastName;
    if (changes.position !== undefined) row.position = changes.position || null;
    const isSaved = await work.save(IndividualEntity, row);
    const hasExtras = await this.#applyExtras(work, row, changes, options);
    if (hasExtras && !isSaved) await work.stamp(IndividualEntity, row);
    if (isSaved || hasExtras) work.emit(directoryChanged, { noun: 'individual', ids: [row.id] });
    return row.id;
  }

  /** Adds and removes tags by name; unknown names to add become tags. Throws `NotFound`, `NotAllowed`. */
  async tag(
    principal: Principal,
    ref: RecordRef,
    add: readonly string[],
    remove: readonly (string | number)[],
    newTagColour?: string,
  ): Promise<TagChip[]> {
    const id = await this.store.work(principal, (work) => this.tagIn(work, ref, add, remove, newTagColour));
    return (await this.get(principal, { id })).tags;
  }

  /** As `tag`, inside a work of the caller's; answers the id. */
  async tagIn(
    work: Work,
    ref: RecordRef,
    add: readonly string[],
    remove: readonly (string | number)[],
    newTagColour?: string,
  ): Promise<number> {
    const row = await personToChange(work, ref);
    const isChanged = await changeTags(work, this.tagging, 'individual', IndividualEntity, row, {
      add,
      remove,
      colour: newTagColour,
    });
    if (isChanged) work.emit(directoryChanged, { noun: 'individual', ids: [row.id] });
    return row.id;
  }

  /** The changes of a person the caller may see, and of their alignments, newest first. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'individual', id, query, await this.fieldRights.hiddenKeys(principal));
  }

  /**
   * Sets the person back to how they were right after change `seq`: names, addresses, meta-fields and tags, as one more
   * change. Throws `NotFound`, `NotAllowed`, `StaleWrite`, and `Conflict` when an old address is somebody else's by now.
   */
  async revert(principal: Principal, ref: RecordRef, seq: number, ifMatch?: number): Promise<Individual> {
    const current = await this.get(principal, ref);
    const past = await stateAfter(this.store, 'individual', current.id, seq, loggedPerson(current));
    const hidden = await this.fieldRights.hiddenKeys(principal);
    const { changes, tags } = personBefore(current, past.state, hidden, holds(principal, 'metaField:write'));
    const act = async (work: Work) => {
      await this.updateIn(work, { id: current.id }, changes, ifMatch ?? current.version);
      if (tags.add.length + tags.remove.length > 0) await this.tagIn(work, { id: current.id }, tags.add, tags.remove);
    };
    await this.store.work(principal, act, { message: `set back to version ${seq} of ${past.entry.at}` });
    return this.get(principal, { id: current.id });
  }

  async #applyExtras(
    work: Work,
    row: IndividualEntity,
    { metaFields, emails }: Pick<IndividualChanges, 'metaFields' | 'emails'>,
    options: IndividualWriteOptions,
  ): Promise<boolean> {
    let areAddressesChanged = false;
    if (emails) {
      const { before, after } = await replaceEmails(work, row, emails);
      work.note(IndividualEntity, row, { emails: before }, { emails: after });
      areAddressesChanged = JSON.stringify(before) !== JSON.stringify(after);
    }
    const forms = { ...options, metaFields };
    const areValuesChanged = await applyMetaFields(work, this.metaFields, 'individual', IndividualEntity, row, forms);
    return areAddressesChanged || areValuesChanged;
  }

  async #check(input: IndividualChanges, row?: IndividualEntity): Promise<void> {
    if (input.position !== undefined)
      await this.enumerations.check('Individuals', 'position', input.position, row?.position);
    if (input.metaFields) await this.metaFields.check('individual', input.metaFields, row ? { ownerId: row.id } : {});
  }
}

/** One person to an address, whatever its case; the index says so too, this says it in words. */
async function requireFreeEmail(work: Work, email: string, except: number): Promise<void> {
  const taken = await work.query(
    sql`select from individuals where email = ${email}::citext and deleted_at is null and id <> ${except}`,
  );
  if (taken.length > 0)
    throw new Conflict('somebody in the directory has this e-mail address', [
      { path: ['email'], message: 'belongs to somebody in the directory; take that person, or another address' },
    ]);
}

/**
 * Mail for an account goes to its person's address. Whoever could change that of a mightier account could become it, so
 * only community administrators change the addresses of those who administer the community or the instance.
 */
async function requireOwnAccount(work: Work, individualId: number): Promise<void> {
  const { principal } = work;
  if (principal.flags.perm_community_admin || principal.individualId === individualId) return;
  const mightier = await work.query(sql`
    select from users u join roles r on r.id = u.role_id
    where u.individual_id = ${individualId} and (r.perm_community_admin or r.perm_admin)`);
  if (mightier.length > 0)
    throw new NotAllowed('this person administers the community; ask a community administrator to change the address', [
      { path: ['email'], message: 'is changed by community administrators only' },
    ]);
}
