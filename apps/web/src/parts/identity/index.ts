export {
  allRoles,
  roleChoice,
  rolesToChoose,
  rolesToGive,
  searchAdministered,
  searchRoles,
  searchWithoutAccount,
} from './account-choices.js';
export { authKeyActions, authKeyColumns, resourceLabel, shortKey } from './auth-key-table.js';
export { FlagChips } from './flag-list.js';
export { PermissionList, PermissionReasons } from './permission-list.js';
export { administeredOrganisations, flagsToHandOn, mayChangeRole } from './rights.js';
export { useShownOnce } from './shown-once.js';
export { tellFailure } from './tell-failure.js';
export { flagWords, nounLabel, text as identityText } from './text.js';
