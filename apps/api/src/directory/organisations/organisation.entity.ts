import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A team or company of the directory (WIRE-CONTRACT §3.1). */
@Entity('organisations')
export class OrganisationEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('varchar', { length: 191, nullable: true })
  url!: string | null;

  /** ISO 3166-1 alpha-2. */
  @Column('char', { length: 2, nullable: true })
  country!: string | null;

  /** What a peer wrote as nationality when it is no country we know; kept so that nothing is lost. */
  @Column('varchar', { name: 'nationality_text', length: 191, nullable: true })
  nationalityText!: string | null;

  @Column('varchar', { length: 191, nullable: true })
  sector!: string | null;

  @Column('varchar', { length: 191, nullable: true })
  type!: string | null;

  @Column('text', { nullable: true })
  contacts!: string | null;

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

audited(OrganisationEntity, { kind: 'organisation', title: (row) => row.name });
