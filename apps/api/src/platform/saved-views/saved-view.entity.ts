import type { ViewAudience } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A list under a name, kept by a user (FEATURES ORG-02). */
@Entity('saved_views')
export class SavedViewEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  /** Null when the account is gone; what it shared stays. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  /** The organisation it is shared with. */
  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('varchar', { length: 40 })
  list!: string;

  @Column('varchar', { length: 60 })
  name!: string;

  /** In the grammar of the list, without a page. */
  @Column('text')
  search!: string;

  @Column('varchar', { length: 20 })
  audience!: ViewAudience;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(SavedViewEntity, { kind: 'savedView', title: (row) => row.name });
