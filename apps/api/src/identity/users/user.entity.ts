import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited, unaudited } from '../../kernel/index.js';

/** An account: one individual who may sign in, for one organisation, with one role (WIRE-CONTRACT §3.4). */
@Entity('users')
export class UserEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  /** Lower case, trimmed, 5 to 50 characters. */
  @Column('citext')
  username!: string;

  /** argon2id in its encoded form; null when the user signs in elsewhere. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('integer', { name: 'role_id' })
  roleId!: number;

  @Column('integer', { name: 'individual_id' })
  individualId!: number;

  @Column('integer', { name: 'organisation_id', nullable: true })
  organisationId!: number | null;

  @Column('boolean')
  disabled!: boolean;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;

  @Column('integer')
  version!: number;
}

/** A user administers a group of organisations (FEATURES OGR-03). */
@Entity('org_group_admins')
export class OrgGroupAdminEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'org_group_id' })
  orgGroupId!: number;

  @Column('integer', { name: 'user_id' })
  userId!: number;
}

/** One named setting of one user, such as the columns of a table. */
@Entity('user_settings')
export class UserSettingEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('integer', { name: 'user_id' })
  userId!: number;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('jsonb')
  value!: unknown;

  @Column('timestamptz')
  created!: Date;

  @Column('timestamptz')
  modified!: Date;
}

audited(UserEntity, { kind: 'user', title: (row) => row.username, secret: ['passwordHash'] });
audited(OrgGroupAdminEntity, {
  kind: 'orgGroupAdministration',
  title: (row) => `user ${row.userId}`,
  related: (row) => [`orgGroup:${row.orgGroupId}`, `user:${row.userId}`],
});
unaudited(UserSettingEntity, 'taste of one user: themes and table columns, no data of the community');
