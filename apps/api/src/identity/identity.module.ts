import { Global, Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FieldsModule, metaFieldOwnerViews } from '../fields/index.js';
import { AUTHENTICATOR, CONFIG, type Config, name, sql } from '../kernel/index.js';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { BookmarksController } from './account/bookmarks.controller.js';
import { BookmarksService } from './account/bookmarks.service.js';
import { KeptSettings } from './account/kept-settings.service.js';
import { AuthKeysController } from './auth-keys/auth-keys.controller.js';
import { AuthKeysService } from './auth-keys/auth-keys.service.js';
import { CarriedKeys } from './auth-keys/carried-keys.js';
import { Digest } from './auth-keys/digest.js';
import { RetiredKeys } from './auth-keys/retired-keys.js';
import { FirstRun } from './first-run.js';
import { GroupAdministratorsController } from './group-administrators/group-administrators.controller.js';
import { GroupAdministrators } from './group-administrators/group-administrators.service.js';
import { KeycloakController } from './keycloak/keycloak.controller.js';
import { KeycloakAccounts } from './keycloak/keycloak-accounts.js';
import { KeycloakMappers } from './keycloak/keycloak-mappers.js';
import { KeycloakPusher } from './keycloak/keycloak-pusher.js';
import { KeycloakUsers } from './keycloak/keycloak-users.service.js';
import { Lifecycle } from './keycloak/lifecycle.js';
import { Reconciliation } from './keycloak/reconciliation.js';
import { KeycloakSelfTest } from './keycloak/self-test.js';
import { PermissionLimitationsController } from './permission-limitations/permission-limitations.controller.js';
import { PermissionLimitations } from './permission-limitations/permission-limitations.service.js';
import { PermissionQuotas } from './permission-limitations/permission-quotas.js';
import { OldWishes } from './registration/old-wishes.js';
import { PasswordLinks } from './registration/password-links.service.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RegistrationAdvisor } from './registration/registration-advice.service.js';
import { RegistrationKind } from './registration/registration-kind.js';
import { Registrations } from './registration/registrations.service.js';
import { RolesController } from './roles/roles.controller.js';
import { RolesService } from './roles/roles.service.js';
import { ScimController } from './scim/scim.controller.js';
import { ScimBulk } from './scim/scim-bulk.service.js';
import { ScimGroups } from './scim/scim-groups.service.js';
import { ScimReach } from './scim/scim-reach.js';
import { ScimUsers } from './scim/scim-users.service.js';
import { RequestAuthenticator } from './sign-in/authenticator.js';
import { Callers } from './sign-in/callers.js';
import { Challenges } from './sign-in/challenges.js';
import { Entrance } from './sign-in/entrance.js';
import { FactorsController } from './sign-in/factors/factors.controller.js';
import { FactorsService } from './sign-in/factors/factors.service.js';
import { Passkeys } from './sign-in/factors/passkeys.js';
import { RecoveryCodes } from './sign-in/factors/recovery-codes.js';
import { RelyingParty } from './sign-in/factors/relying-party.js';
import { Totp } from './sign-in/factors/totp.js';
import { FormTokens } from './sign-in/form-tokens.js';
import { Limiter } from './sign-in/limiter.js';
import { Proofs } from './sign-in/proofs.js';
import { SecurityLetters } from './sign-in/security-letters.js';
import { SessionController } from './sign-in/session.controller.js';
import { SessionCookie } from './sign-in/session-cookie.js';
import { SessionsService } from './sign-in/sessions.service.js';
import { Steps } from './sign-in/steps.js';
import { Traces } from './sign-in/traces.js';
import { BearerTokens } from './single-sign-on/bearer-tokens.js';
import { ProviderClient } from './single-sign-on/provider-client.js';
import { SingleSignOnController } from './single-sign-on/single-sign-on.controller.js';
import { SingleSignOn } from './single-sign-on/single-sign-on.service.js';
import { SsoFlow } from './single-sign-on/sso-flow.js';
import { SsoLinks } from './single-sign-on/sso-links.js';
import { SsoLogout } from './single-sign-on/sso-logout.js';
import { SsoWishes } from './single-sign-on/sso-wishes.js';
import { AccountsOfPeople } from './users/accounts-of-people.js';
import { userScope } from './users/user.scope.js';
import { UserAccessController } from './users/user-access.controller.js';
import { UserAccess } from './users/user-access.service.js';
import { UserAdministration } from './users/user-administration.service.js';
import { UserDeletionService } from './users/user-deletion.service.js';
import { UserRightsService } from './users/user-rights.service.js';
import { UsersController } from './users/users.controller.js';
import { UsersService } from './users/users.service.js';

metaFieldOwnerViews.add({
  id: 'user',
  title: (alias) => sql`${name(`${alias}.username`)}::text`,
  where: userScope.see.where,
  // nothing is kept about users that their meta-fields would change
  changed: () => undefined,
});

/** Who is calling: users, roles, auth keys, sign-in. */
@Global()
@Module({
  imports: [DirectoryModule, FieldsModule],
  controllers: [
    AccountController,
    AuthKeysController,
    BookmarksController,
    FactorsController,
    GroupAdministratorsController,
    PermissionLimitationsController,
    RegistrationController,
    KeycloakController,
    RolesController,
    ScimController,
    SessionController,
    SingleSignOnController,
    UserAccessController,
    UsersController,
  ],
  providers: [
    AccountsOfPeople,
    CarriedKeys,
    {
      provide: Digest,
      inject: [CONFIG],
      useFactory: ({ secretKey, formerSecretKeys }: Config) => new Digest(secretKey, formerSecretKeys),
    },
    AccountService,
    AuthKeysService,
    BearerTokens,
    BookmarksService,
    Callers,
    Challenges,
    Entrance,
    FactorsService,
    FirstRun,
    FormTokens,
    GroupAdministrators,
    KeptSettings,
    Limiter,
    PermissionLimitations,
    PermissionQuotas,
    KeycloakAccounts,
    KeycloakMappers,
    KeycloakPusher,
    KeycloakSelfTest,
    KeycloakUsers,
    Lifecycle,
    ProviderClient,
    PasswordLinks,
    OldWishes,
    RegistrationAdvisor,
    RegistrationKind,
    Registrations,
    Passkeys,
    Proofs,
    RecoveryCodes,
    RelyingParty,
    Reconciliation,
    RequestAuthenticator,
    RetiredKeys,
    RolesService,
    ScimBulk,
    ScimGroups,
    ScimReach,
    ScimUsers,
    SessionCookie,
    SessionsService,
    SingleSignOn,
    SsoWishes,
    SsoFlow,
    SsoLinks,
    SsoLogout,
    SecurityLetters,
    Steps,
    Totp,
    Traces,
    UserAccess,
    UserAdministration,
    UserDeletionService,
    UserRightsService,
    UsersService,
    { provide: AUTHENTICATOR, useExisting: RequestAuthenticator },
  ],
  exports: [
    SessionCookie,
    RelyingParty,
    FormTokens,
    Entrance,
    AccountService,
    AccountsOfPeople,
    AUTHENTICATOR,
    AuthKeysService,
    BookmarksService,
    Challenges,
    Digest,
    GroupAdministrators,
    KeptSettings,
    Limiter,
    PermissionLimitations,
    Registrations,
    Reconciliation,
    RolesService,
    SessionsService,
    UserAdministration,
    UserDeletionService,
    UsersService,
    Limiter,
  ],
})
export class IdentityModule {}
