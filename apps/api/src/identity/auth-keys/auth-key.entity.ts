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
}

audited(AuthKeyEntity, {
  kind: 'authKey',
  title: (row) => `${row.authkeyStart}…${row.authkeyEnd}`,
  secret: ['digest'],
  ignored: ['lastUsedAt', 'lastUsedIp'],
  related: (row) => [`user:${row.userId}`],
});
