import { Controller, Inject } from '@nestjs/common';
import { IndividualWireReader, OrganisationWireReader } from '../../directory/index.js';
import { listed, listedText } from '../answers/replies.js';
import { piecesOf, rowsIn } from '../answers/shaped-organisations.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/open/organisations` and `/open/individuals`: closed to strangers; with a key the caller's own view of the list (WIRE-CONTRACT §10.1). */
@Controller()
export class DialectOpenDirectory {
  constructor(
    @Inject(OrganisationWireReader) private readonly reader: OrganisationWireReader,
    @Inject(IndividualWireReader) private readonly people: IndividualWireReader,
  ) {}

  @Speaks('open/organisations', 'GET', 'organisation:read')
  async organisations(exchange: Exchange) {
    const { rows, total } = await this.reader.list(exchange.principal, exchange.index());
    return listedText(exchange, withoutGroups(rows), total);
  }

  @Speaks('open/individuals', 'GET', 'individual:read')
  async individuals(exchange: Exchange) {
    const { rows, total } = await this.people.list(exchange.principal, exchange.index());
    return listed(exchange, rows as unknown as Readonly<Record<string, unknown>>[], total);
  }
}

async function* withoutGroups(pieces: Buffer | AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const piece of piecesOf(pieces)) {
    const rows = rowsIn(piece);
    if (rows.length > 0) yield rows.map(({ org_groups: _groups, ...row }) => JSON.stringify(row)).join(',');
  }
}
