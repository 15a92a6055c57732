import { countryName, type PublicEntry, type PublicKind } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { IndividualWireReader, OrganisationWireReader } from '../../directory/index.js';
import { NotAuthenticated } from '../../kernel/index.js';
import { OpenDirectory } from '../../platform/index.js';
import { allOfStream, listed, listedText, selected } from '../answers/replies.js';
import { piecesOf, rowsIn } from '../answers/shaped-organisations.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/**
 * `/open` (WIRE-CONTRACT §10.1): with a key the caller's own view of the list. Strangers get what was agreed to be shown,
 * in the original's shape, while the operator opened the directory, and else the original's refusal.
 */
@Controller()
export class DialectOpenDirectory {
  constructor(
    @Inject(OrganisationWireReader) private readonly reader: OrganisationWireReader,
    @Inject(IndividualWireReader) private readonly people: IndividualWireReader,
    @Inject(OpenDirectory) private readonly open: OpenDirectory,
  ) {}

  @Speaks('open/organisations', 'GET', 'anyone')
  async organisations(exchange: Exchange) {
    if (exchange.principal.userId === null) return this.#shown(exchange, 'organisation', wireOrganisation);
    const { rows, total } = await this.reader.list(exchange.principal, exchange.index());
    return listedText(exchange, withoutGroups(rows), total);
  }

  @Speaks('open/individuals', 'GET', 'anyone')
  async individuals(exchange: Exchange) {
    if (exchange.principal.userId === null) return this.#shown(exchange, 'individual', wirePerson);
    const { rows, total } = await this.people.list(exchange.principal, exchange.index());
    return listed(exchange, rows as unknown as Readonly<Record<string, unknown>>[], total);
  }

  /** Whoever sends a key that is none is no stranger but somebody mistaken. */
  async #shown<W extends object>(
    exchange: Exchange,
    kind: PublicKind,
    toWire: (entry: PublicEntry, place: number) => W,
  ) {
    if (exchange.hasKey || !(await this.open.isOpen()))
      throw new NotAuthenticated('sign in, or send an auth key that is valid');
    await this.open.enter(exchange.principal);
    const rows = await allOfStream(this.open.stream(kind, {}));
    return selected(exchange, rows.map(toWire));
  }
}

/** When a record was made and changed nobody agreed to show; the wire has no null for it. */
const shownSince = '1970-01-01T00:00:00+00:00';

/** An agreed entry as the original lists organisations; the place in the list stands for the number nobody agreed to show. */
const wireOrganisation = (entry: PublicEntry, place: number) => ({
  id: place + 1,
  uuid: entry.uuid,
  name: entry.name,
  url: entry.url,
  nationality: entry.country ? (countryName(entry.country) ?? entry.country) : null,
  sector: entry.sector,
  type: entry.type,
  contacts: entry.contacts,
  created: shownSince,
  modified: shownSince,
  meta_fields: [],
  tags: [],
  alignments: [],
});

/** The same for people; an e-mail address is never in a list. */
const wirePerson = (entry: PublicEntry, place: number) => ({
  id: place + 1,
  uuid: entry.uuid,
  email: '',
  first_name: '',
  last_name: entry.name,
  position: entry.position,
  created: shownSince,
  modified: shownSince,
  meta_fields: [],
  tags: [],
  alignments: [],
  full_name: entry.name,
  alternate_emails: [],
});

async function* withoutGroups(pieces: Buffer | AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const piece of piecesOf(pieces)) {
    const rows = rowsIn(piece);
    if (rows.length > 0) yield rows.map(({ org_groups: _groups, ...row }) => JSON.stringify(row)).join(',');
  }
}
