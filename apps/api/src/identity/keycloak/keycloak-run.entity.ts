import type { ReconcileItem } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';

/** One comparison of all accounts with the provider, and what came of it. */
@Entity('keycloak_runs')
export class KeycloakRunEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** Whether differences were mended, not only told. */
  @Column('boolean')
  applies!: boolean;

  @Column('text', { name: 'actor_name' })
  actorName!: string;

  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('jsonb')
  counts!: Record<string, number>;

  @Column('jsonb')
  report!: ReconcileItem[];
}

unaudited(KeycloakRunEntity, 'every call to the provider has an audit row of its own; this is the report of a run');
