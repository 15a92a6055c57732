import { connections } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { ConnectionReader } from './connection-reader.js';
import { ConnectionsService } from './connections.service.js';

@Controller()
export class ConnectionsController {
  constructor(
    @Inject(ConnectionReader) private readonly reader: ConnectionReader,
    @Inject(ConnectionsService) private readonly connections: ConnectionsService,
  ) {}

  @Serves(connections.list)
  list({ principal, query }: Asked<typeof connections.list>) {
    return this.reader.list(principal, query);
  }

  @Serves(connections.csv)
  csv({ principal, query }: Asked<typeof connections.csv>) {
    return csvOf(
      this.reader.stream(principal, query),
      [
        { heading: 'id', cell: (row) => row.id },
        { heading: 'uuid', cell: (row) => row.uuid },
        { heading: 'side', cell: (row) => row.side },
        { heading: 'state', cell: (row) => row.state },
        { heading: 'tool', cell: (row) => row.tool.name },
        { heading: 'brood', cell: (row) => row.brood?.name },
        { heading: 'remote_tool', cell: (row) => row.remoteTool.name },
        { heading: 'fault', cell: (row) => row.fault },
        { heading: 'created', cell: (row) => row.created },
        { heading: 'modified', cell: (row) => row.modified },
      ],
      'connections.csv',
    );
  }

  @Serves(connections.get)
  get({ principal, params }: Asked<typeof connections.get>) {
    return this.reader.get(principal, params.ref);
  }

  @Serves(connections.history)
  history({ principal, params, query }: Asked<typeof connections.history>) {
    return this.reader.history(principal, params.ref, query);
  }

  @Serves(connections.broodTools)
  broodTools({ principal, params }: Asked<typeof connections.broodTools>) {
    return this.reader.broodTools(principal, params.ref);
  }

  @Serves(connections.offer)
  offer({ principal, params }: Asked<typeof connections.offer>) {
    return this.reader.offer(principal, params.ref, params.remoteToolId);
  }

  @Serves(connections.request)
  async request({ principal, params, body }: Asked<typeof connections.request>) {
    return this.reader.get(principal, {
      id: await this.connections.request(principal, params.ref, params.remoteToolId, body),
    });
  }

  @Serves(connections.ofRequest)
  ofRequest({ principal, params }: Asked<typeof connections.ofRequest>) {
    return this.reader.ofRequest(principal, params.ref);
  }

  @Serves(connections.cancel)
  async cancel({ principal, params, body }: Asked<typeof connections.cancel>) {
    return this.reader.get(principal, {
      id: await this.connections.cancel(principal, params.ref, body.message ?? null),
    });
  }

  @Serves(connections.resume)
  async resume({ principal, params }: Asked<typeof connections.resume>) {
    return this.reader.get(principal, { id: await this.connections.resume(principal, params.ref) });
  }

  @Serves(connections.disconnect)
  async disconnect({ principal, params, body }: Asked<typeof connections.disconnect>) {
    return this.reader.get(principal, {
      id: await this.connections.disconnect(principal, params.ref, body.message ?? null),
    });
  }

  @Serves(connections.rotate)
  async rotate({ principal, params }: Asked<typeof connections.rotate>) {
    return this.reader.get(principal, { id: await this.connections.rotate(principal, params.ref) });
  }

  @Serves(connections.test)
  async test({ principal, params }: Asked<typeof connections.test>) {
    return this.reader.get(principal, { id: await this.connections.test(principal, params.ref) });
  }

  @Serves(connections.connectOwn)
  async connectOwn({ principal, params, body }: Asked<typeof connections.connectOwn>) {
    return this.reader.get(principal, { id: await this.connections.connectOwn(principal, params.ref, body) });
  }
}
