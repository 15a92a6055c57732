import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A configured tool of this node (WIRE-CONTRACT §3.10, FEATURES LTL-03). */
@Entity('local_tools')
export class LocalToolEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  /** Id of the connector. */
  @Column('varchar', { length: 63 })
  connector!: string;

  /** As they were entered, without those that are sealed. */
  @Column('jsonb')
  settings!: Record<string, unknown>;

  /** The sealed settings as one sealed JSON object, for `settingsPlace`. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  /** Whether other nodes are told of it. */
  @Column('boolean')
  exposed!: boolean;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

audited(LocalToolEntity, { kind: 'tool', title: (row) => row.name, secret: ['sealed'] });

/** For what the settings of a tool are sealed: elsewhere the text does not open. */
export const settingsPlace = ({ uuid }: Pick<LocalToolEntity, 'uuid'>): string => `tool ${uuid} settings`;
