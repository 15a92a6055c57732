export { AuthKeyEntity } from './auth-keys/auth-key.entity.js';
export { Digest } from './auth-keys/digest.js';
export { newAuthKey } from './auth-keys/new-auth-key.js';
export { IdentityModule } from './identity.module.js';
export { RoleEntity } from './roles/role.entity.js';
export { flagColumns, flagsOf } from './roles/role-flags.js';
export { hashPassword } from './sign-in/passwords.js';
export { OrgGroupAdminEntity, UserEntity, UserSettingEntity } from './users/user.entity.js';
export { principalOf, type UserFacts, userFacts } from './users/user-principal.js';
