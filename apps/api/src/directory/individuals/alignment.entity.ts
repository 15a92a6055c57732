import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A person belongs to an organisation in a role, for a time (WIRE-CONTRACT §3.3). */
@Entity('alignments')
export class AlignmentEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'individual_id' })
  individualId!: number;

  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;

  @Column('varchar', { length: 191 })
  type!: string;

  /** First and last day, `2026-11-28`; null is open. */
  @Column('date', { name: 'valid_from', nullable: true })
  validFrom!: string | null;

  @Column('date', { name: 'valid_until', nullable: true })
  validUntil!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(AlignmentEntity, {
  kind: 'alignment',
  title: (row) => row.type,
  related: (row) => [`individual:${row.individualId}`, `organisation:${row.organisationId}`],
});
