import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../audit/audited.js';

/** A setting somebody chose; one that got its default back keeps its row without either. Either `value` or `sealed` is kept, never both. */
@Entity('settings')
export class SettingEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column('varchar', { length: 100 })
  name!: string;

  @Column('jsonb', { nullable: true })
  value!: unknown;

  /** The value of a secret setting, sealed. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(SettingEntity, { kind: 'setting', title: (row) => row.name, secret: ['sealed'], ignored: ['name', 'created'] });
