import type { FieldProvenance, Provenance, RecordRef, RemoteKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  individualScope,
  isSameSet,
  type LocalRecord,
  organisationScope,
  refOrAlias,
  sharingGroupScope,
} from '../../directory/index.js';
import { allOf, holds, notFound, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { labelOf } from '../browse/field-labels.js';
import { CaptureNouns, localKinds } from '../capture/nouns.js';

interface OriginRow {
  brood_id: number;
  brood: string;
  taken_at: Date;
  vanished_at: Date | null;
}

const nothing: Provenance = { origin: null, fields: [], unplaced: [] };

/** Where records came from, and which of their fields were edited here since (FEATURES BRD-08). */
@Injectable()
export class ProvenanceService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
  ) {}

  /** Of a record the caller may see; the name of the brood only for those who may see the register. Throws `NotFound`. */
  async get(principal: Principal, kind: RemoteKind, ref: RecordRef): Promise<Provenance> {
    const { id, uuid } = await this.#visible(principal, kind, ref);
    const record = (await this.nouns.find(this.store, kind, [uuid])).get(uuid)?.record;
    const origin = record?.origin;
    const row = await this.store.readOne<OriginRow>(sql`
      select ro.brood_id, b.name as brood, ro.taken_at, ro.vanished_at from record_origins ro join broods b on b.id = ro.brood_id
      where ro.kind = ${localKinds[kind]} and ro.record_id = ${id}`);
    if (!record || !origin || !row) return nothing;
    const { isStub, remoteModified, signature, unplaced } = origin;
    return {
      origin: {
        brood: holds(principal, 'brood:read') ? { id: row.brood_id, name: row.brood } : null,
        isStub,
        takenAt: row.taken_at.toISOString(),
        remoteModified: remoteModified?.toISOString() ?? null,
        vanishedAt: row.vanished_at?.toISOString() ?? null,
        signature: signature ? { state: signature.state, keyId: signature.keyId } : null,
      },
      fields: isStub ? [] : await this.#fields(record),
      unplaced: unplaced.map(({ templateName, templateUuid, field, value }) => ({
        template: templateName || templateUuid,
        field,
        value,
      })),
    };
  }

  async #visible(principal: Principal, kind: RemoteKind, ref: RecordRef): Promise<{ id: number; uuid: string }> {
    const which = rules[kind](principal, ref);
    const row = await this.store.readOne<{ id: number; uuid: string }>(
      sql`select x.id, x.uuid::text as uuid from ${which.table} x where ${which.where}`,
    );
    if (!row) throw notFound('record');
    return row;
  }

  async #fields({ state, origin }: LocalRecord): Promise<FieldProvenance[]> {
    const taken = origin?.taken ?? { columns: {}, sets: {} };
    const references = await this.#names([...Object.entries(state.sets), ...Object.entries(taken.sets)]);
    const templates = await this.#templates([...Object.keys(state.sets), ...Object.keys(taken.sets)]);
    const columns = Object.keys(taken.columns).map((field): FieldProvenance => {
      const [here, theirs] = [state.columns[field] ?? null, taken.columns[field] ?? null];
      return told(field, here === theirs, textsOf(here), textsOf(theirs), templates);
    });
    const names = new Set([
      ...Object.keys(taken.sets),
      ...Object.keys(state.sets).filter((set) => set.startsWith('meta:')),
    ]);
    const sets = [...names]
      .filter((set) => set !== 'metaFields')
      .map((set): FieldProvenance => {
        const [here, theirs] = [state.sets[set] ?? [], taken.sets[set] ?? []];
        const words = (items: readonly string[]) => items.map((item) => references.get(item) ?? item).sort();
        return told(set, isSameSet(set, here, theirs), words(here), words(theirs), templates);
      });
    return [...columns, ...sets];
  }

  /** Names of the organisations that sets refer to. */
  async #names(sets: readonly (readonly [string, readonly string[]])[]): Promise<Map<string, string>> {
    const uuids = sets.flatMap(([set, items]) =>
      ['members', 'extending', 'organisations'].includes(set) ? items : [],
    );
    if (uuids.length === 0) return new Map();
    const rows = await this.store.read<{ uuid: string; name: string }>(
      sql`select o.uuid::text as uuid, o.name from organisations o where o.uuid = any(${[...new Set(uuids)]}::uuid[])`,
    );
    return new Map(rows.map(({ uuid, name }) => [uuid, name]));
  }

  async #templates(sets: readonly string[]): Promise<Map<string, string>> {
    const uuids = sets.filter((set) => set.startsWith('meta:')).map((set) => set.slice(5, 41));
    if (uuids.length === 0) return new Map();
    const rows = await this.store.read<{ uuid: string; name: string }>(sql`
      select distinct on (d.uuid) d.uuid::text as uuid, d.name from meta_template_directory d
      where d.uuid = any(${[...new Set(uuids)]}::uuid[]) order by d.uuid, d.id desc`);
    return new Map(rows.map(({ uuid, name }) => [uuid, name]));
  }
}

function told(
  field: string,
  isSame: boolean,
  here: string[],
  theirs: string[],
  templates: ReadonlyMap<string, string>,
): FieldProvenance {
  return { field, label: labelOf(field, templates), source: isSame ? 'peer' : 'here', here, theirs };
}

const textsOf = (value: string | boolean | null): string[] =>
  value === null ? [] : [typeof value === 'boolean' ? (value ? 'yes' : 'no') : value];

const rules: Readonly<Record<RemoteKind, (principal: Principal, ref: RecordRef) => { table: Sql; where: Sql }>> = {
  organisations: (who, ref) => ({
    table: sql`organisations`,
    where: allOf([organisationScope.see.where(who, 'x'), refOrAlias('organisation', sql`x`, ref)]),
  }),
  individuals: (who, ref) => ({
    table: sql`individuals`,
    where: allOf([individualScope.see.where(who, 'x'), refOrAlias('individual', sql`x`, ref)]),
  }),
  'sharing-groups': (who, ref) => ({
    table: sql`sharing_groups`,
    where: allOf([
      sharingGroupScope.see.where(who, 'x'),
      ref.id === undefined ? sql`x.uuid = ${ref.uuid}::uuid` : sql`x.id = ${ref.id}`,
    ]),
  }),
};
