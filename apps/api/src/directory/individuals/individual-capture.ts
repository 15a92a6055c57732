import { defaultAlignmentType, NewIndividual } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, type Store, sql, type Work } from '../../kernel/index.js';
import {
  type Captured,
  type CaptureSource,
  dispose,
  type LocalFinding,
  type LocalRecord,
  type Offered,
  orRefused,
} from '../capture/capture.js';
import {
  entriesOf,
  OfferedFields,
  type OfferedValue,
  type StoredField,
  storedJson,
  storedSets,
  versionsOf,
} from '../capture/offered-fields.js';
import { originJson, readOrigin, rowsOf } from '../capture/record-origins.js';
import { additions, type Merged } from '../capture/record-state.js';
import { OrganisationCapture } from '../organisations/organisation-capture.js';
import { AlignmentEntity } from './alignment.entity.js';
import { AlignmentsService } from './alignments.service.js';
import { IndividualsService } from './individuals.service.js';

/** A person as a peer offers them. */
export interface OfferedIndividual {
  readonly uuid: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly position: string | null;
  readonly created: Date | null;
  readonly modified: Date | null;
  readonly tags: readonly string[] | null;
  readonly metaFields: readonly OfferedValue[] | null;
  /** Whom the person belongs to; null when the peer told none. */
  readonly organisations: readonly { readonly uuid: string; readonly name: string }[] | null;
}

interface Row {
  uuid: string;
  id: number | null;
  email: string;
  first_name: string;
  last_name: string;
  position: string | null;
  modified: Date;
  tags: string[];
  values: StoredField[];
  organisations: string[];
  origin: unknown;
  has_account: boolean;
  is_deleted: boolean;
  merged_into: number | null;
}

/** Where a person may be aligned, and under which names: what the peer said of the organisations. */
type Names = ReadonlyMap<string, string>;

/** Takes people whom peers offer (WIRE-CONTRACT §4.5): with tags, meta-fields and alignments, and only whom the peer owns. */
@Injectable()
export class IndividualCapture {
  constructor(
    @Inject(IndividualsService) private readonly individuals: IndividualsService,
    @Inject(AlignmentsService) private readonly alignments: AlignmentsService,
    @Inject(OrganisationCapture) private readonly organisations: OrganisationCapture,
    @Inject(OfferedFields) private readonly fields: OfferedFields,
  ) {}

  /** The offer in the form it is compared and merged in. Throws `InvalidInput` for what this node would refuse. */
  async offered(offer: OfferedIndividual): Promise<Offered & { versions: ReadonlyMap<string, string> }> {
    const { email, firstName, lastName, position } = judged(offer);
    const { sets, unplaced, versions } = await this.fields.place('individual', offer.metaFields);
    return {
      uuid: offer.uuid,
      remoteModified: offer.modified,
      state: {
        columns: { email, firstName, lastName, position },
        sets: {
          ...sets,
          ...(offer.tags === null ? {} : { tags: offer.tags }),
          ...(offer.organisations === null ? {} : { organisations: offer.organisations.map(({ uuid }) => uuid) }),
        },
      },
      unplaced,
      versions,
    };
  }

  /** Who is here under each of these uuids. */
  async find(from: Work | Store, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    const rows = await rowsOf<Row>(
      from,
      sql`
      select u.uuid::text as uuid, i.id, i.email::text as email, i.first_name, i.last_name, i.position, i.modified,
        (select coalesce(json_agg(t.name order by t.name), '[]') from individual_tags x join tags t on t.id = x.tag_id
          where x.individual_id = i.id) as tags,
        ${storedJson('individual', sql`i.id`)} as values, ${originJson('individual', sql`i.id`)} as origin,
        (select coalesce(json_agg(distinct o.uuid), '[]') from alignments a join organisations o on o.id = a.organisation_id
          where a.individual_id = i.id and o.deleted_at is null) as organisations,
        exists (select from users us where us.individual_id = i.id) as has_account,
        exists (select from individuals d where d.uuid = u.uuid and d.deleted_at is not null) as is_deleted,
        alias_target('individual', u.uuid) as merged_into
      from unnest(${uuids}::uuid[]) u(uuid)
      left join individuals i on i.uuid = u.uuid and i.deleted_at is null`,
    );
    return new Map(rows.map((row) => [row.uuid, findingOf(row)]));
  }

  /**
   * Takes an offer as far as the source may, or says why not. The address of a person with an account here stays: mail
   * for the account goes there, and whoever could change it from afar could become that user.
   */
  capture(work: Work, source: CaptureSource, offer: OfferedIndividual): Promise<Captured> {
    return orRefused(work, async () => {
      const offered = await this.offered(offer);
      const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      const names = new Map(offer.organisations?.map(({ uuid, name }) => [uuid, name]) ?? []);
      return dispose(work, 'individual', source, offered, finding, {
        create: () => this.#create(work, source, offer, offered, names),
        change: (record, merged) => this.#change(work, source, { record, merged, versions: offered.versions, names }),
      });
    });
  }

