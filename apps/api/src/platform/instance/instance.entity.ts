import { Column, Entity, PrimaryColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** This instance: the only row of its table. */
@Entity('instances')
export class InstanceEntity {
  @PrimaryColumn('integer')
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(InstanceEntity, { kind: 'instance', title: (row) => row.name });
