import type {
  ComparedField,
  RecordRef,
  RemoteComparison,
  RemoteKind,
  RemotePage,
  RemoteRow,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  type CaptureSource,
  fieldsOf,
  isSame,
  isSameSet,
  type LocalFinding,
  type Offered,
  type RecordState,
  refusalOf,
} from '../../directory/index.js';
import { DomainError, type Principal, Store, sql } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import { CaptureNouns, localKinds } from '../capture/nouns.js';
import type { RemoteRecord } from '../peers/remote-kinds.js';
import { type PageRequest, RemoteReader } from '../peers/remote-reader.js';
import { labelOf } from './field-labels.js';

/** An offer that was read and judged, with what is here. */
interface Seen {
  readonly record: RemoteRecord;
  readonly offered: Offered | null;
  readonly fault: string | null;
}

const noFinding: LocalFinding = { record: null, isDeleted: false, mergedInto: null };
const nowhere: RecordState = { columns: {}, sets: {} };

/** Looks into a remote and says how each of its records stands to what is here (FEATURES BRD-03). Changes nothing. */
@Injectable()
export class RemoteBrowser {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RemoteReader) private readonly reader: RemoteReader,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
  ) {}

  /** A page of the remote's list. Throws `NotFound` for no such brood, `RemoteFailed`. */
  async page(principal: Principal, ref: RecordRef, kind: RemoteKind, request: PageRequest): Promise<RemotePage> {
    const brood = await this.broods.row(principal, ref);
    const { records, total, searchedBy } = await this.reader.page(brood, kind, request);
    const seen = await Promise.all(records.map((record) => this.#see(record)));
    const uuids = [...new Set(seen.flatMap(({ offered }) => offered?.uuid ?? []))];
    const findings = await this.nouns.find(this.store, kind, uuids);
    return {
      items: seen.map((one) => rowOf(one, findings.get(one.offered?.uuid ?? '') ?? noFinding, sourceOf(brood))),
      total,
      page: request.page,
      limit: request.limit,
      searchedBy,
    };
  }

  /** One remote record beside ours, field by field. Throws `NotFound`, `RemoteFailed`. */
  async compare(principal: Principal, ref: RecordRef, kind: RemoteKind, remoteId: number): Promise<RemoteComparison> {
    const brood = await this.broods.row(principal, ref);
    const seen = await this.#see(await this.reader.one(brood, kind, remoteId));
    const uuid = seen.offered?.uuid;
    const findings = await this.nouns.find(this.store, kind, uuid === undefined ? [] : [uuid]);
    const finding = findings.get(uuid ?? '') ?? noFinding;
    return {
      row: rowOf(seen, finding, sourceOf(brood)),
      origin: finding.record ? await this.#origin(kind, finding.record.id) : null,
      localModified: finding.record?.modified.toISOString() ?? null,
      fields: seen.offered ? await this.#fields(seen, seen.offered, finding) : [],
      unplaced: (seen.offered?.unplaced ?? []).map(({ templateName, templateUuid, field, value }) => ({
        template: templateName || templateUuid,
        field,
        value,
      })),
    };
  }

  async #see(record: RemoteRecord): Promise<Seen> {
    if (record.read === null) return { record, offered: null, fault: record.fault };
    try {
      return { record, offered: (await this.nouns.judge(record.read)).offered, fault: null };
    } catch (error) {
      if (error instanceof DomainError && error.status < 500) return { record, offered: null, fault: error.message };
      throw error;
    }
  }

  async #origin(kind: RemoteKind, recordId: number): Promise<RemoteComparison['origin']> {
    const row = await this.store.readOne<{ brood_id: number; name: string; is_stub: boolean; taken_at: Date }>(sql`
      select ro.brood_id, b.name, ro.is_stub, ro.taken_at from record_origins ro join broods b on b.id = ro.brood_id
      where ro.kind = ${localKinds[kind]} and ro.record_id = ${recordId}`);
    if (!row) return null;
    return { broodId: row.brood_id, brood: row.name, isStub: row.is_stub, takenAt: row.taken_at.toISOString() };
  }

  /** An offer that was kept, beside what is here, field by field. */
  async compared(record: RemoteRecord, offered: Offered, finding: LocalFinding): Promise<ComparedField[]> {
    return this.#fields({ record, offered, fault: null }, offered, finding);
  }

  async #fields({ record }: Seen, offered: Offered, { record: local }: LocalFinding): Promise<ComparedField[]> {
    const here = local?.state ?? nowhere;
    const names = fieldsOf(here, offered.state);
    const templates = new Map(
      record.read?.kind === 'organisations' || record.read?.kind === 'individuals'
        ? (record.read.offer.metaFields ?? []).map((one) => [one.templateUuid.toLowerCase(), one.templateName])
        : [],
    );
    const taken = local?.origin && !local.origin.isStub ? local.origin.taken : null;
    const columns = names.columns.map((field): ComparedField => {
      const [mine, theirs] = [here.columns[field] ?? null, offered.state.columns[field] ?? null];
      const isEdited = taken !== null && mine !== (taken.columns[field] ?? null);
      return {
        field,
        label: labelOf(field, templates),
        local: textsOf(mine),
        remote: textsOf(theirs),
        state: mine === theirs ? 'same' : isEdited ? 'override' : 'differs',
      };
    });
    const shown = names.sets.filter((set) => set !== 'metaFields');
    const told = await this.#titles(shown.flatMap((set) => (isReference(set) ? items(set, here, offered.state) : [])));
    const sets = shown.map((set): ComparedField => {
      const [mine, theirs] = [here.sets[set] ?? [], offered.state.sets[set] ?? []];
      const isEdited = taken !== null && !isSameSet(set, mine, taken.sets[set] ?? []);
      const words = (list: readonly string[]) =>
        list.map((item) => told.get(item) ?? namesIn(record).get(item) ?? item);
      return {
        field: set,
        label: labelOf(set, templates),
        local: words(mine),
        remote: words(theirs),
        state: isSameSet(set, mine, theirs) ? 'same' : isEdited ? 'override' : 'differs',
      };
    });
    return [...columns, ...sets];
  }

  /** Names of the organisations that are here under these uuids. */
  async #titles(uuids: readonly string[]): Promise<Map<string, string>> {
    if (uuids.length === 0) return new Map();
    const rows = await this.store.read<{ uuid: string; name: string }>(
      sql`select o.uuid, o.name from organisations o where o.uuid = any(${uuids}::uuid[]) and o.deleted_at is null`,
    );
    return new Map(rows.map(({ uuid, name }) => [uuid, name]));
  }
}

