export { dialectOperations } from './api-document/wire-operations.js';
export { AuditLog } from './audit/audit-log.js';
export { headsFile, headsIn } from './audit/signed-heads.js';
export { type ChainExtent, type NotedRow, verifyChain } from './audit/verify-chain.js';
export { backUp, restore } from './backup/index.js';
export { Diagnostics } from './diagnostics/diagnostics.service.js';
export { schemaChecks } from './diagnostics/schema-checks.js';
export { Mailer } from './mail/mailer.js';
export {
  type MovingReport,
  moveIn,
  type Original,
  openOriginalApi,
  openOriginalDatabase,
} from './moving-in/index.js';
export { NotificationsService } from './notifications/notifications.service.js';
export { OpenDirectory } from './open-directory/open-directory.service.js';
export { PlatformModule } from './platform.module.js';
export { defaultTheme } from './settings/appearance.settings.js';
export { SettingsService } from './settings/settings.service.js';
export { changesByCountry, linesOf } from './summary/changes-by-country.js';
export { SummaryMail } from './summary/summary-mail.js';
