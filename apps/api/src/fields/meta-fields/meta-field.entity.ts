import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';

/**
 * One value of one template field on one record. `value` is canonical text; the typed columns make it searchable
 * (DATA-MODEL §3.2). Exactly one owner is set. `fieldId` is null for values of templates this node does not have.
 */
@Entity('meta_fields')
export class MetaFieldEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('integer', { name: 'individual_id', nullable: true })
  individualId!: number | null;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('integer', { name: 'template_id', nullable: true })
  templateId!: number | null;

  @Column('integer', { name: 'field_id', nullable: true })
  fieldId!: number | null;

  @Column('integer', { name: 'directory_id' })
  directoryId!: number;

  @Column('varchar', { length: 191 })
  field!: string;

  @Column('text')
  value!: string;

  @Column('inet', { name: 'v_net', nullable: true })
  net!: string | null;

  @Column('bigint', { name: 'v_asn', nullable: true })
  asn!: string | null;

  @Column('numeric', { name: 'v_num', nullable: true })
  num!: string | null;

  @Column('date', { name: 'v_date', nullable: true })
  date!: string | null;

  @Column('boolean', { name: 'v_bool', nullable: true })
  bool!: boolean | null;

  /** Labels reversed, for suffix search: `lu.circl.www`. */
  @Column('text', { name: 'v_domain', nullable: true })
  domain!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;
}

unaudited(MetaFieldEntity, 'its owner notes the values of each field, before and after');
