import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** What an identity provider calls a user or a role (RFC 7643 §3.1, `externalId`), and whether it deleted the user. */
@Entity('scim_links')
export class ScimLinkEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;

  @Column('integer', { name: 'role_id', nullable: true })
  roleId!: number | null;

  @Column('varchar', { name: 'external_id', length: 255, nullable: true })
  externalId!: string | null;

  /** The provider deleted the user: disabled here, not told to it any more. */
  @Column('boolean', { name: 'is_gone', default: false })
  isGone!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer', { default: 1 })
  version!: number;
}

audited(ScimLinkEntity, {
  kind: 'scimLink',
  title: (row) => row.externalId ?? '',
  related: (row) => [row.userId === null ? `role:${row.roleId}` : `user:${row.userId}`],
});
