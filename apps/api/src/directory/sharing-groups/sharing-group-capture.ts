import { NewSharingGroup } from '@cerebrate/contract';
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
import { originJson, readOrigin, rowsOf } from '../capture/record-origins.js';
import type { Merged } from '../capture/record-state.js';
import { type OfferedOrganisation, OrganisationCapture } from '../organisations/organisation-capture.js';
import { addGroup } from './add-group.js';
import { SharingGroupEntity } from './sharing-group.entity.js';
import { sharingGroupChanged } from './sharing-group-changed.js';
import { SharingGroupMembers } from './sharing-group-members.js';
import { groupToChange } from './sharing-groups.service.js';

/** A sharing group as a peer offers it. */
export interface OfferedSharingGroup {
  readonly uuid: string;
  readonly name: string;
  readonly releasability: string | null;
  readonly description: string | null;
  readonly active: boolean;
  readonly local: boolean;
  readonly created: Date | null;
  readonly modified: Date | null;
  readonly owner: OfferedOrganisation;
  readonly members: readonly { readonly organisation: OfferedOrganisation; readonly extend: boolean }[];
}

interface Row {
  uuid: string;
  id: number | null;
  name: string;
  releasability: string | null;
  description: string | null;
  active: boolean;
  local: boolean;
  modified: Date;
  members: { uuid: string; extend: boolean }[];
  origin: unknown;
  is_deleted: boolean;
}

/**
 * Takes sharing groups that peers offer (WIRE-CONTRACT §4.5). Members and the owner are found by uuid and never
 * changed; those unknown here become stubs that fill in when their organisation is taken. Members that leave at the
 * peer leave here; members added here stay.
 */
@Injectable()
export class SharingGroupCapture {
  constructor(
    @Inject(OrganisationCapture) private readonly organisations: OrganisationCapture,
    @Inject(SharingGroupMembers) private readonly members: SharingGroupMembers,
  ) {}

  /** The offer in the form it is compared and merged in. Throws `InvalidInput` for what this node would refuse. */
  offered(offer: OfferedSharingGroup): Offered {
    const { name, description, active, local } = judged(offer);
    return {
      uuid: offer.uuid,
      remoteModified: offer.modified,
      state: {
        columns: { name, releasability: offer.releasability || null, description, active, local },
        sets: {
          members: offer.members.map(({ organisation }) => organisation.uuid),
          extending: offer.members.flatMap(({ organisation, extend }) => (extend ? [organisation.uuid] : [])),
        },
      },
      unplaced: [],
    };
  }

  /** What is here under each of these uuids. */
  async find(from: Work | Store, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    const rows = await rowsOf<Row>(
      from,
      sql`
      select u.uuid::text as uuid, g.id, g.name, g.releasability, g.description, g.active, g.local, g.modified,
        (select coalesce(json_agg(json_build_object('uuid', o.uuid, 'extend', m.extend) order by o.uuid), '[]')
          from sharing_group_members m join organisations o on o.id = m.organisation_id
          where m.sharing_group_id = g.id and m.until is null) as members,
        ${originJson('sharingGroup', sql`g.id`)} as origin,
        exists (select from sharing_groups d where d.uuid = u.uuid and d.deleted_at is not null) as is_deleted
      from unnest(${uuids}::uuid[]) u(uuid)
      left join sharing_groups g on g.uuid = u.uuid and g.deleted_at is null`,
    );
    return new Map(rows.map((row) => [row.uuid, findingOf(row)]));
  }

  /** Takes an offer as far as the source may, or says why not. */
  capture(work: Work, source: CaptureSource, offer: OfferedSharingGroup): Promise<Captured> {
    return orRefused(work, async () => {
      const offered = this.offered(offer);
      const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      return dispose(work, 'sharingGroup', source, offered, finding, {
        create: () => this.#create(work, source, offer),
        change: (record, merged) => this.#change(work, source, offer.members, record, merged),
      });
    });
  }

