import { Column, Entity, PrimaryColumn } from 'typeorm';
import { unaudited } from '../../kernel/index.js';

/** A browser's session on the server; the cookie holds a secret of which only the digest is stored. */
@Entity('sessions')
export class SessionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bytea')
  digest!: Buffer;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('text', { name: 'csrf_token' })
  csrfToken!: string;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** When somebody last proved at this browser who they are. */
  @Column('timestamptz', { name: 'proved_at' })
  provedAt!: Date;

  /** How it was opened: `password`, `passkey`, or the id of a method that proves elsewhere. */
  @Column('varchar', { length: 40 })
  method!: string;

  /** Where it was opened. */
  @Column('inet', { nullable: true })
  ip!: string | null;

  /** Where it was used last. */
  @Column('inet', { name: 'seen_ip', nullable: true })
  seenIp!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;
}

unaudited(SessionEntity, 'the log holds the sign-in and the sign-out as acts of their own');
