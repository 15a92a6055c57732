import { auditVerify } from './audit-verify.js';
import { authKeyIssue } from './auth-key.js';
import { backup, restoreCommand } from './backup.js';
import type { Command } from './command.js';
import { demo } from './demo.js';
import { importCommand } from './import.js';
import { keycloakSync } from './keycloak-sync.js';
import { keysImport } from './keys-import.js';
import { migrateFrom } from './migrate-from.js';

/** Every command of the command line, as the help lists them. */
export const commands: readonly Command[] = [
  auditVerify,
  authKeyIssue,
  demo,
  importCommand,
  keycloakSync,
  keysImport,
  migrateFrom,
  backup,
  restoreCommand,
];
