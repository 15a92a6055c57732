import { Module } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';

/** Looks at the whole: the audit log, search across nouns, the instance, the API document. */
@Module({
  controllers: [AuditController],
  providers: [AuditLog],
})
export class PlatformModule {}
