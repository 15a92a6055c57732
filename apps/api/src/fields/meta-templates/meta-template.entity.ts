import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** Every (uuid, version) of a template ever seen, also of templates we do not have (FEATURES MT-14). */
@Entity('meta_template_directory')
export class MetaTemplateDirectoryEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  /** Text, since a peer's may be anything; ours are positive integers. */
  @Column('varchar', { name: 'template_version', length: 20 })
  templateVersion!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('varchar', { length: 191 })
  namespace!: string;
}

/** A set of extra fields for records of one scope (WIRE-CONTRACT §3.11). */
@Entity('meta_templates')
export class MetaTemplateEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('integer', { name: 'template_version' })
  templateVersion!: number;

  @Column('varchar', { length: 20 })
  scope!: 'organisation' | 'individual' | 'user';

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('varchar', { length: 191 })
  namespace!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('varchar', { length: 191, nullable: true })
  source!: string | null;

  /** Offered on forms; values of a disabled template are still served. */
  @Column('boolean')
  enabled!: boolean;

  @Column('boolean', { name: 'is_default' })
  isDefault!: boolean;

  @Column('integer', { name: 'directory_id' })
  directoryId!: number;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

/** One field of a template; `position` is the order of the file. */
@Entity('meta_template_fields')
export class MetaTemplateFieldEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'template_id' })
  templateId!: number;

  @Column('varchar', { length: 191 })
  field!: string;

  @Column('varchar', { length: 40 })
  type!: string;

  @Column('text', { nullable: true })
  regex!: string | null;

  @Column('boolean')
  multiple!: boolean;

  @Column('boolean')
  enabled!: boolean;

  @Column('jsonb', { name: 'sane_default', nullable: true })
  saneDefault!: string[] | null;

  @Column('jsonb', { name: 'values_list', nullable: true })
  valuesList!: string[] | null;

  @Column('text', { nullable: true })
  link!: string | null;

  @Column('integer')
  position!: number;
}

audited(MetaTemplateEntity, { kind: 'metaTemplate', title: (row) => `${row.name} v${row.templateVersion}` });
unaudited(MetaTemplateFieldEntity, 'its template notes the whole list of fields, before and after');
unaudited(MetaTemplateDirectoryEntity, 'a register of names seen; it follows the templates and values');
