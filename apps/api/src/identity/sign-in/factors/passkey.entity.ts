import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../../kernel/index.js';

/** A passkey of a user: the public half of a key pair whose other half never leaves its authenticator. */
@Entity('passkeys')
export class PasskeyEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('varchar', { length: 60 })
  name!: string;

  @Column('bytea', { name: 'credential_id' })
  credentialId!: Buffer;

  /** COSE. */
  @Column('bytea', { name: 'public_key' })
  publicKey!: Buffer;

  /** How often the authenticator says it was used; a lower number than before is a copy (WebAuthn §6.1.1). */
  @Column('bigint')
  counter!: string;

  @Column('text', { array: true })
  transports!: string[];

  /** The host name it was made for; it works nowhere else. */
  @Column('varchar', { name: 'rp_id', length: 255 })
  rpId!: string;

  @Column('boolean', { name: 'is_synced' })
  isSynced!: boolean;

  /** The authenticator verified its user when it was made: fit to sign in with alone. */
  @Column('boolean', { name: 'is_passwordless' })
  isPasswordless!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('inet', { name: 'last_used_ip', nullable: true })
  lastUsedIp!: string | null;
}

audited(PasskeyEntity, {
  kind: 'passkey',
  title: (row) => row.name,
  ignored: ['credentialId', 'publicKey', 'counter', 'transports', 'lastUsedAt', 'lastUsedIp'],
  related: (row) => [`user:${row.userId}`],
});
