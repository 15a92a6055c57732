import { countryCodeOf, isCountryCode, NewOrganisation } from '@cerebrate/contract';
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
import { keepOrigin, originJson, readOrigin, rowsOf } from '../capture/record-origins.js';
import { additions, type Merged } from '../capture/record-state.js';
import { OrganisationsService } from './organisations.service.js';

/** An organisation as a peer offers it. */
export interface OfferedOrganisation {
  readonly uuid: string;
  readonly name: string;
  readonly url: string | null;
  readonly nationality: string | null;
  readonly sector: string | null;
  readonly type: string | null;
  readonly contacts: string | null;
  readonly created: Date | null;
  readonly modified: Date | null;
  readonly tags: readonly string[] | null;
  /** Null when the peer told none. */
  readonly metaFields: readonly OfferedValue[] | null;
}

interface Row {
  uuid: string;
  id: number | null;
  name: string;
  url: string | null;
  country: string | null;
  nationality_text: string | null;
  sector: string | null;
  type: string | null;
  contacts: string | null;
  modified: Date;
  tags: string[];
  values: StoredField[];
  origin: unknown;
  is_deleted: boolean;
  merged_into: number | null;
}

const columns = ['name', 'url', 'sector', 'type', 'contacts'] as const;

/** An offer as it is compared and merged, and the version to write each of its fields of templates in. */
export type JudgedOrganisation = Offered & { readonly versions: ReadonlyMap<string, string> };

/** Takes organisations that peers offer (WIRE-CONTRACT §4.5): with tags and meta-fields, and only what the peer owns. */
@Injectable()
export class OrganisationCapture {
  constructor(
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(OfferedFields) private readonly fields: OfferedFields,
  ) {}

  /** The offer in the form it is compared and merged in. Throws `InvalidInput` for what this node would refuse. */
  async offered(offer: OfferedOrganisation): Promise<JudgedOrganisation> {
    const { name, url, sector, type, contacts } = judged(offer);
    const { sets, unplaced, versions } = await this.fields.place('organisation', offer.metaFields);
    const nationality = countryCodeOf(offer.nationality ?? '') ?? (offer.nationality?.trim() || null);
    return {
      uuid: offer.uuid,
      remoteModified: offer.modified,
      state: {
        columns: { name, url, nationality, sector, type, contacts },
        sets: { ...sets, ...(offer.tags === null ? {} : { tags: offer.tags }) },
      },
      unplaced,
      versions,
    };
  }

  /** What is here under each of these uuids. */
  async find(from: Work | Store, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    const rows = await rowsOf<Row>(
      from,
      sql`
      select u.uuid::text as uuid, o.id, o.name, o.url, o.country, o.nationality_text, o.sector, o.type, o.contacts, o.modified,
        (select coalesce(json_agg(t.name order by t.name), '[]') from organisation_tags x join tags t on t.id = x.tag_id
          where x.organisation_id = o.id) as tags,
        ${storedJson('organisation', sql`o.id`)} as values, ${originJson('organisation', sql`o.id`)} as origin,
        exists (select from organisations d where d.uuid = u.uuid and d.deleted_at is not null) as is_deleted,
        alias_target('organisation', u.uuid) as merged_into
      from unnest(${uuids}::uuid[]) u(uuid)
      left join organisations o on o.uuid = u.uuid and o.deleted_at is null`,
    );
    return new Map(rows.map((row) => [row.uuid, findingOf(row)]));
  }

  /** Takes an offer as far as the source may, or says why not. */
  capture(work: Work, source: CaptureSource, offer: OfferedOrganisation): Promise<Captured> {
    return orRefused(work, async () => {
      const offered = await this.offered(offer);
      const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      return dispose(work, 'organisation', source, offered, finding, {
        create: () => this.#create(work, offer, offered),
        change: (record, merged) => this.#change(work, record, merged, offered.versions),
      });
    });
  }

