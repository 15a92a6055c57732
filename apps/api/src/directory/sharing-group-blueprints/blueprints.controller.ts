import { sharingGroupBlueprints as blueprints } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { BlueprintsService } from './blueprints.service.js';

@Controller()
export class BlueprintsController {
  constructor(@Inject(BlueprintsService) private readonly blueprints: BlueprintsService) {}

  @Serves(blueprints.list)
  list({ principal, query }: Asked<typeof blueprints.list>) {
    return this.blueprints.list(principal, query);
  }

  @Serves(blueprints.csv)
  csv({ principal, query }: Asked<typeof blueprints.csv>) {
    return csvOf(
      this.blueprints.stream(principal, query),
      [
        { heading: 'id', cell: (row) => row.id },
        { heading: 'uuid', cell: (row) => row.uuid },
        { heading: 'name', cell: (row) => row.name },
        { heading: 'description', cell: (row) => row.description },
        { heading: 'owner', cell: (row) => row.owner.name },
        { heading: 'sharing_group', cell: (row) => row.sharingGroup?.name },
        { heading: 'executed', cell: (row) => row.trigger },
        { heading: 'schedule', cell: (row) => row.schedule },
      ],
      'sharing-group-blueprints.csv',
    );
  }

  @Serves(blueprints.preview)
  preview({ principal, body }: Asked<typeof blueprints.preview>) {
    return this.blueprints.preview(principal, body.rules, body.sharingGroup ?? null);
  }

  @Serves(blueprints.read)
  read({ principal, body }: Asked<typeof blueprints.read>) {
    return this.blueprints.read(principal, body.rule);
  }

  @Serves(blueprints.write)
  write({ body }: Asked<typeof blueprints.write>) {
    return this.blueprints.write(body.rules);
  }

  @Serves(blueprints.get)
  get({ principal, params }: Asked<typeof blueprints.get>) {
    return this.blueprints.get(principal, params.ref);
  }

  @Serves(blueprints.create)
  create({ principal, body }: Asked<typeof blueprints.create>) {
    return this.blueprints.create(principal, body);
  }

  @Serves(blueprints.update)
  update({ principal, params, body, ifMatch }: Asked<typeof blueprints.update>) {
    return this.blueprints.update(principal, params.ref, body, ifMatch);
  }

  @Serves(blueprints.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof blueprints.remove>) {
    await this.blueprints.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(blueprints.restore)
  restore({ principal, params }: Asked<typeof blueprints.restore>) {
    return this.blueprints.restore(principal, params.ref);
  }

  @Serves(blueprints.impact)
  impact({ principal, params }: Asked<typeof blueprints.impact>) {
    return this.blueprints.impact(principal, params.ref);
  }

  @Serves(blueprints.execute)
  execute({ principal, params, body }: Asked<typeof blueprints.execute>) {
    return this.blueprints.execute(principal, params.ref, body.mayEmpty);
  }

  @Serves(blueprints.detach)
  detach({ principal, params }: Asked<typeof blueprints.detach>) {
    return this.blueprints.detach(principal, params.ref);
  }

  @Serves(blueprints.runs)
  runs({ principal, params, query }: Asked<typeof blueprints.runs>) {
    return this.blueprints.runs(principal, params.ref, query.limit);
  }

  @Serves(blueprints.history)
  history({ principal, params, query }: Asked<typeof blueprints.history>) {
    return this.blueprints.history(principal, params.ref, query);
  }
}
