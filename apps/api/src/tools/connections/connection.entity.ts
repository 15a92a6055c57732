import type { ConnectionEnd, ConnectionState } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, cut } from '../../kernel/index.js';

/** Who is at the other end where no brood is: the other tool of this node. */
export interface StoredParty {
  readonly name: string;
  readonly url: string;
  readonly organisation: { readonly uuid: string; readonly name: string };
}

/** What a tool said about the finished connection. */
export interface StoredTest {
  readonly at: string;
  readonly isConnected: boolean;
  readonly message: string;
  readonly facts: Record<string, string | number | boolean | null>;
}

/** One of our tools on its way to be connected with another, or connected (FEATURES INT-01…08). */
@Entity('connections')
export class ConnectionEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  /** What the connector derives names from: the same as long as the connection lives. */
  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 6 })
  side!: 'asking' | 'asked';

  @Column('varchar', { length: 12 })
  state!: ConnectionState;

  @Column('varchar', { name: 'ends_as', length: 12, nullable: true })
  endsAs!: ConnectionEnd | null;

  @Column('integer', { name: 'tool_id' })
  toolId!: number;

  @Column('integer', { name: 'brood_id', nullable: true })
  broodId!: number | null;

  /** What both nodes know the request by (`messageKey`): messages that end a connection name it. */
  @Column('text', { nullable: true })
  subject!: string | null;

  /** The connection of the other tool where both tools are of this node. */
  @Column('integer', { name: 'twin_id', nullable: true })
  twinId!: number | null;

  @Column('jsonb', { nullable: true })
  peer!: StoredParty | null;

  @Column('integer', { name: 'remote_tool_id' })
  remoteToolId!: number;

  @Column('varchar', { name: 'remote_tool_name', length: 191 })
  remoteToolName!: string;

  @Column('text', { name: 'remote_tool_description', nullable: true })
  remoteToolDescription!: string | null;

  @Column('jsonb')
  options!: Record<string, unknown>;

  /** What was made, sent and received, as sealed JSON; credentials leave it when the connection is done. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  /** A step was begun and its end is not noted: it may have been broken off. */
  @Column('boolean', { name: 'is_begun' })
  isBegun!: boolean;

  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('integer', { name: 'request_id', nullable: true })
  requestId!: number | null;

  @Column('integer', { name: 'outbox_id', nullable: true })
  outboxId!: number | null;

  /** What the other node answered to our last message, without credentials. */
  @Column('jsonb', { nullable: true })
  reply!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  test!: StoredTest | null;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('varchar', { length: 191, nullable: true })
  username!: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;

  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt!: Date | null;

  /** When the other side was seen to have finished, too. */
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(ConnectionEntity, {
  kind: 'connection',
  title: (row) => cut(`to ${row.remoteToolName}`, 191),
  secret: ['sealed'],
  ignored: ['isBegun', 'reply', 'subject', 'confirmedAt'],
  related: (row) => [`tool:${row.toolId}`, ...(row.broodId === null ? [] : [`brood:${row.broodId}`])],
});

/** For what the letters of a connection are sealed: elsewhere the text does not open. */
export const connectionPlace = ({ uuid }: Pick<ConnectionEntity, 'uuid'>): string => `connection ${uuid}`;
