import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** An API key of a user. Only a keyed digest of the 40 characters is stored (ARCHITECTURE, decision 10). */
@Entity('auth_keys')
export class AuthKeyEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  /** HMAC-SHA-256 of the key under the instance's secret. */
  @Column('bytea')
  digest!: Buffer;

  @Column('char', { name: 'authkey_start', length: 4 })
  authkeyStart!: string;

  @Column('char', { name: 'authkey_end', length: 4 })
  authkeyEnd!: string;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('timestamptz')
  created!: Date;

  /** Null: never expires. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('inet', { name: 'last_used_ip', nullable: true })
  lastUsedIp!: string | null;

  /** It reads and changes nothing. */
  @Column('boolean', { name: 'read_only', default: false })
  readOnly!: boolean;

  /** It reaches nothing else; null: all that its user may do. */
  @Column('text', { array: true, nullable: true })
  resources!: string[] | null;

  /** It is taken from these networks only, in CIDR notation; empty: from everywhere. */
  @Column('text', { array: true, default: [] })
  networks!: string[];

  /** The key that replaces this one. */
  @Column('integer', { name: 'successor_id', nullable: true })
  successorId!: number | null;

  /** When and whence it was last sent from a network it is not taken from. */
  @Column('timestamptz', { name: 'last_refused_at', nullable: true })
  lastRefusedAt!: Date | null;

  @Column('inet', { name: 'last_refused_ip', nullable: true })
  lastRefusedIp!: string | null;

  @Column('integer', { default: 1 })
  version!: number;
}

audited(AuthKeyEntity, {
  kind: 'authKey',
  title: (row) => `${row.authkeyStart}…${row.authkeyEnd}`,
  secret: ['digest'],
  ignored: ['lastUsedAt', 'lastUsedIp', 'lastRefusedAt', 'lastRefusedIp'],
  related: (row) => [`user:${row.userId}`],
});
