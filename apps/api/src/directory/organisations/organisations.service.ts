import { randomUUID } from 'node:crypto';
import type {
  History,
  HistoryQuery,
  ListRequest,
  MetaFieldInput,
  NewOrganisation,
  Organisation,
  OrganisationChanges,
  RecordRef,
  TagChip,
} from '@cerebrate/contract';
import { isCountryCode } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Enumerations,
  FieldRights,
  MetaFields,
  Tagging,
  type WireMetaField,
  type WireMetaFieldChanges,
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
/** In the log, a record's meta-fields stand under this prefix and `<template uuid>/<field>`. */
const metaPrefix = 'metaFields.';

/** Options of a write that only the dialect needs. */
export interface OrganisationWriteOptions {
  /** Free-text nationality of a peer, when it is no country we know. */
  readonly nationalityText?: string | null;
  /** The peer's own moments, honoured on add (WIRE-CONTRACT §3.1). */
  readonly created?: Date;
  readonly modified?: Date;
  /** The original's two forms of meta-fields; what they name and we do not have is dropped (WIRE-CONTRACT §3.11). */
  readonly wireMetaFields?: readonly WireMetaField[];
  readonly wireMetaFieldChanges?: readonly WireMetaFieldChanges[];
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
    await this.#applyExtras(work, row, input.metaFields, input.tags);
    await this.#applyWireForms(work, row, options);
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
    const hasOwn = await this.#applyExtras(work, row, changes.metaFields, undefined);
    const hasExtras = (await this.#applyWireForms(work, row, options)) || hasOwn;
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
    const removed = await this.tagging.remove(work, 'organisation', row.id, [...remove]);
    const added = await this.tagging.assign(work, 'organisation', row.id, [...add], {
      mayCreate: true,
      ...(newTagColour ? { colour: newTagColour } : {}),
    });
    work.note(
      OrganisationEntity,
      row,
      { tags: removed.before },
      { tags: added.after },
      remove.length > add.length ? 'remove_tag' : 'tag',
    );
    if (JSON.stringify(removed.before) !== JSON.stringify(added.after)) {
      await work.stamp(OrganisationEntity, row);
      work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
    }
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
    // What is kept from the caller is not theirs to set back.
    for (const key of await this.fieldRights.hiddenKeys(principal)) delete past.state[key];
    const message = `set back to version ${seq} of ${past.entry.at}`;
    const act = async (work: Work) => {
      const { changes, tags, nationalityText } = revertedInput(
        current,
        past.state,
        holds(principal, 'metaField:write'),
      );
      await this.updateIn(work, { id: current.id }, changes, ifMatch ?? current.version, { nationalityText });
      const names = current.tags.map((tag) => tag.name);
      const add = tags.filter((tag) => !names.includes(tag));
      const remove = names.filter((tag) => !tags.includes(tag));
      if (add.length + remove.length > 0) await this.tagIn(work, { id: current.id }, add, remove);
    };
    await this.store.work(principal, act, { message });
    return this.get(principal, { id: current.id });
  }

  async #applyExtras(
    work: Work,
    row: OrganisationEntity,
    metaFields: MetaFieldInput | undefined,
    tags: string[] | undefined,
  ) {
    let isChanged = false;
    if (metaFields) {
      const { before, after } = await this.metaFields.apply(work, 'organisation', row.id, metaFields);
      work.note(OrganisationEntity, row, prefixed(before), prefixed(after));
      isChanged ||= JSON.stringify(before) !== JSON.stringify(after);
    }
    if (tags && tags.length > 0) {
      const { before, after } = await this.tagging.assign(work, 'organisation', row.id, tags, {
        mayCreate: holds(work.principal, 'tag:write'),
      });
      work.note(OrganisationEntity, row, { tags: before }, { tags: after });
      isChanged = true;
    }
    return isChanged;
  }

  async #applyWireForms(work: Work, row: OrganisationEntity, options: OrganisationWriteOptions): Promise<boolean> {
    const { wireMetaFields = [], wireMetaFieldChanges = [] } = options;
    const changes = [
      await this.metaFields.applyWireSimple(work, 'organisation', row.id, wireMetaFields),
      await this.metaFields.applyWireForm(work, 'organisation', row.id, wireMetaFieldChanges),
    ];
    for (const { before, after } of changes) work.note(OrganisationEntity, row, prefixed(before), prefixed(after));
    return changes.some(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
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

const prefixed = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [metaPrefix + key, value]));

/** The organisation under the names the log uses. */
function loggedState(organisation: Organisation): Record<string, unknown> {
  const state: Record<string, unknown> = {
    ...Object.fromEntries(columns.map((key) => [key, organisation[key]])),
    nationalityText: organisation.nationalityText,
    tags: organisation.tags.map((tag) => tag.name),
  };
  for (const value of organisation.metaFields) {
    const key = `${metaPrefix}${value.templateUuid}/${value.field}`;
    state[key] = [...((state[key] as string[] | undefined) ?? []), value.value];
  }
  return state;
}

/** A past state as input: what differs from now; meta-fields only for callers who may write them. */
function revertedInput(current: Organisation, state: Record<string, unknown>, mayWriteMetaFields: boolean) {
  const now = loggedState(current);
  const changed = Object.keys({ ...now, ...state }).filter(
    (key) => JSON.stringify(now[key] ?? null) !== JSON.stringify(state[key] ?? null),
  );
  const changes: Record<string, unknown> = Object.fromEntries(
    columns.filter((key) => changed.includes(key)).map((key) => [key, state[key] ?? null]),
  );
  const metaFields = changed
    .filter((key) => key.startsWith(metaPrefix))
    .map((key) => {
      const [templateUuid = '', ...field] = key.slice(metaPrefix.length).split('/');
      return { templateUuid, field: field.join('/'), values: (state[key] as string[] | null) ?? [] };
    });
  if (mayWriteMetaFields && metaFields.length > 0) changes['metaFields'] = metaFields;
  return {
    changes: changes as OrganisationChanges,
    tags: (state['tags'] as string[] | null) ?? [],
    nationalityText: (state['nationalityText'] as string | null) ?? null,
  };
}
