import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** A set of allowed values for one field of one model (WIRE-CONTRACT §3.17). */
@Entity('enumeration_collections')
export class EnumerationCollectionEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('varchar', { name: 'target_model', length: 191 })
  targetModel!: string;

  @Column('varchar', { name: 'target_field', length: 191 })
  targetField!: string;

  @Column('boolean')
  enabled!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

/** One allowed value. */
@Entity('enumerations')
export class EnumerationEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'enumeration_collection_id' })
  collectionId!: number;

  @Column('varchar', { length: 191 })
  value!: string;

  @Column('integer')
  position!: number;
}

audited(EnumerationCollectionEntity, { kind: 'enumerationCollection', title: (row) => row.name });
unaudited(EnumerationEntity, 'its collection notes the whole list of values, before and after');