const isReference = (set: string): boolean => ['members', 'extending', 'organisations'].includes(set);
const items = (set: string, ...states: RecordState[]): string[] => states.flatMap(({ sets }) => sets[set] ?? []);

/** Names the peer gives to organisations its record refers to. */
function namesIn({ read }: RemoteRecord): Map<string, string> {
  if (read?.kind === 'individuals')
    return new Map(read.offer.organisations?.map(({ uuid, name }) => [uuid, name]) ?? []);
  if (read?.kind === 'sharing-groups')
    return new Map(read.offer.members.map(({ organisation }) => [organisation.uuid, organisation.name]));
  return new Map();
}

const textsOf = (value: string | boolean | null): string[] =>
  value === null ? [] : [typeof value === 'boolean' ? (value ? 'yes' : 'no') : value];

/** Whom we would take from if a person chose the record. */
const sourceOf = ({ id, name, strategy }: BroodEntity): CaptureSource => ({
  broodId: id,
  name,
  strategy,
  isChosen: true,
});

function rowOf({ record, offered, fault }: Seen, finding: LocalFinding, source: CaptureSource): RemoteRow {
  const refusal = offered ? refusalOf(source, finding, offered) : fault;
  return {
    remoteId: record.remoteId,
    uuid: offered?.uuid ?? record.read?.offer.uuid ?? null,
    title: record.title,
    columns: Object.fromEntries(
      Object.entries(offered?.state.columns ?? {}).map(([key, value]) => [key, textsOf(value)[0] ?? null]),
    ),
    tags: [...record.tags],
    modified: record.read?.offer.modified?.toISOString() ?? null,
    state: offered ? stateOf(offered, finding) : 'refused',
    reason: refusal,
    localId: finding.record?.id ?? null,
    signature: finding.record?.origin?.signature?.state ?? null,
  };
}

/** To the second, as moments are on the wire. */
function stateOf(offered: Offered, { record, isDeleted, mergedInto }: LocalFinding): RemoteRow['state'] {
  if (!record) return isDeleted || mergedInto !== null ? 'refused' : 'new';
  if (isSame(record.state, offered.state)) return 'same';
  const here = record.origin?.remoteModified ?? record.modified;
  if (offered.remoteModified === null) return 'differs';
  const [mine, theirs] = [here, offered.remoteModified].map((at) => Math.floor(at.getTime() / 1000));
  if (mine === theirs || mine === undefined || theirs === undefined) return 'differs';
  return theirs > mine ? 'newer' : 'older';
}
