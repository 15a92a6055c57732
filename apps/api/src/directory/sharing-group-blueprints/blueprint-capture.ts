import { NewBlueprint, OrganisationRule } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { InvalidInput, notFound, type Store, sql, type Work } from '../../kernel/index.js';
import {
  type Captured,
  type CaptureSource,
  dispose,
  type LocalFinding,
  type LocalRecord,
  type Offered,
  orRefused,
  refused,
} from '../capture/capture.js';
import { originJson, readOrigin, rowsOf } from '../capture/record-origins.js';
import type { Merged } from '../capture/record-state.js';
import { RuleConditions } from '../rules/rule-conditions.js';
import { BlueprintEntity } from './blueprint.entity.js';
import { refuseCircles } from './blueprint-circles.js';

/** A blueprint as a node of this program offers it. */
export interface OfferedBlueprint {
  readonly uuid: string;
  readonly name: string;
  readonly description: string | null;
  readonly extend: boolean;
  readonly rules: unknown;
  readonly created: Date | null;
  readonly modified: Date | null;
  /** The organisation it belongs to. */
  readonly owner: string;
}

interface Row {
  uuid: string;
  id: number | null;
  name: string;
  description: string | null;
  extend: boolean;
  rules: unknown;
  modified: Date;
  origin: unknown;
  is_deleted: boolean;
}

/** What a blueprint has of its own here, and no peer decides: nobody vouches for its rules, and nothing executes them. */
const asleep = { trigger: 'hand', schedule: null, nextRunAt: null, keeperId: null } as const;

/**
 * Takes blueprints that nodes of this program offer (decision 151). A peer gives them only to organisations that came
 * from it, and its rules make nobody a member: a blueprint that is new, or whose rules the peer changed, has no keeper
 * and is executed by nothing until somebody here looked at it and saved it.
 */
@Injectable()
export class BlueprintCapture {
  constructor(@Inject(RuleConditions) private readonly conditions: RuleConditions) {}

  /** The offer in the form it is compared and merged in. Throws `InvalidInput` for what this node would refuse. */
  offered(offer: OfferedBlueprint): Offered {
    const { name, description, extend, rules } = judged(offer);
    const state = { columns: { name, description, extend, rules: textOf(rules) }, sets: {} };
    return { uuid: offer.uuid, remoteModified: offer.modified, state, unplaced: [] };
  }

  /** What is here under each of these uuids. */
  async find(from: Work | Store, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    const rows = await rowsOf<Row>(
      from,
      sql`
      select u.uuid::text as uuid, b.id, b.name, b.description, b.extend, b.rules, b.modified,
        ${originJson('blueprint', sql`b.id`)} as origin,
        exists (select from sharing_group_blueprints d where d.uuid = u.uuid and d.deleted_at is not null) as is_deleted
      from unnest(${uuids}::uuid[]) u(uuid)
      left join sharing_group_blueprints b on b.uuid = u.uuid and b.deleted_at is null`,
    );
    return new Map(rows.map((row) => [row.uuid, findingOf(row)]));
  }

  /** Takes an offer as far as the source may, or says why not. */
  capture(work: Work, source: CaptureSource, offer: OfferedBlueprint): Promise<Captured> {
    return orRefused(work, async () => {
      const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      const owner = await ownerOf(work, source, offer);
      if (!finding.record && owner === null)
        return refused(
          'its organisation is not here, or did not come from this peer: only to those it gives blueprints',
        );
      return dispose(work, 'blueprint', source, this.offered(offer), finding, {
        create: () => this.#create(work, offer, owner ?? 0),
        change: (record, merged) => this.amend(work, record, merged),
      });
    });
  }

  /** Changes a blueprint that was taken; with other rules nobody vouches for it any more. Throws `NotFound`, `InvalidInput`. */
  async amend(work: Work, { id }: LocalRecord, merged: Merged): Promise<void> {
    const row = await work.find(BlueprintEntity, { id, deletedAt: IsNull() });
    if (!row) throw notFound('blueprint');
    const { rules, ...columns } = merged.columns;
    Object.assign(row, columns);
    if (typeof rules === 'string') Object.assign(row, { rules: OrganisationRule.parse(JSON.parse(rules)), ...asleep });
    await this.#settle(work, row);
    await work.save(BlueprintEntity, row);
  }

  /** Hides a blueprint that is gone at its origin; its group and members stay. Throws `NotFound`. */
  async removeIn(work: Work, id: number): Promise<void> {
    const row = await work.find(BlueprintEntity, { id, deletedAt: IsNull() });
    if (!row) throw notFound('blueprint');
    row.deletedAt = work.now;
    await work.save(BlueprintEntity, row, 'delete');
  }

  /** Brings a hidden one back. Throws `NotFound`, and `Conflict` when its group is another's meanwhile. */
  async restoreIn(work: Work, id: number): Promise<void> {
    const row = await work.find(BlueprintEntity, { id, deletedAt: Not(IsNull()) });
    if (!row) throw notFound('blueprint');
    row.deletedAt = null;
    await work.save(BlueprintEntity, row, 'undelete');
    await refuseCircles(work, row);
  }

  async #create(work: Work, offer: OfferedBlueprint, organisationId: number): Promise<number> {
    const { uuid, name, description, extend, rules } = judged(offer);
    const row = await work.insert(BlueprintEntity, {
      ...{ uuid, name, description, extend, rules, organisationId },
      ...{ ...asleep, sharingGroupId: null, userId: null, deletedAt: null },
      ...(offer.created ? { created: offer.created } : {}),
    });
    await this.#settle(work, row);
    return row.id;
  }

  /** Rules that ask for what is not here, or for members of the group they make, are refused. */
  async #settle(work: Work, row: BlueprintEntity): Promise<void> {
    await this.conditions.organisations(work.principal, row.rules);
    await refuseCircles(work, row);
  }
}

/** The organisation here that it belongs to, if it came from the same peer. */
async function ownerOf(work: Work, { broodId }: CaptureSource, { owner }: OfferedBlueprint): Promise<number | null> {
  const [row] = await work.query<{ id: number }>(sql`
    select o.id from organisations o join record_origins ro on ro.kind = 'organisation' and ro.record_id = o.id
    where o.uuid = ${owner}::uuid and o.deleted_at is null and ro.brood_id = ${broodId} and not ro.is_stub`);
  return row?.id ?? null;
}

/** The offer by the rules of this node. Throws `InvalidInput`. */
function judged({ uuid, name, description, extend, rules }: OfferedBlueprint) {
  const read = NewBlueprint.safeParse({ uuid, name, description, extend, rules });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw InvalidInput.at((issue?.path ?? []) as string[], issue?.message ?? 'is refused');
  }
  const { data } = read;
  return { uuid, name: data.name, description: data.description || null, extend, rules: data.rules };
}

/** Rules as one text, alike whatever order their members were kept in. */
const textOf = (rules: unknown): string => JSON.stringify(OrganisationRule.parse(rules));

function findingOf(row: Row): LocalFinding {
  const { is_deleted: isDeleted, id, modified, name, description, extend, rules } = row;
  if (id === null) return { record: null, isDeleted, mergedInto: null };
  const state = { columns: { name, description, extend, rules: textOf(rules) }, sets: {} };
  return {
    record: { id, state, modified, origin: readOrigin(row.origin), versions: new Map() },
    isDeleted,
    mergedInto: null,
  };
}
