import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** Somebody agreed that strangers may see these fields of one organisation or one person. No row: nothing is shown. */
@Entity('public_consents')
export class PublicConsentEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('integer', { name: 'individual_id', nullable: true })
  individualId!: number | null;

  @Column('text', { array: true })
  fields!: string[];

  /** The person who agreed, by name. */
  @Column('varchar', { name: 'agreed_by', length: 191 })
  agreedBy!: string;

  @Column('timestamptz', { name: 'agreed_at' })
  agreedAt!: Date;

  @Column('text', { nullable: true })
  note!: string | null;

  /** The user who wrote it down. */
  @Column('integer', { name: 'recorded_by', nullable: true })
  recordedBy!: number | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

/** When somebody last said that a record is right. */
@Entity('confirmations')
export class ConfirmationEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('integer', { name: 'individual_id', nullable: true })
  individualId!: number | null;

  @Column('timestamptz', { name: 'confirmed_at' })
  confirmedAt!: Date;

  @Column('integer', { name: 'confirmed_by', nullable: true })
  confirmedBy!: number | null;
}

type Owned = { readonly organisationId: number | null; readonly individualId: number | null };
const ownerOf = ({ organisationId, individualId }: Owned): string =>
  organisationId === null ? `individual:${individualId}` : `organisation:${organisationId}`;

audited(PublicConsentEntity, {
  kind: 'publicConsent',
  title: (row) => `given by ${row.agreedBy}`,
  ignored: ['created'],
  related: (row) => [ownerOf(row)],
});
audited(ConfirmationEntity, {
  kind: 'confirmation',
  title: () => 'confirmed to be right',
  related: (row) => [ownerOf(row)],
});
