import type { ImportMapping, ImportOptions, ImportReading, ImportState } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';

/**
 * One file on its way into the directory. Its pieces are in `import_chunks`, its report in `import_rows`; both belong
 * to it alone and are written by statements. Who is at work on it holds the lease (`runner`, `leaseUntil`).
 */
@Entity('imports')
export class ImportEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  /** Null when its user is gone, or when an operator started it by command (`byCommand`). */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('varchar', { length: 255 })
  username!: string;

  @Column('boolean', { name: 'by_command' })
  byCommand!: boolean;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('varchar', { length: 20 })
  state!: ImportState;

  /** Whether counts and report are a rehearsal's. */
  @Column('boolean')
  rehearsed!: boolean;

  @Column('integer')
  size!: number;

  /** False until the whole file has arrived; what stays false was broken off. */
  @Column('boolean')
  uploaded!: boolean;

  @Column('jsonb', { nullable: true })
  reading!: ImportReading | null;

  @Column('varchar', { length: 40, nullable: true })
  preset!: string | null;

  @Column('jsonb')
  mapping!: ImportMapping;

  @Column('varchar', { length: 240, nullable: true })
  match!: string | null;

  @Column('jsonb')
  options!: ImportOptions;

  @Column('jsonb')
  warnings!: string[];

  /** Records gone through; the next one has this number plus one. */
  @Column('integer')
  position!: number;

  @Column('integer', { name: 'read_bytes' })
  readBytes!: number;

  @Column('integer', { name: 'total_rows', nullable: true })
  totalRows!: number | null;

  @Column('integer', { name: 'created_count' })
  createdCount!: number;

  @Column('integer', { name: 'updated_count' })
  updatedCount!: number;

  @Column('integer', { name: 'unchanged_count' })
  unchangedCount!: number;

  @Column('integer', { name: 'refused_count' })
  refusedCount!: number;

  @Column('text', { nullable: true })
  fault!: string | null;

  /** Failures in a row without progress. */
  @Column('integer')
  attempts!: number;

  @Column('uuid', { nullable: true })
  runner!: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  /** Where this stretch of work began, for the rate. */
  @Column('integer', { name: 'started_position' })
  startedPosition!: number;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

unaudited(ImportEntity, 'what was done with it is logged by act: upload, check, run, cancel, remove');
