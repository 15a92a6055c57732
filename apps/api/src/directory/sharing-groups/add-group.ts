import { randomUUID } from 'node:crypto';
import type { Work } from '../../kernel/index.js';
import type { NewSharingGroupFacts } from './sharing-group.entity.js';
import { SharingGroupEntity } from './sharing-group.entity.js';
import { sharingGroupChanged } from './sharing-group-changed.js';

/**
 * Adds a group without members that this organisation owns and the work's principal made. Whether the organisation may
 * own it is proven by the caller. Throws `Conflict` when the uuid is taken.
 */
export async function addGroup(
  work: Work,
  organisationId: number,
  facts: NewSharingGroupFacts,
): Promise<SharingGroupEntity> {
  const group = await work.insert(SharingGroupEntity, {
    uuid: facts.uuid ?? randomUUID(),
    name: facts.name,
    releasability: facts.releasability,
    description: facts.description || null,
    organisationId,
    userId: work.principal.userId,
    active: facts.active ?? true,
    local: facts.local ?? true,
    deletedAt: null,
    ...(facts.created ? { created: facts.created } : {}),
    ...(facts.modified ? { modified: facts.modified } : {}),
  });
  work.emit(sharingGroupChanged, { ids: [group.id] });
  return group;
}
