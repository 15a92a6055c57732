import { broodRuns } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { RunUndo } from './run-undo.service.js';
import { RunsService } from './runs.service.js';

@Controller()
export class RunsController {
  constructor(
    @Inject(RunsService) private readonly runs: RunsService,
    @Inject(RunUndo) private readonly undo: RunUndo,
  ) {}

  @Serves(broodRuns.start)
  start({ principal, params, body }: Asked<typeof broodRuns.start>) {
    return this.runs.start(principal, params.ref, body);
  }

  @Serves(broodRuns.list)
  list({ principal, params, query }: Asked<typeof broodRuns.list>) {
    return this.runs.list(principal, params.ref, query);
  }

  @Serves(broodRuns.get)
  get({ principal, params }: Asked<typeof broodRuns.get>) {
    return this.runs.get(principal, params.ref, params.run);
  }

  @Serves(broodRuns.records)
  records({ principal, params, query }: Asked<typeof broodRuns.records>) {
    return this.runs.records(principal, params.ref, params.run, query);
  }

  @Serves(broodRuns.undo)
  undoRun({ principal, params }: Asked<typeof broodRuns.undo>) {
    return this.undo.undo(principal, params.ref, params.run);
  }

  @Serves(broodRuns.release)
  release({ principal, params }: Asked<typeof broodRuns.release>) {
    return this.undo.release(principal, params.ref, params.run);
  }

  @Serves(broodRuns.cancel)
  cancel({ principal, params }: Asked<typeof broodRuns.cancel>) {
    return this.runs.cancel(principal, params.ref, params.run);
  }
}
