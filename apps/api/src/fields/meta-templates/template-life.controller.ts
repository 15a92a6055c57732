import { templateLife } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { MetaTemplates } from './meta-templates.service.js';
import { RecordMigrations } from './record-migration.js';
import { TemplateMigrations } from './template-migrations.js';
import { TemplateUpdates } from './template-updates.js';

@Controller()
export class TemplateLifeController {
  constructor(
    @Inject(MetaTemplates) private readonly templates: MetaTemplates,
    @Inject(TemplateUpdates) private readonly updates: TemplateUpdates,
    @Inject(TemplateMigrations) private readonly migrations: TemplateMigrations,
    @Inject(RecordMigrations) private readonly records: RecordMigrations,
  ) {}

  @Serves(templateLife.plan)
  async plan({ principal, params, body }: Asked<typeof templateLife.plan>) {
    return this.updates.plan(principal, await this.templates.idOf(principal, params.ref), body.definition);
  }

  @Serves(templateLife.update)
  async update({ principal, params, body, ifMatch }: Asked<typeof templateLife.update>) {
    return this.updates.update(principal, await this.templates.idOf(principal, params.ref), { ...body, ifMatch });
  }

  @Serves(templateLife.records)
  async list({ principal, params, query }: Asked<typeof templateLife.records>) {
    return this.records.list(principal, await this.templates.idOf(principal, params.ref), query);
  }

  @Serves(templateLife.record)
  async record({ principal, params }: Asked<typeof templateLife.record>) {
    return this.records.get(principal, await this.templates.idOf(principal, params.ref), params.record);
  }

  @Serves(templateLife.migrateRecord)
  async migrateRecord({ principal, params, body }: Asked<typeof templateLife.migrateRecord>) {
    return this.records.migrate(principal, await this.templates.idOf(principal, params.ref), params.record, body);
  }

  @Serves(templateLife.migrate)
  async migrate({ principal, params, body }: Asked<typeof templateLife.migrate>) {
    return this.migrations.migrate(principal, await this.templates.idOf(principal, params.ref), body);
  }

  @Serves(templateLife.migrations)
  async listMigrations({ principal, params }: Asked<typeof templateLife.migrations>) {
    return this.migrations.of(await this.templates.idOf(principal, params.ref));
  }

  @Serves(templateLife.migration)
  migration({ principal, params }: Asked<typeof templateLife.migration>) {
    return this.migrations.get(principal, params.id);
  }

  @Serves(templateLife.losses)
  losses({ principal, params, query }: Asked<typeof templateLife.losses>) {
    return this.migrations.losses(principal, params.id, query);
  }

  @Serves(templateLife.stop)
  stop({ principal, params }: Asked<typeof templateLife.stop>) {
    return this.migrations.stop(principal, params.id);
  }
}