  /** Changes fields of an organisation that was taken: what undoing a run does. Throws `NotAllowed`, `NotFound`. */
  amend(work: Work, record: LocalRecord, merged: Merged): Promise<void> {
    return this.#change(work, record, merged, record.versions);
  }

  /**
   * The organisation a peer's record refers to, by uuid: the one here whoever owns it, else a stub with what the peer
   * says of it, which fills in when the organisation itself is taken. Throws `InvalidInput`.
   */
  async refer(work: Work, source: CaptureSource, offer: OfferedOrganisation): Promise<number> {
    const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
    if (finding?.record) return finding.record.id;
    if (finding?.mergedInto) return finding.mergedInto;
    if (finding?.isDeleted)
      throw new InvalidInput(`${offer.name} was deleted here; restore it to take what refers to it`);
    const offered = await this.offered({ ...offer, tags: null, metaFields: null });
    const id = await this.#create(work, { ...offer, tags: null }, offered);
    await keepOrigin(work, 'organisation', id, {
      broodId: source.broodId,
      isStub: true,
      remoteModified: null,
      taken: offered.state,
      unplaced: [],
      uuid: offer.uuid,
    });
    return id;
  }

  #create(work: Work, offer: OfferedOrganisation, { state, versions }: JudgedOrganisation) {
    const { country, nationalityText } = countryOf(state.columns['nationality']);
    return this.organisations.createIn(
      work,
      { ...judged(offer), country, ...(offer.tags === null ? {} : { tags: [...offer.tags] }) },
      {
        nationalityText,
        ...(offer.created ? { created: offer.created } : {}),
        wireMetaFields: entriesOf(additions(state.sets), {}, versions),
      },
    );
  }

  async #change(work: Work, record: LocalRecord, merged: Merged, offered: ReadonlyMap<string, string>): Promise<void> {
    const { nationality, ...plain } = merged.columns;
    const { country, nationalityText } = countryOf(nationality);
    const versions = new Map([...offered, ...record.versions]);
    const ref = { id: record.id };
    await this.organisations.updateIn(
      work,
      ref,
      { ...plain, ...(nationality === undefined ? {} : { country }) },
      undefined,
      {
        ...(nationality === undefined ? {} : { nationalityText }),
        wireMetaFields: entriesOf(merged.sets, record.state.sets, versions),
      },
    );
    const { tags } = merged.sets;
    if (tags) await this.organisations.tagIn(work, ref, tags.add, tags.remove);
  }
}

/** The offer's own columns by the rules of this node. Throws `InvalidInput`. */
function judged({ uuid, name, url, sector, type, contacts }: OfferedOrganisation) {
  const read = NewOrganisation.safeParse({ uuid, name, url, sector, type, contacts });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw InvalidInput.at((issue?.path ?? []) as string[], issue?.message ?? 'is refused');
  }
  const { data } = read;
  return {
    uuid: data.uuid,
    name: data.name,
    url: data.url || null,
    sector: data.sector || null,
    type: data.type || null,
    contacts: data.contacts || null,
  };
}

/** A nationality as this node keeps it: the code of a country, or what the peer wrote. */
export function countryOf(nationality: string | boolean | null | undefined) {
  const text = typeof nationality === 'string' ? nationality : null;
  return text !== null && isCountryCode(text)
    ? { country: text, nationalityText: null }
    : { country: null, nationalityText: text };
}

function findingOf(row: Row): LocalFinding {
  const { is_deleted: isDeleted, merged_into: mergedInto } = row;
  if (row.id === null) return { record: null, isDeleted, mergedInto };
  const state = {
    columns: {
      ...Object.fromEntries(columns.map((key) => [key, row[key]])),
      nationality: row.country ?? row.nationality_text,
    },
    sets: { ...storedSets(row.values), tags: row.tags },
  };
  const { id, modified } = row;
  return {
    record: { id, state, modified, origin: readOrigin(row.origin), versions: versionsOf(row.values) },
    isDeleted,
    mergedInto,
  };
}
