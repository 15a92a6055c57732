import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { DialectModule } from './dialect/index.js';
import { DirectoryModule } from './directory/index.js';
import { entities } from './entities.js';
import { FederationModule } from './federation/index.js';
import { FieldsModule } from './fields/index.js';
import { IdentityModule } from './identity/index.js';
import { type Config, KernelModule, type ProblemFilter } from './kernel/index.js';
import { migrations } from './migrations/index.js';
import { PlatformModule } from './platform/index.js';
import { RequestsModule } from './requests/index.js';
import { ToolsModule } from './tools/index.js';

/** The table of contents: every room in its order. */
@Module({})
export class AppModule {
  /** The whole program for one process. */
  static with(config: Config, log: Logger, filter: ProblemFilter, worksJobs: boolean): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule.with({ config, log, entities, migrations, filter, worksJobs }),
        FieldsModule,
        RequestsModule,
        DirectoryModule,
        IdentityModule,
        FederationModule,
        ToolsModule,
        PlatformModule,
        DialectModule,
      ],
    };
  }
}
