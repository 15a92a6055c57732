import type { MergedKind } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';
import type { MovedRows } from './relations.js';

/** What an undo needs: the survivor's own values before, and every row that came over or was folded. */
export interface MergeState {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly relations: readonly MovedRows[];
  /** The name of the merged record at that time. */
  readonly name: string;
}

/** One record merged into another of its kind; not undone, its uuid is an alias. */
@Entity('merges')
export class MergeEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('varchar', { length: 20 })
  kind!: MergedKind;

  @Column('integer', { name: 'survivor_id' })
  survivorId!: number;

  /** The survivor's version right after the merge: a later one forbids the undo. */
  @Column('integer', { name: 'survivor_version' })
  survivorVersion!: number;

  @Column('integer', { name: 'merged_id' })
  mergedId!: number;

  @Column('uuid', { name: 'merged_uuid' })
  mergedUuid!: string;

  @Column('varchar', { length: 255 })
  username!: string;

  @Column('jsonb')
  state!: MergeState;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt!: Date | null;
}

unaudited(MergeEntity, 'both records carry the change, with what came over');
