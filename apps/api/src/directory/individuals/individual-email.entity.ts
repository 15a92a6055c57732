import type { EmailKind } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';

/** A further address of a person; the primary one is a column of the person (FEATURES IND-06). */
@Entity('individual_emails')
export class IndividualEmailEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'individual_id' })
  individualId!: number;

  @Column('citext')
  address!: string;

  @Column('varchar', { length: 20 })
  kind!: EmailKind;

  @Column('integer')
  position!: number;
}

unaudited(IndividualEmailEntity, 'its person notes the whole list of addresses, before and after');