  /** Changes fields of a person who was taken: what undoing a run does. Throws `NotAllowed`, `NotFound`. */
  amend(work: Work, source: CaptureSource, record: LocalRecord, merged: Merged): Promise<void> {
    return this.#change(work, source, { record, merged, versions: record.versions, names: new Map() });
  }

  async #create(
    work: Work,
    source: CaptureSource,
    offer: OfferedIndividual,
    { state, versions }: Offered & { versions: ReadonlyMap<string, string> },
    names: Names,
  ): Promise<number> {
    const id = await this.individuals.createIn(
      work,
      { ...judged(offer), ...(offer.tags === null ? {} : { tags: [...offer.tags] }) },
      {
        ...(offer.created ? { created: offer.created } : {}),
        wireMetaFields: entriesOf(additions(state.sets), {}, versions),
      },
    );
    for (const uuid of state.sets['organisations'] ?? []) await this.#align(work, source, id, uuid, names);
    return id;
  }

  async #change(
    work: Work,
    source: CaptureSource,
    {
      record,
      merged,
      versions,
      names,
    }: { record: LocalRecord; merged: Merged; versions: ReadonlyMap<string, string>; names: Names },
  ): Promise<void> {
    const ref = { id: record.id };
    const { email, ...columns } = merged.columns;
    const [account] = await work.query(sql`select from users where individual_id = ${record.id}`);
    const own = email === undefined || account ? {} : { email };
    await this.individuals.updateIn(work, ref, { ...columns, ...own } as never, undefined, {
      wireMetaFields: entriesOf(merged.sets, record.state.sets, new Map([...versions, ...record.versions])),
    });
    const { tags, organisations } = merged.sets;
    if (tags) await this.individuals.tagIn(work, ref, tags.add, tags.remove);
    for (const uuid of organisations?.add ?? []) await this.#align(work, source, record.id, uuid, names);
    if (organisations && organisations.remove.length > 0) await this.#part(work, record.id, organisations.remove);
  }

  /**
   * Aligns with the organisation of that uuid; one that is not known here becomes a stub. Organisations of this node or
   * of another peer get nobody that way: their mailing lists and administrators would believe the alignment.
   */
  async #align(work: Work, source: CaptureSource, individualId: number, uuid: string, names: Names): Promise<void> {
    const found = (await this.organisations.find(work, [uuid])).get(uuid);
    if (found?.record && found.record.origin?.broodId !== source.broodId) return;
    if (!found?.record && (found?.isDeleted || found?.mergedInto !== null)) return;
    const organisationId = await this.organisations.refer(work, source, stubOf(uuid, names.get(uuid) ?? ''));
    await this.alignments.createIn(work, { individualId, organisationId, type: defaultAlignmentType } as never);
  }

  /** Ends the alignments that came with the person: those in the role the wire has, which tells none. */
  async #part(work: Work, individualId: number, uuids: readonly string[]): Promise<void> {
    const rows = await work.query<{ id: number }>(sql`
      select a.id from alignments a join organisations o on o.id = a.organisation_id
      where a.individual_id = ${individualId} and a.type = ${defaultAlignmentType} and o.uuid = any(${uuids}::uuid[])`);
    for (const { id } of rows) {
      const row = await work.find(AlignmentEntity, { id });
      if (row) await work.remove(AlignmentEntity, row);
    }
  }
}

const stubOf = (uuid: string, name: string) => ({
  uuid,
  name,
  url: null,
  nationality: null,
  sector: null,
  type: null,
  contacts: null,
  created: null,
  modified: null,
  tags: null,
  metaFields: null,
});

/** The offer's own columns by the rules of this node. Throws `InvalidInput`. */
function judged({ uuid, email, firstName, lastName, position }: OfferedIndividual) {
  const read = NewIndividual.safeParse({
    uuid,
    email,
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    position: position === null ? null : position.replace(/\s+/g, ' ').trim(),
  });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw InvalidInput.at((issue?.path ?? []) as string[], issue?.message ?? 'is refused');
  }
  const { data } = read;
  return {
    uuid: data.uuid,
    email: data.email,
    firstName: data.firstName ?? '',
    lastName: data.lastName ?? '',
    position: data.position || null,
  };
}

function findingOf(row: Row): LocalFinding {
  const { is_deleted: isDeleted, merged_into: mergedInto } = row;
  if (row.id === null) return { record: null, isDeleted, mergedInto };
  const { id, modified } = row;
  const state = {
    columns: { email: row.email, firstName: row.first_name, lastName: row.last_name, position: row.position },
    sets: { ...storedSets(row.values), tags: row.tags, organisations: row.organisations },
  };
  return {
    record: { id, state, modified, origin: readOrigin(row.origin), versions: versionsOf(row.values) },
    isDeleted,
    mergedInto,
  };
}
