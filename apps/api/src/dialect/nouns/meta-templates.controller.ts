import { type TemplateUpdate, WireRefusal, wireMessages } from '@cerebrate/cerebrate-wire';
import type { TemplateOutcome } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { MetaTemplates, TemplateLibrary } from '../../fields/index.js';
import { Conflict } from '../../kernel/index.js';
import { deleted, said, selected } from '../answers/replies.js';
import { WireTemplates } from '../answers/templates.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/metaTemplates`, their fields and the directory of their names (WIRE-CONTRACT §3.11, §8.2). */
@Controller()
export class DialectMetaTemplates {
  constructor(
    @Inject(MetaTemplates) private readonly templates: MetaTemplates,
    @Inject(TemplateLibrary) private readonly library: TemplateLibrary,
    @Inject(WireTemplates) private readonly wire: WireTemplates,
  ) {}

  /** Without any filter the list has the newest version of each template only (§2.5). */
  @Speaks('metaTemplates/index', 'GET POST', 'metaTemplate:manage')
  async index(exchange: Exchange) {
    const query = exchange.index();
    const newestOnly = query.unfiltered || query.filteringLabel === 'Latest Templates';
    return selected(exchange, await this.wire.list(exchange.principal, newestOnly), undefined, query);
  }

  @Speaks('metaTemplates/view', 'GET', 'metaTemplate:manage')
  async view(exchange: Exchange) {
    return said(await this.wire.one(exchange.principal, exchange.ref()));
  }

  /** `/toggle/{id}/{enabled | is_default}` turns the flag over, whatever the body says. */
  @Speaks('metaTemplates/toggle', 'POST PUT', 'metaTemplate:manage')
  async toggle(exchange: Exchange) {
    const flag = { enabled: 'enabled', is_default: 'isDefault' }[exchange.route.args[1] ?? 'enabled'];
    if (flag !== 'enabled' && flag !== 'isDefault') throw new WireRefusal(404, wireMessages.notFound);
    const record = await this.templates.get(exchange.principal, exchange.ref());
    const changed = await this.templates.change(exchange.principal, { id: record.id }, { [flag]: !record[flag] });
    return said(await this.wire.row(changed));
  }

  @Speaks('metaTemplates/updateAllTemplates', 'POST', 'metaTemplate:manage')
  async updateAllTemplates(exchange: Exchange) {
    return said(updateReply(await this.library.updateAll(exchange.principal), true));
  }

  @Speaks('metaTemplates/createNewTemplate', 'POST', 'metaTemplate:manage')
  async createNewTemplate(exchange: Exchange) {
    const ref = exchange.ref();
    if (!('uuid' in ref)) throw new WireRefusal(404, wireMessages.notFound);
    return said(updateReply(await this.library.load(exchange.principal, ref.uuid), false));
  }

  @Speaks('metaTemplates/update', 'POST', 'metaTemplate:manage')
  async update(exchange: Exchange) {
    const { id, uuid, update } = await this.templates.get(exchange.principal, exchange.ref());
    const reply = (error: string, success: boolean): TemplateUpdate => ({
      update_errors: [error],
      files_processed: [uuid],
      success,
    });
    if (update === null) return said(reply('', true));
    try {
      await this.templates.update(exchange.principal, { id });
      return said(reply('', true));
    } catch (error) {
      if (error instanceof Conflict) return said(reply(error.message, false));
      throw error;
    }
  }

  /** The original removes an unused template only when a newer version takes its place (§8.2). */
  @Speaks('metaTemplates/delete', 'POST DELETE', 'metaTemplate:manage')
  async delete(exchange: Exchange) {
    const { id, name, update } = await this.templates.get(exchange.principal, exchange.ref());
    if (update === null)
      throw new WireRefusal(405, `'${name}' is the newest version and cannot be removed; disable it instead.`);
    try {
      await this.templates.remove(exchange.principal, { id });
    } catch (error) {
      if (error instanceof Conflict) throw new WireRefusal(405, error.message);
      throw error;
    }
    return deleted();
  }

  @Speaks('metaTemplateFields/index', 'GET POST', 'metaTemplate:read')
  async fields(exchange: Exchange) {
    const templates = await this.wire.all(exchange.principal);
    return selected(
      exchange,
      [...templates.values()].flatMap(({ fields }) => fields),
    );
  }

  @Speaks('metaTemplateNameDirectory/index', 'GET POST', 'metaTemplate:manage')
  async names(exchange: Exchange) {
    const templates = await this.wire.all(exchange.principal);
    const rows = (await this.wire.names()).map(({ id, name, namespace, templateVersion, uuid, templateId }) => ({
      id,
      name,
      namespace,
      version: templateVersion,
      uuid,
      meta_template: (templateId === null ? undefined : templates.get(templateId)?.row) ?? null,
    }));
    return selected(exchange, rows);
  }
}

/** One line of `update_errors` for each template that was looked at; blank is none. */
function updateReply(outcomes: readonly TemplateOutcome[], tellsEach: boolean): TemplateUpdate {
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  return {
    update_errors: (tellsEach ? outcomes : refused).map(({ reason }) => reason ?? ''),
    files_processed: outcomes.map(({ uuid }) => uuid),
    success: refused.length === 0,
  };
}
