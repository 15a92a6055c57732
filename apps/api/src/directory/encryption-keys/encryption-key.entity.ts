import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A public key of an organisation or a person (WIRE-CONTRACT §3.7) with what was read from it when it was saved. */
@Entity('encryption_keys')
export class EncryptionKeyEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  /** Exactly one of the two owners is set, and neither ever changes. */
  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('integer', { name: 'individual_id', nullable: true })
  individualId!: number | null;

  @Column('varchar', { length: 10 })
  type!: 'pgp' | 'smime';

  @Column('text')
  text!: string;

  /** Null when nobody could read the key: peers may send such. */
  @Column('varchar', { length: 128, nullable: true })
  fingerprint!: string | null;

  @Column('text', { name: 'key_ids', array: true })
  keyIds!: string[];

  @Column('text', { name: 'user_ids', array: true })
  userIds!: string[];

  /** Lower case. */
  @Column('text', { array: true })
  emails!: string[];

  @Column('varchar', { length: 40, nullable: true })
  algorithm!: string | null;

  @Column('integer', { nullable: true })
  bits!: number | null;

  @Column('timestamptz', { name: 'made_at', nullable: true })
  madeAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** When the last part that can encrypt ends; null is with the key. */
  @Column('timestamptz', { name: 'encrypts_until', nullable: true })
  encryptsUntil!: Date | null;

  @Column('boolean', { name: 'can_encrypt' })
  canEncrypt!: boolean;

  @Column('boolean', { name: 'can_sign' })
  canSign!: boolean;

  @Column('boolean', { name: 'revoked_by_maker' })
  revokedByMaker!: boolean;

  /** Why nobody could read it. */
  @Column('text', { nullable: true })
  fault!: string | null;

  /** Marked here as no longer to be used. */
  @Column('boolean')
  revoked!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

audited(EncryptionKeyEntity, {
  kind: 'encryptionKey',
  title: (row) => row.userIds[0] ?? row.fingerprint ?? `${row.type} key`,
  related: (row) => [
    row.organisationId === null ? `individual:${row.individualId}` : `organisation:${row.organisationId}`,
  ],
});