  /** Changes fields of a group that was taken: what undoing a run does. Throws `NotAllowed`, `NotFound`. */
  amend(work: Work, source: CaptureSource, record: LocalRecord, merged: Merged): Promise<void> {
    const { members, extending } = merged.sets;
    const joining = new Set([...(members?.add ?? []), ...(extending?.add ?? []), ...(extending?.remove ?? [])]);
    const offered = [...joining].map((uuid) => ({
      organisation: referenceTo(uuid),
      extend: extending?.add.includes(uuid) ?? false,
    }));
    return this.#change(work, source, offered, record, merged);
  }

  async #create(work: Work, source: CaptureSource, offer: OfferedSharingGroup): Promise<number> {
    const owner = await this.organisations.refer(work, source, offer.owner);
    const group = await addGroup(work, owner, {
      ...judged(offer),
      releasability: offer.releasability || null,
      ...(offer.created ? { created: offer.created } : {}),
    });
    const wanted = [];
    for (const { organisation, extend } of offer.members)
      wanted.push({ organisationId: await this.organisations.refer(work, source, organisation), extend });
    await this.members.enrol(work, group, wanted, 'peer');
    return group.id;
  }

  async #change(
    work: Work,
    source: CaptureSource,
    offered: OfferedSharingGroup['members'],
    record: LocalRecord,
    merged: Merged,
  ): Promise<void> {
    const group = await groupToChange(work, { id: record.id });
    Object.assign(group, merged.columns);
    if (await work.save(SharingGroupEntity, group)) work.emit(sharingGroupChanged, { ids: [group.id] });
    const { members, extending } = merged.sets;
    const joining = new Set([...(members?.add ?? []), ...(extending?.add ?? []), ...(extending?.remove ?? [])]);
    const leaving = new Set(members?.remove ?? []);
    const wanted = [];
    for (const { organisation, extend } of offered)
      if (joining.has(organisation.uuid) && !leaving.has(organisation.uuid))
        wanted.push({ organisationId: await this.organisations.refer(work, source, organisation), extend });
    if (wanted.length > 0) await this.members.enrol(work, group, wanted, 'peer');
    if (leaving.size === 0) return;
    const rows = await work.query<{ id: number }>(sql`
      select m.organisation_id as id from sharing_group_members m join organisations o on o.id = m.organisation_id
      where m.sharing_group_id = ${group.id} and m.until is null and o.uuid = any(${[...leaving]}::uuid[])`);
    await this.members.release(
      work,
      group,
      rows.map(({ id }) => id),
    );
  }
}

/** An organisation of which only the uuid is known: for those that are here. */
const referenceTo = (uuid: string): OfferedOrganisation => ({
  uuid,
  name: uuid,
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

/** The offer's own columns by the rules of this node; a peer may leave the releasability blank. Throws `InvalidInput`. */
function judged({ uuid, name, description, active, local }: OfferedSharingGroup) {
  const read = NewSharingGroup.safeParse({ uuid, name, releasability: '-', description, active, local });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw InvalidInput.at((issue?.path ?? []) as string[], issue?.message ?? 'is refused');
  }
  return { uuid, name: read.data.name, description: read.data.description || null, active, local };
}

function findingOf(row: Row): LocalFinding {
  const { is_deleted: isDeleted } = row;
  if (row.id === null) return { record: null, isDeleted, mergedInto: null };
  const { id, modified, name, releasability, description, active, local } = row;
  const state = {
    columns: { name, releasability: releasability || null, description, active, local },
    sets: {
      members: row.members.map(({ uuid }) => uuid),
      extending: row.members.flatMap(({ uuid, extend }) => (extend ? [uuid] : [])),
    },
  };
  return {
    record: { id, state, modified, origin: readOrigin(row.origin), versions: new Map() },
    isDeleted,
    mergedInto: null,
  };
}
