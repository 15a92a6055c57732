import type { BlueprintTrigger, OrganisationRule } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** Rules that make the members of a sharing group (FEATURES SGR-06). */
@Entity('sharing_group_blueprints')
export class BlueprintEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;

  @Column('integer', { name: 'sharing_group_id', nullable: true })
  sharingGroupId!: number | null;

  @Column('jsonb')
  rules!: OrganisationRule;

  /** Whether members it makes may extend the group. */
  @Column('boolean')
  extend!: boolean;

  @Column('varchar', { name: 'run_on', length: 10 })
  trigger!: BlueprintTrigger;

  @Column('varchar', { length: 100, nullable: true })
  schedule!: string | null;

  @Column('timestamptz', { name: 'next_run_at', nullable: true })
  nextRunAt!: Date | null;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  /** Who saved it last: its rules are evaluated in this user's view (decision 040). */
  @Column('integer', { name: 'keeper_id', nullable: true })
  keeperId!: number | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

/** An organisation as a run remembers it. */
export interface RememberedOrganisation {
  readonly uuid: string;
  readonly name: string;
}

/** One execution. */
@Entity('sharing_group_blueprint_runs')
export class BlueprintRunEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'blueprint_id' })
  blueprintId!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('varchar', { length: 10 })
  cause!: BlueprintTrigger;

  @Column('varchar', { length: 191 })
  actor!: string;

  @Column('varchar', { length: 10 })
  outcome!: 'changed' | 'unchanged' | 'refused';

  @Column('jsonb')
  joined!: RememberedOrganisation[];

  @Column('jsonb')
  gone!: RememberedOrganisation[];

  @Column('integer')
  members!: number;

  @Column('text', { nullable: true })
  problem!: string | null;
}

audited(BlueprintEntity, {
  kind: 'sharingGroupBlueprint',
  title: (row) => row.name,
  ignored: ['userId', 'keeperId', 'nextRunAt'],
});
unaudited(
  BlueprintRunEntity,
  'a run is a record of what happened itself; the members it changed stand in the history of the group',
);
