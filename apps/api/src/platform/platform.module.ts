import { Module } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { ResponsibleService } from './search/responsible.service.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.service.js';

/** Looks at the whole: the audit log, search across nouns, the instance, the API document. */
@Module({
  controllers: [AuditController, SearchController],
  providers: [AuditLog, Search, ResponsibleService],
})
export class PlatformModule {}
