import {
  readAlignment,
  readRef,
  type Alignment as WireAlignment,
  WireRefusal,
  wireMessages,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import { type Alignment, NewAlignment } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { AlignmentsService } from '../../directory/index.js';
import { Conflict, InvalidInput, NotAllowed } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { allOfStream, said } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/alignments` of the original (WIRE-CONTRACT §3.3); the list holds only what its reader may see. */
@Controller()
export class DialectAlignments {
  constructor(@Inject(AlignmentsService) private readonly alignments: AlignmentsService) {}

  /** All of them, or those of an organisation, without paging and total, as there (recording 216). */
  @Speaks('alignments/index', 'GET POST', 'alignment:read')
  async index(exchange: Exchange) {
    const [organisation] = exchange.route.args;
    const filters =
      organisation === undefined
        ? []
        : [{ field: 'organisationId', op: 'eq' as const, values: [String(idOf(organisation))] }];
    const all = await allOfStream(this.alignments.stream(exchange.principal, listRequest({ filters })));
    return said(all.map(wireAlignment));
  }

  @Speaks('alignments/view', 'GET', 'alignment:read')
  async view(exchange: Exchange) {
    const id = idOf(exchange.route.args[0]);
    return said(wireAlignment(await this.alignments.get(exchange.principal, { id })));
  }

  @Speaks('alignments/add', 'POST', 'alignment:write')
  async add(exchange: Exchange) {
    const [scope = '', source] = exchange.route.args;
    const input = readAlignment(scope, source, exchange.body());
    try {
      const { id } = await this.alignments.create(exchange.principal, judged(NewAlignment, input.values));
      const { created, modified } = wireAlignment(await this.alignments.get(exchange.principal, { id }));
      return said({ ...input.echoed, created, modified, id });
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof Conflict || error instanceof NotAllowed)) throw error;
      exchange.reply.status(403);
      return said({
        saved: false,
        name: 'Could not addAlignment Individual',
        message: 'Could not addAlignment Individual',
        url: '/individuals/addAlignment',
        errors: `Alignment could not be added. ${error.message}`,
      });
    }
  }

  @Speaks('alignments/delete', 'POST DELETE', 'alignment:write')
  async delete(exchange: Exchange) {
    const id = idOf(exchange.route.args[0]);
    await this.alignments.remove(exchange.principal, { id });
    const message = 'Alignments deleted.';
    return said({ saved: true, success: true, name: message, message, url: `/alignments/delete/${id}` });
  }
}

/** Alignments have no uuid. */
function idOf(text: string | undefined): number {
  const ref = readRef(text);
  if (!ref || !('id' in ref)) throw new WireRefusal(404, wireMessages.notFound);
  return ref.id;
}

const wireAlignment = (row: Alignment): WireAlignment => ({
  id: row.id,
  individual_id: row.individual.id,
  organisation_id: row.organisation.id,
  type: row.type,
  created: wireTime(new Date(row.created)),
  modified: wireTime(new Date(row.modified)),
});
