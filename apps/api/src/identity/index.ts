export { AuthKeyEntity } from './auth-keys/auth-key.entity.js';
export { Digest } from './auth-keys/digest.js';
export { IdentityModule } from './identity.module.js';
export { RoleEntity } from './roles/role.entity.js';
export { OrgGroupAdminEntity, UserEntity, UserSettingEntity } from './users/user.entity.js';
export { type UserFacts, principalOf, userFacts } from './users/user-principal.js';
