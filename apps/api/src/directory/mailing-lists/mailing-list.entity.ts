import type { IndividualRule } from '@cerebrate/contract';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** People one writes to together (WIRE-CONTRACT §3.15). */
@Entity('mailing_lists')
export class MailingListEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  /** For whom it is meant: what the original's form calls releasability and its table recipients. */
  @Column('varchar', { length: 191, nullable: true })
  recipients!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('boolean', { name: 'encrypted_only' })
  encryptedOnly!: boolean;

  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  /** Who made it; a plain id that stays when the account goes. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('jsonb', { nullable: true })
  rule!: IndividualRule | null;

  /** Who saved the rule last: it is evaluated in this user's view (decision 040). */
  @Column('integer', { name: 'keeper_id', nullable: true })
  keeperId!: number | null;

  @Column('timestamptz', { name: 'recalculated_at', nullable: true })
  recalculatedAt!: Date | null;

  @Column('text', { name: 'rule_problem', nullable: true })
  ruleProblem!: string | null;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

/** How a person came onto a list; `excluded`: the rule finds them and somebody took them off. */
export type MemberOrigin = 'hand' | 'rule' | 'excluded';

/** A person on a list. Written by `MailingListPeople` alone. */
@Entity('mailing_list_members')
export class MailingListMemberEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'mailing_list_id' })
  mailingListId!: number;

  @Column('integer', { name: 'individual_id' })
  individualId!: number;

  @Column('varchar', { length: 10 })
  origin!: MemberOrigin;

  @Column('boolean', { name: 'include_primary_email' })
  includePrimaryEmail!: boolean;

  @Column('timestamptz')
  created!: Date;
}

/** A further address of a member that the list uses: the value of a meta-field. */
@Entity('mailing_list_meta_fields')
export class MailingListMetaFieldEntity {
  @Column('integer', { name: 'member_id', primary: true })
  memberId!: number;

  @Column('integer', { name: 'meta_field_id', primary: true })
  metaFieldId!: number;
}

/** A further address of a member that the list uses, of those kept with the person. */
@Entity('mailing_list_emails')
export class MailingListEmailEntity {
  @Column('integer', { name: 'member_id', primary: true })
  memberId!: number;

  @Column('integer', { name: 'email_id', primary: true })
  emailId!: number;
}

audited(MailingListEntity, {
  kind: 'mailingList',
  title: (row) => row.name,
  ignored: ['userId', 'keeperId', 'recalculatedAt'],
});
unaudited(MailingListMemberEntity, 'who came and who went is noted with the list, by name, in one record a change');
unaudited(MailingListMetaFieldEntity, 'which addresses are used is noted with the list, in one record a change');
unaudited(MailingListEmailEntity, 'which addresses are used is noted with the list, in one record a change');
