import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import {
  Enumerations,
  loggedMetaFields,
  type MetaFieldChange,
  MetaFields,
  type TagChange,
  Tagging,
} from '../../fields/index.js';
import { holds, InvalidInput, type Work } from '../../kernel/index.js';
import { type Captured, type CaptureSource, type Ruling, rulingOf } from '../capture/capture.js';
import { entriesOf } from '../capture/offered-fields.js';
import { keepOrigins } from '../capture/record-origins.js';
import { additions } from '../capture/record-state.js';
import { directoryChanged } from '../directory-changed.js';
import { OrganisationEntity } from './organisation.entity.js';
import { organisationScope } from './organisation.scope.js';
import {
  countryOf,
  type JudgedOrganisation,
  type OfferedOrganisation,
  OrganisationCapture,
} from './organisation-capture.js';
import { OrganisationsService } from './organisations.service.js';

/** One of the offers of a page. */
export interface PagedOrganisation {
  readonly source: CaptureSource;
  readonly offer: OfferedOrganisation;
  readonly offered: JudgedOrganisation;
}

/** An offer that is written with the others of its page. */
interface Taken extends PagedOrganisation {
  readonly ruling: Ruling;
  readonly row: OrganisationEntity | undefined;
}

const plainColumns = ['name', 'url', 'sector', 'type', 'contacts'] as const;
/** Of more records than this an event tells none by its number. */
const mostNumbered = 100;

/**
 * Takes a page of organisations in a number of statements that does not grow with the page, but for one a record that
 * is changed. It rules by what `OrganisationCapture` rules by and writes the same; what one refuses, refuses all.
 */
