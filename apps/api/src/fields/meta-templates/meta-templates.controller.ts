import { metaTemplates } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { MetaTemplates } from './meta-templates.service.js';
import { TemplateLibrary } from './template-library.js';

@Controller()
export class MetaTemplatesController {
  constructor(
    @Inject(MetaTemplates) private readonly templates: MetaTemplates,
    @Inject(TemplateLibrary) private readonly library: TemplateLibrary,
  ) {}

  @Serves(metaTemplates.list)
  list({ principal, query }: Asked<typeof metaTemplates.list>) {
    return this.templates.list(principal, query);
  }

  @Serves(metaTemplates.forms)
  forms({ principal, params }: Asked<typeof metaTemplates.forms>) {
    return this.templates.forms(principal, params.scope);
  }

  @Serves(metaTemplates.available)
  available() {
    return this.library.available();
  }

  @Serves(metaTemplates.names)
  names({ principal, query }: Asked<typeof metaTemplates.names>) {
    return this.templates.names(principal, query);
  }

  @Serves(metaTemplates.get)
  get({ principal, params }: Asked<typeof metaTemplates.get>) {
    return this.templates.get(principal, params.ref);
  }

  @Serves(metaTemplates.history)
  history({ principal, params, query }: Asked<typeof metaTemplates.history>) {
    return this.templates.history(principal, params.ref, query);
  }

  @Serves(metaTemplates.definition)
  definition({ principal, params }: Asked<typeof metaTemplates.definition>) {
    return this.templates.definition(principal, params.ref);
  }

  @Serves(metaTemplates.load)
  load({ principal, body }: Asked<typeof metaTemplates.load>) {
    return this.library.load(principal, body.uuid);
  }

  @Serves(metaTemplates.importDefinition)
  async importDefinition({ principal, body }: Asked<typeof metaTemplates.importDefinition>) {
    const id = await this.library.importDefinition(principal, body);
    return this.templates.get(principal, { id });
  }

  @Serves(metaTemplates.updateAll)
  updateAll({ principal }: Asked<typeof metaTemplates.updateAll>) {
    return this.library.updateAll(principal);
  }

  @Serves(metaTemplates.change)
  change({ principal, params, body, ifMatch }: Asked<typeof metaTemplates.change>) {
    return this.templates.change(principal, params.ref, body, ifMatch);
  }

  @Serves(metaTemplates.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof metaTemplates.remove>) {
    await this.templates.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
