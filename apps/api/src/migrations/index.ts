import { CreateAudit202611220100 } from './202611220100-create-audit.js';
import { CreateDirectory202611220200 } from './202611220200-create-directory.js';
import { CreateIdentity202611220300 } from './202611220300-create-identity.js';
import { CreateImports202611220600 } from './202611220600-create-imports.js';
import { CreateSearch202611220900 } from './202611220900-create-search.js';
import { CreateInstance202611220930 } from './202611220930-create-instance.js';
import { AnnounceAccess202611221200 } from './202611221200-announce-access.js';
import { SpareValueKeys202611221300 } from './202611221300-spare-value-keys.js';
import { AddressPeople202611281300 } from './202611281300-address-people.js';
import { CreateMerges202611281308 } from './202611281308-create-merges.js';
import { CreateEncryptionKeys202611281316 } from './202611281316-create-encryption-keys.js';
import { CreateSignatureChecks202611281317 } from './202611281317-create-signature-checks.js';
import { CreateSharingGroups202611281324 } from './202611281324-create-sharing-groups.js';
import { CreateMailingLists202611281333 } from './202611281333-create-mailing-lists.js';
import { CreateBlueprints202611281335 } from './202611281335-create-blueprints.js';
import { CreateTemplateMigrations202611281340 } from './202611281340-create-template-migrations.js';
import { CreateSettings202611281348 } from './202611281348-create-settings.js';
import { CreateNotifications202611281349 } from './202611281349-create-notifications.js';
import { CreateConsent202611281356 } from './202611281356-create-consent.js';
import { CreateSavedViews202611281410 } from './202611281410-create-saved-views.js';
import { ErasePeople202611281500 } from './202611281500-erase-people.js';
import { ChooseFurtherAddresses202611281510 } from './202611281510-choose-further-addresses.js';
import { LimitPermissions202611281520 } from './202611281520-limit-permissions.js';
import { CreateFieldRights202611281521 } from './202611281521-create-field-rights.js';
import { LimitAuthKeys202611281530 } from './202611281530-limit-auth-keys.js';
import { CreateScimLinks202611281531 } from './202611281531-create-scim-links.js';
import { HardenSignIn202611281540 } from './202611281540-harden-sign-in.js';
import { CreateRequests202611281550 } from './202611281550-create-requests.js';
import { CreateRegistrations202611281551 } from './202611281551-create-registrations.js';
import { CreateSsoAccounts202611281600 } from './202611281600-create-sso-accounts.js';
import { CreateBroods202611281700 } from './202611281700-create-broods.js';
import { CreateTools202611281800 } from './202611281800-create-tools.js';
import { CreateFleet202611281820 } from './202611281820-create-fleet.js';
import { CreateMirrors202611281821 } from './202611281821-create-mirrors.js';
import { MergeTags202611281860 } from './202611281860-merge-tags.js';
import { TrustBroods202611281880 } from './202611281880-trust-broods.js';
import { CarryCredentials202611281900 } from './202611281900-carry-credentials.js';
import { CreateWebhooks202611281920 } from './202611281920-create-webhooks.js';
import { ForgetRefusedRequests202611290010 } from './202611290010-forget-refused-requests.js';
import { RememberRefusals202611290020 } from './202611290020-remember-refusals.js';
import { ConfirmConnections202611290030 } from './202611290030-confirm-connections.js';
import { CreateBatches202611290031 } from './202611290031-create-batches.js';
import { ExchangeBlueprints202611290040 } from './202611290040-exchange-blueprints.js';
import { NameWhoSends202611290050 } from './202611290050-name-who-sends.js';
import { NameWhoTells202611290060 } from './202611290060-name-who-tells.js';
import { AppendTogether202611290080 } from './202611290080-append-together.js';

/** Every migration, in order. */

export const migrations = [
  CreateAudit202611220100,
  CreateDirectory202611220200,
  CreateIdentity202611220300,
  CreateImports202611220600,
  CreateSearch202611220900,
  CreateInstance202611220930,
  AnnounceAccess202611221200,
  SpareValueKeys202611221300,
  AddressPeople202611281300,
  CreateMerges202611281308,
  CreateEncryptionKeys202611281316,
  CreateSignatureChecks202611281317,
  CreateSharingGroups202611281324,
  CreateMailingLists202611281333,
  CreateBlueprints202611281335,
  CreateTemplateMigrations202611281340,
  CreateSettings202611281348,
  CreateNotifications202611281349,
  CreateConsent202611281356,
  CreateSavedViews202611281410,
  ErasePeople202611281500,
  ChooseFurtherAddresses202611281510,
  LimitPermissions202611281520,
  CreateFieldRights202611281521,
  LimitAuthKeys202611281530,
  CreateScimLinks202611281531,
  HardenSignIn202611281540,
  CreateRequests202611281550,
  CreateRegistrations202611281551,
  CreateSsoAccounts202611281600,
  CreateBroods202611281700,
  CreateTools202611281800,
  CreateFleet202611281820,
  CreateMirrors202611281821,
  MergeTags202611281860,
  TrustBroods202611281880,
  CarryCredentials202611281900,
  CreateWebhooks202611281920,
  ForgetRefusedRequests202611290010,
  RememberRefusals202611290020,
  ConfirmConnections202611290030,
  CreateBatches202611290031,
  ExchangeBlueprints202611290040,
  NameWhoSends202611290050,
  NameWhoTells202611290060,
  AppendTogether202611290080,
] as const;
