import type { BroodStrategy } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A remote node (WIRE-CONTRACT §3.9). */
@Entity('broods')
export class BroodEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  /** The base address; only an address typed through the original's API may end in a slash. */
  @Column('varchar', { length: 191 })
  url!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  /** Who runs the remote. */
  @Column('integer', { name: 'organisation_id' })
  organisationId!: number;

  @Column('varchar', { length: 10 })
  strategy!: BroodStrategy;

  @Column('boolean')
  pull!: boolean;

  @Column('boolean', { name: 'skip_proxy' })
  skipProxy!: boolean;

  /** Minutes between scheduled pulls. */
  @Column('integer', { name: 'every_minutes' })
  everyMinutes!: number;

  /** Whether only records under the signature of a trusted key are taken. */
  @Column('boolean', { name: 'accepts_signed_only' })
  acceptsSignedOnly!: boolean;

  /** Where the last run left the feed of changes, by kind. */
  @Column('jsonb')
  cursors!: Record<string, string>;

  /** What the feed was, by kind, when it had nothing after the cursor. */
  @Column('jsonb', { name: 'feed_tags' })
  feedTags!: Record<string, { after: string; tag: string } | null>;

  @Column('smallint', { name: 'timeout_seconds' })
  timeoutSeconds!: number;

  /** The auth key the remote gave us, sealed for `keyPlace`. */
  @Column('text', { name: 'sealed_key', nullable: true })
  sealedKey!: string | null;

  @Column('text', { nullable: true })
  authority!: string | null;

  @Column('char', { name: 'pinned_certificate', length: 64, nullable: true })
  pinnedCertificate!: string | null;

  @Column('text', { name: 'client_certificate', nullable: true })
  clientCertificate!: string | null;

  /** The private key of the client certificate, sealed for `clientKeyPlace`. */
  @Column('text', { name: 'sealed_client_key', nullable: true })
  sealedClientKey!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

audited(BroodEntity, {
  kind: 'brood',
  title: (row) => row.name,
  secret: ['sealedKey', 'sealedClientKey'],
  ignored: ['cursors', 'feedTags'],
});

/** For what a brood's key is sealed: elsewhere the text does not open. */
export const keyPlace = ({ uuid }: Pick<BroodEntity, 'uuid'>): string => `brood ${uuid} key`;
/** For what the private key of its client certificate is sealed. */
export const clientKeyPlace = ({ uuid }: Pick<BroodEntity, 'uuid'>): string => `brood ${uuid} client key`;
