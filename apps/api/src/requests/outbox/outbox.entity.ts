import type { OutboxState } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A message to another node that could not be sent at once (FEATURES MSG-09). */
@Entity('outbox')
export class OutboxEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  /** The receiver knows a message that comes twice by it. */
  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 100 })
  kind!: string;

  @Column('varchar', { length: 191 })
  scope!: string;

  @Column('varchar', { length: 191 })
  action!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('jsonb')
  payload!: Record<string, unknown>;

  /** The secrets of the payload as sealed JSON; gone once it is sent or given up. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  /** 0 to 3. */
  @Column('smallint')
  severity!: number;

  @Column('varchar', { length: 10 })
  state!: OutboxState;

  @Column('integer')
  attempts!: number;

  @Column('timestamptz', { name: 'tried_at', nullable: true })
  triedAt!: Date | null;

  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt!: Date | null;

  /** Until then somebody is sending it. */
  @Column('timestamptz', { name: 'busy_until', nullable: true })
  busyUntil!: Date | null;

  /** The process that is sending it, as `Presence` names it. */
  @Column('uuid', { name: 'busy_by', nullable: true })
  busyBy!: string | null;

  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(OutboxEntity, {
  kind: 'outbox',
  title: (row) => row.title,
  secret: ['sealed'],
  ignored: ['attempts', 'triedAt', 'nextAt', 'busyUntil', 'busyBy'],
});

/** For what the secrets of a message are sealed: elsewhere the text does not open. */
export const outboxPlace = (uuid: string): string => `outbox:${uuid}`;
