import type { RequestState } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** Something asked of this node, open or decided (FEATURES MSG-01…03). */
@Entity('inbox')
export class InboxEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 100 })
  kind!: string;

  /** Scope and action are the original's words for the kind. */
  @Column('varchar', { length: 191 })
  scope!: string;

  @Column('varchar', { length: 191 })
  action!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  @Column('varchar', { length: 400 })
  origin!: string;

  /** The account that sent it; null for strangers. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  /** The organisation it is about. */
  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  /** Whether the administrators of that organisation may decide, besides the community's. */
  @Column('boolean', { name: 'for_organisation' })
  forOrganisation!: boolean;

  @Column('jsonb')
  payload!: Record<string, unknown>;

  /** The secrets of the payload as sealed JSON; gone once it is decided. */
  @Column('text', { nullable: true })
  sealed!: string | null;

  /** 0 to 3. */
  @Column('smallint')
  severity!: number;

  @Column('varchar', { length: 10 })
  state!: RequestState;

  /** Of two open requests of a kind with the same key there is one. */
  @Column('varchar', { length: 400, nullable: true })
  key!: string | null;

  @Column('integer', { name: 'decided_by', nullable: true })
  decidedBy!: number | null;

  @Column('varchar', { name: 'decided_by_name', length: 191, nullable: true })
  decidedByName!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('text', { nullable: true })
  message!: string | null;

  @Column('jsonb', { nullable: true })
  outcome!: Record<string, unknown> | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(InboxEntity, { kind: 'inbox', title: (row) => row.title, secret: ['sealed'], ignored: ['key'] });

/** For what the secrets of a request are sealed: elsewhere the text does not open. */
export const inboxPlace = (uuid: string): string => `inbox:${uuid}`;
