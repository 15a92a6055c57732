import { randomUUID } from 'node:crypto';
import type {
  History,
  HistoryQuery,
  ListRequest,
  NewOrganisation,
  Organisation,
  OrganisationChanges,
  RecordRef,
  TagChip,
} from '@cerebrate/contract';
import { isCountryCode } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  applyMetaFields,
  changeTags,
  Enumerations,
  FieldRights,
  giveTags,
  loggedTagsAndValues,
  MetaFields,
  pastDifference,
  Tagging,
  type WireForms,
} from '../../fields/index.js';
import {
  historyOf,
  holds,
  InvalidInput,
  NotAllowed,
  type Principal,
  rowToChange,
  Store,
  stateAfter,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { refuseAlias, withoutAlias } from '../merges/aliases.js';
import { OrganisationEntity } from './organisation.entity.js';
import { organisationScope } from './organisation.scope.js';
import { OrganisationReader } from './organisation-reader.js';

const columns = ['uuid', 'name', 'url', 'country', 'sector', 'type', 'contacts'] as const;

/** Options of a write that only the dialect needs. */
export interface OrganisationWriteOptions extends WireForms {
  /** Free-text nationality of a peer, when it is no country we know. */
  readonly nationalityText?: string | null;
  /** The peer's own moments, honoured on add (WIRE-CONTRACT §3.1). */
  readonly created?: Date;
  readonly modified?: Date;
}

/** What changes organisations: every change in one `Work`, validated whole before anything is written. */
@Injectable()
export class OrganisationsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OrganisationReader) private readonly reader: OrganisationReader,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(FieldRights) private readonly fieldRights: FieldRights,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  /** A page of what the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.reader.list(principal, request);
  }

  /** Every organisation of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.reader.stream(principal, request);
  }

  /** One organisation. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Organisation> {
    return this.reader.get(principal, ref);
  }

  /** Adds an organisation with its meta-fields and tags. Throws `InvalidInput`, `NotAllowed`, `Conflict`. */
  async create(
    principal: Principal,
    input: NewOrganisation,
    options: OrganisationWriteOptions = {},
  ): Promise<Organisation> {
    const id = await this.store.work(principal, (work) => this.createIn(work, input, options));
    return this.get(principal, { id });
  }

  /** As `create`, inside a work of the caller's; answers the new id. */
  async createIn(work: Work, input: NewOrganisation, options: OrganisationWriteOptions = {}): Promise<number> {
    await this.#check(input, undefined, options);
    await refuseAlias(work, 'organisation', input.uuid);
    const row = await work.insert(OrganisationEntity, {
      uuid: input.uuid ?? randomUUID(),
      name: input.name,
      url: blankToNull(input.url),
      country: input.country ?? null,
      nationalityText: options.nationalityText ?? null,
      sector: blankToNull(input.sector),
      type: blankToNull(input.type),
      contacts: blankToNull(input.contacts),
      deletedAt: null,
      ...(options.created ? { created: options.created } : {}),
      ...(options.modified ? { modified: options.modified } : {}),
    });
    await applyMetaFields(work, this.metaFields, 'organisation', OrganisationEntity, row, {
      ...options,
      metaFields: input.metaFields,
    });
    await giveTags(work, this.tagging, 'organisation', OrganisationEntity, row, input.tags);
    work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
    return row.id;
  }

  /** Changes what is mentioned; the rest stays. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `Conflict`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: OrganisationChanges,
    ifMatch?: number,
    options: OrganisationWriteOptions = {},
  ): Promise<Organisation> {
    const id = await this.store.work(principal, (work) => this.updateIn(work, ref, changes, ifMatch, options));
    return this.get(principal, { id });
  }

  /** As `update`, inside a work of the caller's; answers the id. */
  async updateIn(
    work: Work,
    ref: RecordRef,
    changes: OrganisationChanges,
    ifMatch?: number,
    options: OrganisationWriteOptions = {},
  ): Promise<number> {
    const own = await withoutAlias(work, 'organisation', ref);
    const row = await rowToChange(work, OrganisationEntity, organisationScope, own, ifMatch);
    if (changes.uuid !== row.uuid) await refuseAlias(work, 'organisation', changes.uuid);
    if (changes.uuid !== undefined && changes.uuid !== row.uuid && !work.principal.flags.perm_community_admin)
      throw new NotAllowed('only community administrators change the uuid of an organisation');
    await this.#check(changes, row, options);
    for (const key of columns) {
      const value = changes[key];
      if (value !== undefined)
        Object.assign(row, { [key]: key === 'name' || key === 'uuid' ? value : blankToNull(value) });
    }
    if (options.nationalityText !== undefined) row.nationalityText = options.nationalityText;
    else if (changes.country !== undefined) row.nationalityText = null;
    const isSaved = await work.save(OrganisationEntity, row);
    const hasExtras = await applyMetaFields(work, this.metaFields, 'organisation', OrganisationEntity, row, {
      ...options,
      metaFields: changes.metaFields,
    });
    if (hasExtras && !isSaved) await work.stamp(OrganisationEntity, row);
    if (isSaved || hasExtras) work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
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
    const own = await withoutAlias(work, 'organisation', ref);
    const row = await rowToChange(work, OrganisationEntity, organisationScope, own);
    const isChanged = await changeTags(work, this.tagging, 'organisation', OrganisationEntity, row, {
      add,
      remove,
      colour: newTagColour,
    });
    if (isChanged) work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
    return row.id;
  }

  /** The changes of an organisation the caller may see, newest first. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'organisation', id, query, await this.fieldRights.hiddenKeys(principal));
  }

  /**
   * Sets the organisation back to how it was right after change `seq`: its own fields, meta-fields and tags, as one more
   * change. Throws `NotFound`, `NotAllowed`, `StaleWrite`, and `InvalidInput` when an old value is no longer valid.
   */
  async revert(principal: Principal, ref: RecordRef, seq: number, ifMatch?: number): Promise<Organisation> {
    const current = await this.get(principal, ref);
    const past = await stateAfter(this.store, 'organisation', current.id, seq, loggedState(current));
    const hidden = await this.fieldRights.hiddenKeys(principal);
    const difference = pastDifference(loggedState(current), past.state, columns, hidden);
    const changes: OrganisationChanges = {
      ...difference.columns,
      ...(holds(principal, 'metaField:write') && difference.metaFields.length > 0
        ? { metaFields: difference.metaFields }
        : {}),
    };
    const nationalityText = (past.state['nationalityText'] as string | null | undefined) ?? null;
    const { add, remove } = difference.tags;
    const act = async (work: Work) => {
      await this.updateIn(work, { id: current.id }, changes, ifMatch ?? current.version, { nationalityText });
      if (add.length + remove.length > 0) await this.tagIn(work, { id: current.id }, add, remove);
    };
    await this.store.work(principal, act, { message: `set back to version ${seq} of ${past.entry.at}` });
    return this.get(principal, { id: current.id });
  }

  async #check(
    input: OrganisationChanges,
    row: OrganisationEntity | undefined,
    { nationalityText }: OrganisationWriteOptions,
  ): Promise<void> {
    if (nationalityText)
      await this.enumerations.check('Organisations', 'country', nationalityText, row?.nationalityText);
    if (input.country && !isCountryCode(input.country))
      throw InvalidInput.at(['country'], `'${input.country}' is no ISO 3166 country code`);
    for (const field of ['country', 'sector', 'type'] as const)
      if (input[field] !== undefined) await this.enumerations.check('Organisations', field, input[field], row?.[field]);
    if (input.metaFields) await this.metaFields.check('organisation', input.metaFields, row ? { ownerId: row.id } : {});
  }
}

const blankToNull = (text: string | null | undefined): string | null =>
  text === undefined || text === '' ? null : text;

/** The organisation under the names the log uses. */
const loggedState = (organisation: Organisation): Record<string, unknown> => ({
  ...Object.fromEntries(columns.map((key) => [key, organisation[key]])),
  nationalityText: organisation.nationalityText,
  ...loggedTagsAndValues(organisation),
});
