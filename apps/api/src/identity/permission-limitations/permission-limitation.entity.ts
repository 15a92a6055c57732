import type { LimitationScope } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** How many enabled users may hold a value of a user meta-field (FEATURES USR-16, WIRE-CONTRACT §3.20). */
@Entity('permission_limitations')
export class PermissionLimitationEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('varchar', { length: 20 })
  scope!: LimitationScope;

  /** Name of the field, in whichever template of users it is. */
  @Column('varchar', { length: 40 })
  permission!: string;

  /** Null: every value that means yes. */
  @Column('varchar', { length: 191, nullable: true })
  value!: string | null;

  @Column('integer', { name: 'max_occurrence' })
  maxOccurrence!: number;

  @Column('text')
  comment!: string;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(PermissionLimitationEntity, {
  kind: 'permissionLimitation',
  title: (row) => `${row.permission} (${row.scope})`,
});
