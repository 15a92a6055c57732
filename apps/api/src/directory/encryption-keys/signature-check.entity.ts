import type { FoundSignature } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A recorded answer to "which organisation signed this?"; never changed. */
@Entity('signature_checks')
export class SignatureCheckEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('varchar', { name: 'asked_by', length: 191 })
  askedBy!: string;

  @Column('varchar', { length: 191, nullable: true })
  purpose!: string | null;

  @Column('varchar', { length: 10 })
  type!: 'pgp' | 'smime';

  @Column('char', { name: 'data_sha256', length: 64 })
  dataSha256!: string;

  @Column('integer', { name: 'data_size' })
  dataSize!: number;

  @Column('boolean', { name: 'is_valid' })
  isValid!: boolean;

  @Column('jsonb')
  signatures!: FoundSignature[];

  @Column('timestamptz')
  created!: Date;
}

audited(SignatureCheckEntity, {
  kind: 'signatureCheck',
  title: (row) => `${row.isValid ? 'valid' : 'not valid'}: ${row.dataSha256.slice(0, 16)}`,
});