@Injectable()
export class OrganisationPageCapture {
  constructor(
    @Inject(OrganisationCapture) private readonly capture: OrganisationCapture,
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Tagging) private readonly tagging: Tagging,
  ) {}

  /**
   * What became of each, in their order; null for those that must be taken alone. No uuid may come twice. Locks, tags and
   * new records come in orders that all works share, so that two pages never wait for each other in a ring.
   */
  async take(work: Work, page: readonly PagedOrganisation[]): Promise<(Captured | null)[]> {
    const uuids = page.map(({ offered }) => offered.uuid);
    const locked = await work.findAll(OrganisationEntity, { uuid: In(uuids), deletedAt: IsNull() });
    const rows = new Map(locked.map((row) => [row.uuid, row]));
    const findings = await this.capture.find(work, uuids);
    const taken: (Taken | null)[] = [];
    for (const one of page) {
      const finding = findings.get(one.offered.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      const row = rows.get(one.offered.uuid);
      const ruling = rulingOf(one.source, one.offered, finding);
      const isAlone = (finding.record !== null && !row) || !(await this.#isTakenHere(work, one, ruling, row));
      taken.push(isAlone ? null : { ...one, ruling, row });
    }
    const ids = await this.#write(
      work,
      taken.filter((one) => one !== null),
    );
    return taken.map(
      (one) => one && { ...one.ruling.captured, recordId: ids.get(one) ?? one.ruling.captured.recordId },
    );
  }

  /** Whether the rules of this node let it be written; one that they refuse gets its words when it is taken alone. */
  async #isTakenHere(work: Work, { offered }: PagedOrganisation, ruling: Ruling, row: OrganisationEntity | undefined) {
    const { captured, change } = ruling;
    if (captured.outcome !== 'created' && !change) return true;
    if (change && (!row || !organisationScope.change.allows(row, work.principal))) return false;
    const { nationality, ...columns } = change ? change.merged.columns : offered.state.columns;
    const { country, nationalityText } = countryOf(nationality);
    const own = [
      ['sector', columns['sector'], row?.sector],
      ['type', columns['type'], row?.type],
      ['country', nationality === undefined ? null : country, row?.country],
      ['country', nationalityText, row?.nationalityText],
    ] as const;
    try {
      for (const [field, value, before] of own)
        await this.enumerations.check('Organisations', field, (value as string | null | undefined) ?? null, before);
      return true;
    } catch (error) {
      if (error instanceof InvalidInput) return false;
      throw error;
    }
  }

  /** Writes all of them; answers the numbers of the new ones. */
  async #write(work: Work, list: readonly Taken[]): Promise<Map<Taken, number>> {
    const created = list.filter(({ ruling }) => ruling.captured.outcome === 'created');
    const changed = list.filter(({ ruling }) => ruling.change !== null);
    // unknown tags are made first, while nothing else was touched: a savepoint costs by what was
    await this.#makeTags(work, [...new Set(created.flatMap(({ offer }) => offer.tags ?? []))]);
    const ids = await this.#create(work, created);
    await this.#change(work, changed);
    const origins = list.flatMap((one) => {
      const recordId = ids.get(one) ?? one.ruling.captured.recordId;
      return one.ruling.origin && recordId !== null ? [{ recordId, origin: one.ruling.origin }] : [];
    });
    if (origins.length > 0) await keepOrigins(work, 'organisation', origins);
    const touched = [...ids.values(), ...changed.flatMap(({ row }) => row?.id ?? [])];
    if (touched.length > 0)
      work.emit(directoryChanged, { noun: 'organisation', ids: touched.length > mostNumbered ? [] : touched });
    return ids;
  }

  /** In pieces no larger than what one record may carry. */
  async #makeTags(work: Work, names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += 100)
      await this.tagging.assignMany(work, 'organisation', [], names.slice(at, at + 100), {
        mayCreate: holds(work.principal, 'tag:write'),
      });
  }

  async #create(work: Work, list: readonly Taken[]): Promise<Map<Taken, number>> {
    if (list.length === 0) return new Map();
    const ordered = [...list].sort((a, b) => (a.offered.uuid < b.offered.uuid ? -1 : 1));
    const made = await work.insertMany(OrganisationEntity, ordered.map(rowOf));
    const rows = new Map(made.map((row) => [row.uuid, row]));
    const written = list.flatMap((one) => {
      const row = rows.get(one.offered.uuid);
      return row ? [{ one, row }] : [];
    });
    const values = await this.metaFields.applyWireSimpleMany(
      work,
      'organisation',
      written.map(({ one, row }) => ({
        ownerId: row.id,
        entries: entriesOf(additions(one.offered.state.sets), {}, one.offered.versions),
      })),
      { isNew: true },
    );
    const tags = await this.tagging.assignEach(
      work,
      'organisation',
      written.map(({ one, row }) => ({ id: row.id, names: one.offer.tags ?? [] })),
      { mayCreate: holds(work.principal, 'tag:write') },
    );
    for (const { row } of written) note(work, row, values.get(row.id), tags.get(row.id));
    return new Map(written.map(({ one, row }) => [one, row.id]));
  }

  async #change(work: Work, list: readonly Taken[]): Promise<void> {
    const changes = list.flatMap(({ row, offered, ruling: { change } }) =>
      row && change ? [{ row, versions: offered.versions, ...change }] : [],
    );
    if (changes.length === 0) return;
    const values = await this.metaFields.applyWireSimpleMany(
      work,
      'organisation',
      changes.map(({ row, record, merged, versions }) => ({
        ownerId: row.id,
        entries: entriesOf(merged.sets, record.state.sets, new Map([...versions, ...record.versions])),
      })),
    );
    for (const { row, merged } of changes) {
      const { nationality, ...columns } = merged.columns;
      Object.assign(row, columns, nationality === undefined ? {} : countryOf(nationality));
      const isSaved = await work.save(OrganisationEntity, row);
      const noted = values.get(row.id);
      note(work, row, noted, undefined);
      if (noted && !isSaved) await work.stamp(OrganisationEntity, row);
      const { tags } = merged.sets;
      if (tags) await this.organisations.tagIn(work, { id: row.id }, tags.add, tags.remove);
    }
  }
}

function rowOf({ offer, offered }: Taken): Partial<OrganisationEntity> {
  const { columns } = offered.state;
  return {
    uuid: offered.uuid,
    ...Object.fromEntries(plainColumns.map((key) => [key, columns[key] ?? null])),
    ...countryOf(columns['nationality']),
    deletedAt: null,
    ...(offer.created ? { created: offer.created } : {}),
  };
}

function note(
  work: Work,
  row: OrganisationEntity,
  values: MetaFieldChange | undefined,
  tags: TagChange | undefined,
): void {
  if (values) work.note(OrganisationEntity, row, loggedMetaFields(values.before), loggedMetaFields(values.after));
  if (tags) work.note(OrganisationEntity, row, { tags: tags.before }, { tags: tags.after });
}
