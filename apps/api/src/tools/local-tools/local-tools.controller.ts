import { batchRuns, connectors, localTools } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { LocalToolsService } from './local-tools.service.js';
import { ToolActions } from './tool-actions.service.js';
import { ToolBatches } from './tool-batches.service.js';
import { ToolChecks } from './tool-checks.service.js';

@Controller()
export class LocalToolsController {
  constructor(
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(ToolChecks) private readonly health: ToolChecks,
    @Inject(ToolActions) private readonly actions: ToolActions,
    @Inject(ToolBatches) private readonly batches: ToolBatches,
    @Inject(Connectors) private readonly known: Connectors,
  ) {}

  @Serves(connectors.list)
  kinds({ principal }: Asked<typeof connectors.list>) {
    return this.tools.kinds(principal);
  }

  @Serves(connectors.get)
  kind({ principal, params }: Asked<typeof connectors.get>) {
    return this.tools.kind(principal, params.connector);
  }

  @Serves(connectors.refused)
  refused(_asked: Asked<typeof connectors.refused>) {
    return [...this.known.refused];
  }

  @Serves(localTools.list)
  list({ principal, query }: Asked<typeof localTools.list>) {
    return this.tools.list(principal, query);
  }

  @Serves(localTools.csv)
  csv({ principal, query }: Asked<typeof localTools.csv>) {
    return csvOf(
      this.tools.stream(principal, query),
      [
        { heading: 'id', cell: (tool) => tool.id },
        { heading: 'uuid', cell: (tool) => tool.uuid },
        { heading: 'name', cell: (tool) => tool.name },
        { heading: 'connector', cell: (tool) => tool.connector },
        { heading: 'exposed', cell: (tool) => tool.exposed },
        { heading: 'description', cell: (tool) => tool.description },
        { heading: 'health', cell: (tool) => tool.lastCheck?.state },
        { heading: 'health_message', cell: (tool) => tool.lastCheck?.message },
        { heading: 'version', cell: (tool) => tool.lastCheck?.version },
        { heading: 'connections', cell: (tool) => tool.connectionCount },
      ],
      'tools.csv',
    );
  }

  @Serves(localTools.get)
  get({ principal, params }: Asked<typeof localTools.get>) {
    return this.tools.get(principal, params.ref);
  }

  @Serves(localTools.create)
  create({ principal, body }: Asked<typeof localTools.create>) {
    return this.tools.create(principal, body);
  }

  @Serves(localTools.update)
  update({ principal, params, body, ifMatch }: Asked<typeof localTools.update>) {
    return this.tools.update(principal, params.ref, body, ifMatch);
  }

  @Serves(localTools.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof localTools.remove>) {
    await this.tools.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(localTools.restore)
  restore({ principal, params }: Asked<typeof localTools.restore>) {
    return this.tools.restore(principal, params.ref);
  }

  @Serves(localTools.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof localTools.bulkRemove>) {
    return this.tools.bulkRemove(principal, body.ids);
  }

  @Serves(localTools.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof localTools.bulkRestore>) {
    return this.tools.bulkRestore(principal, body.ids);
  }

  @Serves(localTools.check)
  check({ principal, params }: Asked<typeof localTools.check>) {
    return this.health.check(principal, params.ref);
  }

  @Serves(localTools.checks)
  checks({ principal, params, query }: Asked<typeof localTools.checks>) {
    return this.tools.checks(principal, params.ref, query);
  }

  @Serves(localTools.history)
  history({ principal, params, query }: Asked<typeof localTools.history>) {
    return this.tools.history(principal, params.ref, query);
  }

  @Serves(localTools.table)
  table({ principal, params, query }: Asked<typeof localTools.table>) {
    return this.actions.table(principal, params.ref, params.action, query);
  }

  @Serves(localTools.prefill)
  prefill({ principal, params, query }: Asked<typeof localTools.prefill>) {
    return this.actions.prefill(principal, params.ref, params.action, query.params);
  }

  @Serves(localTools.act)
  act({ principal, params, body }: Asked<typeof localTools.act>) {
    return this.actions.act(principal, params.ref, params.action, body.params);
  }

  @Serves(localTools.batch)
  batch({ principal, params, body }: Asked<typeof localTools.batch>) {
    return this.batches.begin(principal, params.connector, params.action, body);
  }

  @Serves(batchRuns.list)
  batchRuns({ params }: Asked<typeof batchRuns.list>) {
    return this.batches.list(params.connector);
  }

  @Serves(batchRuns.get)
  batchRun({ params }: Asked<typeof batchRuns.get>) {
    return this.batches.get(params.connector, params.run);
  }

  @Serves(batchRuns.stop)
  stopBatch({ principal, params }: Asked<typeof batchRuns.stop>) {
    return this.batches.stop(principal, params.connector, params.run);
  }
}
