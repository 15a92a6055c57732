import { auditVerify } from './audit-verify.js';
import type { Command } from './command.js';

/** Every command of the command line, as the help lists them. */
export const commands: readonly Command[] = [auditVerify];
