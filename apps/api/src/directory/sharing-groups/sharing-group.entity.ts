import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** A circle of organisations that data may be shared with (WIRE-CONTRACT §3.8). */
@Entity('sharing_groups')
export class SharingGroupEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('text', { nullable: true })
  releasability!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  /** The owner. */
  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;

  /** Who made it; a plain id that stays when the user goes, for users are above this room and never take a group along. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('boolean')
  active!: boolean;

  @Column('boolean')
  local!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  /** Deleted but still restorable; invisible everywhere. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

/** How a membership came about. */
export type MembershipSource = 'hand' | 'blueprint' | 'peer';

/** Membership of an organisation from `since` to `until`; null means still. Written by `SharingGroupMembers` alone. */
@Entity('sharing_group_members')
export class SharingGroupMemberEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'sharing_group_id' })
  sharingGroupId!: number;

  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;

  /** Whether the organisation may itself extend the group; belongs to the membership, not to the organisation. */
  @Column('boolean')
  extend!: boolean;

  @Column('timestamptz')
  since!: Date;

  @Column('timestamptz', { nullable: true })
  until!: Date | null;

  @Column('integer', { name: 'enrolled_by', nullable: true })
  enrolledBy!: number | null;

  @Column('integer', { name: 'released_by', nullable: true })
  releasedBy!: number | null;

  @Column('varchar', { length: 20 })
  source!: MembershipSource;
}

/** What a sharing group is made of; peers may leave `releasability` blank. */
export interface SharingGroupFacts {
  readonly name: string;
  readonly releasability: string | null;
  readonly description?: string | null | undefined;
  readonly organisationId?: number | undefined;
  readonly active?: boolean | undefined;
  readonly local?: boolean | undefined;
}

/** What only an add takes; the moments are those a peer gives (WIRE-CONTRACT §3.8). */
export interface NewSharingGroupFacts extends SharingGroupFacts {
  readonly uuid?: string | undefined;
  readonly created?: Date | undefined;
  readonly modified?: Date | undefined;
}

audited(SharingGroupEntity, { kind: 'sharingGroup', title: (row) => row.name, ignored: ['userId'] });
unaudited(SharingGroupMemberEntity, 'who joined and who left is noted with the group, by name, in one record a change');
