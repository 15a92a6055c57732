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

  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;
}

unaudited(SessionEntity, 'the log holds the sign-in and the sign-out as acts of their own');
