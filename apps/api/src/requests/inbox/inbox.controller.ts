import { inbox } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { InboxService } from './inbox.service.js';

@Controller()
export class InboxController {
  constructor(@Inject(InboxService) private readonly inbox: InboxService) {}

  @Serves(inbox.list)
  list({ principal, query }: Asked<typeof inbox.list>) {
    return this.inbox.list(principal, query);
  }

  @Serves(inbox.csv)
  csv({ principal, query }: Asked<typeof inbox.csv>) {
    return csvOf(
      this.inbox.stream(principal, query),
      [
        { heading: 'id', cell: (row) => row.id },
        { heading: 'uuid', cell: (row) => row.uuid },
        { heading: 'created', cell: (row) => row.created },
        { heading: 'state', cell: (row) => row.state },
        { heading: 'severity', cell: (row) => row.severity },
        { heading: 'kind', cell: (row) => row.kind },
        { heading: 'title', cell: (row) => row.title },
        { heading: 'origin', cell: (row) => row.origin },
        { heading: 'sender', cell: (row) => row.sender?.username },
        { heading: 'organisation', cell: (row) => row.organisation?.name },
        { heading: 'decided_by', cell: (row) => row.decidedBy },
        { heading: 'decided_at', cell: (row) => row.decidedAt },
        { heading: 'message', cell: (row) => row.message },
      ],
      'inbox.csv',
    );
  }

  @Serves(inbox.kinds)
  kinds({ principal }: Asked<typeof inbox.kinds>) {
    return this.inbox.describe(principal);
  }

  @Serves(inbox.send)
  send({ principal, body }: Asked<typeof inbox.send>) {
    return this.inbox.send(principal, body);
  }

  @Serves(inbox.discardMany)
  discardMany({ principal, body }: Asked<typeof inbox.discardMany>) {
    return this.inbox.discardMany(principal, body.ids);
  }

  @Serves(inbox.get)
  get({ principal, params }: Asked<typeof inbox.get>) {
    return this.inbox.get(principal, params.ref);
  }

  @Serves(inbox.history)
  history({ principal, params, query }: Asked<typeof inbox.history>) {
    return this.inbox.history(principal, params.ref, query);
  }

  @Serves(inbox.accept)
  async accept({ principal, params, body }: Asked<typeof inbox.accept>) {
    await this.inbox.accept(principal, params.ref, body.decision, body.message ?? null);
    return this.inbox.get(principal, params.ref);
  }

  @Serves(inbox.decline)
  async decline({ principal, params, body }: Asked<typeof inbox.decline>) {
    await this.inbox.decline(principal, params.ref, body.message ?? null);
    return this.inbox.get(principal, params.ref);
  }

  @Serves(inbox.discard)
  async discard({ principal, params, body }: Asked<typeof inbox.discard>) {
    await this.inbox.discard(principal, params.ref, body.message ?? null);
    return this.inbox.get(principal, params.ref);
  }
}
