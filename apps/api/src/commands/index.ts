import { auditVerify } from './audit-verify.js';
import { authKeyIssue } from './auth-key.js';
import { backup, restoreCommand } from './backup.js';
import type { Command } from './command.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { enrich } from './enrich.js';
import { enrol } from './enrol.js';
import { importCommand } from './import.js';
import { keycloakSync } from './keycloak-sync.js';
import { keysImport } from './keys-import.js';
import { templateCommands } from './meta-template.js';
import { migrateFrom } from './migrate-from.js';
import { settingsCommands } from './settings.js';
import { summary } from './summary.js';
import { userCommands } from './user.js';

/** Every command of the command line, as the help lists them. */
export const commands: readonly Command[] = [
  auditVerify,
  authKeyIssue,
  backup,
  demo,
  doctor,
  enrich,
  enrol,
  importCommand,
  keycloakSync,
  keysImport,
  ...templateCommands,
  migrateFrom,
  restoreCommand,
  ...settingsCommands,
  summary,
  ...userCommands,
];
