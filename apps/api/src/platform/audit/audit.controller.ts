import { type AuditEntry, audit } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, CONFIG, type Config, type CsvColumn, csvOf, JsonText, Serves, Store } from '../../kernel/index.js';
import { AuditLog } from './audit-log.js';
import { everyHead, headsFile, headsIn, signedDays } from './signed-heads.js';
import { verifyChain } from './verify-chain.js';

const csvColumns: readonly CsvColumn<AuditEntry>[] = [
  { heading: 'seq', cell: (entry) => entry.seq },
  { heading: 'at', cell: (entry) => entry.at },
  { heading: 'actor_id', cell: (entry) => entry.actor.id },
  { heading: 'actor', cell: (entry) => entry.actor.name },
  { heading: 'channel', cell: (entry) => entry.channel },
  { heading: 'ip', cell: (entry) => entry.ip },
  { heading: 'request_id', cell: (entry) => entry.requestId },
  { heading: 'action', cell: (entry) => entry.action },
  { heading: 'kind', cell: (entry) => entry.kind },
  { heading: 'entity_id', cell: (entry) => entry.entityId },
  { heading: 'entity_uuid', cell: (entry) => entry.entityUuid },
  { heading: 'title', cell: (entry) => entry.title },
  { heading: 'message', cell: (entry) => entry.message },
  { heading: 'changes', cell: (entry) => JSON.stringify(entry.changes) },
];

@Controller()
export class AuditController {
  constructor(
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Serves(audit.list)
  list({ query }: Asked<typeof audit.list>) {
    return this.log.list(query);
  }

  @Serves(audit.csv)
  csv({ query }: Asked<typeof audit.csv>) {
    return csvOf(this.log.stream(query), csvColumns, 'audit.csv');
  }

  @Serves(audit.verify)
  verify({ query }: Asked<typeof audit.verify>) {
    return verifyChain(this.store, { ...query, heads: headsIn(headsFile(this.config.dataDir)) });
  }

  @Serves(audit.signedDays)
  signedDays() {
    return signedDays(this.store, this.config.dataDir);
  }

  @Serves(audit.signedLines)
  async signedLines() {
    const heads = await everyHead(this.store, this.config.dataDir);
    return new JsonText(heads.map((head) => `${JSON.stringify(head)}\n`).join(''), {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="audit-heads.ndjson"',
    });
  }

  @Serves(audit.get)
  get({ params }: Asked<typeof audit.get>) {
    return this.log.get(params.seq);
  }
}
