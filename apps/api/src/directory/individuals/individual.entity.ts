import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A person of the directory (WIRE-CONTRACT §3.2). */
@Entity('individuals')
export class IndividualEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('citext')
  email!: string;

  @Column('varchar', { name: 'first_name', length: 191 })
  firstName!: string;

  @Column('varchar', { name: 'last_name', length: 191 })
  lastName!: string;

  @Column('text', { nullable: true })
  position!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  /** Since when nothing is known of the person (decision 060). */
  @Column('timestamptz', { name: 'anonymised_at', nullable: true })
  anonymisedAt!: Date | null;
}

audited(IndividualEntity, {
  kind: 'individual',
  title: (row) => `${row.firstName} ${row.lastName}`.trim() || row.email,
});
