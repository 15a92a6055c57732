import { Module } from '@nestjs/common';
import { TagsController } from './tags/tags.controller.js';
import { TagsService } from './tags/tags.service.js';

/** What extends a record: tags, enumerations, meta-templates and meta-fields. */
@Module({
  controllers: [TagsController],
  providers: [TagsService],
  exports: [TagsService],
})
export class FieldsModule {}
