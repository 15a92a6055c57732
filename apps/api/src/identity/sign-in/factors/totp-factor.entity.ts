import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../../kernel/index.js';

/** The authenticator app of a user: one at most. */
@Entity('totp_factors')
export class TotpFactorEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  /** The shared secret, sealed for this user. */
  @Column('text', { name: 'sealed_secret' })
  sealedSecret!: string;

  /** The time step of the last code that was taken; it and those before it are used up (RFC 6238 §5.2). */
  @Column('integer', { name: 'last_step' })
  lastStep!: number;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}

audited(TotpFactorEntity, {
  kind: 'totpFactor',
  title: () => 'authenticator app',
  secret: ['sealedSecret'],
  ignored: ['lastStep', 'lastUsedAt'],
  related: (row) => [`user:${row.userId}`],
});
