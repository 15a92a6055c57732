import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FederationModule } from '../federation/index.js';
import { FieldsModule } from '../fields/index.js';
import { ToolsModule } from '../tools/index.js';
import { ApiDocumentController } from './api-document/api-document.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditHeads } from './audit/signed-heads.js';
import { DiagnosticsController } from './diagnostics/diagnostics.controller.js';
import { Diagnostics } from './diagnostics/diagnostics.service.js';
import { ExplorationController } from './exploration/exploration.controller.js';
import { ExplorationService } from './exploration/exploration.service.js';
import { GraphService } from './exploration/graph.service.js';
import { AuditForwarder } from './forwarding/forwarder.js';
import { HomeController } from './home/home.controller.js';
import { HomeService } from './home/home.service.js';
import { InstanceController } from './instance/instance.controller.js';
import { InstanceService } from './instance/instance.service.js';
import { KeyServerModule } from './key-server/key-server.module.js';
import { LiveController } from './live/live.controller.js';
import { LiveFeed } from './live/live-feed.js';
import { InstanceKey } from './mail/instance-key.js';
import { MailController } from './mail/mail.controller.js';
import { MailModule } from './mail/mail.module.js';
import { Mailer } from './mail/mailer.js';
import { RecipientKeys } from './mail/recipient-keys.js';
import { Delivery } from './notifications/delivery.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { NotificationsService } from './notifications/notifications.service.js';
import { NoticeWatcher } from './notifications/watcher.js';
import { OpenDirectoryController } from './open-directory/open-directory.controller.js';
import { OpenDirectory } from './open-directory/open-directory.service.js';
import { SavedViewsController } from './saved-views/saved-views.controller.js';
import { SavedViewsService } from './saved-views/saved-views.service.js';
import { ResponsibleService } from './search/responsible.service.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.service.js';
import { SettingsController } from './settings/settings.controller.js';
import { SettingsService } from './settings/settings.service.js';
import { SummaryMail } from './summary/summary-mail.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WebhooksService } from './webhooks/webhooks.service.js';

/** Looks at the whole: the audit log, search across nouns, the instance, the API document. */
@Module({
  imports: [DirectoryModule, FederationModule, FieldsModule, KeyServerModule, MailModule, ToolsModule],
  controllers: [
    ExplorationController,
    HomeController,
    OpenDirectoryController,
    ApiDocumentController,
    AuditController,
    InstanceController,
    SavedViewsController,
    SearchController,
    SettingsController,
    DiagnosticsController,
    LiveController,
    MailController,
    NotificationsController,
    WebhooksController,
  ],
  providers: [
    ExplorationService,
    GraphService,
    HomeService,
    OpenDirectory,
    AuditHeads,
    AuditLog,
    InstanceService,
    ResponsibleService,
    SavedViewsService,
    Search,
    SettingsService,
    Delivery,
    Diagnostics,
    InstanceKey,
    LiveFeed,
    Mailer,
    NoticeWatcher,
    NotificationsService,
    RecipientKeys,
    AuditForwarder,
    SummaryMail,
    WebhookSender,
    WebhooksService,
  ],
  exports: [NotificationsService, OpenDirectory, AuditLog, Diagnostics, InstanceService, SettingsService],
})
export class PlatformModule {}
