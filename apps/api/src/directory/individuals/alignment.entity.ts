import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A person belongs to an organisation in a role (WIRE-CONTRACT §3.3). */
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

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;
}

audited(AlignmentEntity, {
  kind: 'alignment',
  title: (row) => row.type,
  related: (row) => [`individual:${row.individualId}`, `organisation:${row.organisationId}`],
});
