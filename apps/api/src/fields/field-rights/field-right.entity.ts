import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** Who sees and who changes the values of one field of a template, whatever its version (decision 071). */
@Entity('field_rights')
export class FieldRightEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid', { name: 'template_uuid' })
  templateUuid!: string;

  @Column('varchar', { length: 191 })
  field!: string;

  /** Role flags and `role:<id>`; null: everybody who sees the record. */
  @Column('text', { array: true, nullable: true })
  see!: string[] | null;

  /** As `see`; null: whoever may change meta-fields. */
  @Column('text', { array: true, nullable: true })
  write!: string[] | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(FieldRightEntity, { kind: 'fieldRight', title: (row) => row.field });
