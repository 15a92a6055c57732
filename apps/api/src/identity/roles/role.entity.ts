import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { audited } from '../../kernel/index.js';

/** A named set of the original's seven flags (WIRE-CONTRACT §3.5, §9.1). */
@Entity('roles')
export class RoleEntity {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column('uuid')
  uuid!: string;

  @Column('varchar', { length: 191 })
  name!: string;

  /** Preselected for new users; at most one role. */
  @Column('boolean', { name: 'is_default' })
  isDefault!: boolean;

  @Column('boolean', { name: 'perm_admin' })
  permAdmin!: boolean;

  @Column('boolean', { name: 'perm_community_admin' })
  permCommunityAdmin!: boolean;

  @Column('boolean', { name: 'perm_org_admin' })
  permOrgAdmin!: boolean;

  @Column('boolean', { name: 'perm_group_admin' })
  permGroupAdmin!: boolean;

  @Column('boolean', { name: 'perm_sync' })
  permSync!: boolean;

  @Column('boolean', { name: 'perm_meta_field_editor' })
  permMetaFieldEditor!: boolean;

  @Column('boolean', { name: 'perm_view_all_orgs' })
  permViewAllOrgs!: boolean;

  @Column('integer')
  version!: number;
}

audited(RoleEntity, { kind: 'role', title: (row) => row.name });
