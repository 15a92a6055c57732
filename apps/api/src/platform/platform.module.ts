import { Module } from '@nestjs/common';
import { ApiDocumentController } from './api-document/api-document.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { InstanceController } from './instance/instance.controller.js';
import { InstanceService } from './instance/instance.service.js';
import { SavedViewsController } from './saved-views/saved-views.controller.js';
import { SavedViewsService } from './saved-views/saved-views.service.js';
import { ResponsibleService } from './search/responsible.service.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.service.js';
import { SettingsController } from './settings/settings.controller.js';
import { SettingsService } from './settings/settings.service.js';

/** Looks at the whole: the audit log, search across nouns, the instance, the API document. */
@Module({
  controllers: [
    ApiDocumentController,
    AuditController,
    InstanceController,
    SavedViewsController,
    SearchController,
    SettingsController,
  ],
  providers: [AuditLog, InstanceService, ResponsibleService, SavedViewsService, Search, SettingsService],
  exports: [AuditLog, InstanceService],
})
export class PlatformModule {}
