import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A group of organisations that its administrators look after (WIRE-CONTRACT §3.16). */
@Entity('org_groups')
export class OrgGroupEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

/** Membership of an organisation in a group. */
@Entity('org_group_organisations')
export class OrgGroupOrganisationEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'org_group_id' })
  orgGroupId!: number;

  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;
}

audited(OrgGroupEntity, { kind: 'orgGroup', title: (row) => row.name });
audited(OrgGroupOrganisationEntity, {
  kind: 'orgGroupMembership',
  title: (row) => `organisation ${row.organisationId}`,
  related: (row) => [`orgGroup:${row.orgGroupId}`, `organisation:${row.organisationId}`],
});
