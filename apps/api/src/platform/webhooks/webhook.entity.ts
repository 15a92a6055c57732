import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** An address that is told of changes (decision 125). */
@Entity('webhooks')
export class WebhookEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid', { unique: true })
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  /** Scheme, host and port of the address. */
  @Column('varchar', { length: 300 })
  origin!: string;

  /** The whole address, sealed for `urlPlace`: its path may be a secret of the receiver. */
  @Column('text', { name: 'sealed_url' })
  sealedUrl!: string;

  /** What signs deliveries, sealed for `secretPlace`. */
  @Column('text', { name: 'sealed_secret' })
  sealedSecret!: string;

  /** What signed them before, and signs beside the new one until `formerUntil`. */
  @Column('text', { name: 'sealed_former_secret', nullable: true })
  sealedFormerSecret!: string | null;

  @Column('timestamptz', { name: 'former_until', nullable: true })
  formerUntil!: Date | null;

  @Column('text', { array: true, default: [] })
  kinds!: string[];

  @Column('text', { array: true, default: [] })
  actions!: string[];

  @Column('boolean', { name: 'is_enabled' })
  isEnabled!: boolean;

  /** Changes up to this number of the audit log are not told. */
  @Column('bigint', { name: 'after_seq' })
  afterSeq!: string;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

audited(WebhookEntity, {
  kind: 'webhook',
  title: (row) => row.name,
  secret: ['sealedUrl', 'sealedSecret', 'sealedFormerSecret'],
  ignored: ['afterSeq', 'formerUntil'],
});

/** For what an address is sealed: elsewhere the text does not open. */
export const urlPlace = ({ uuid }: Pick<WebhookEntity, 'uuid'>): string => `webhook ${uuid} address`;
/** For what the secret that signs is sealed. */
export const secretPlace = ({ uuid }: Pick<WebhookEntity, 'uuid'>): string => `webhook ${uuid} secret`;
