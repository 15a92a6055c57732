import { type IndividualRow, individuals } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { IndividualDeletion } from './individual-deletion.service.js';
import { IndividualReader } from './individual-reader.js';
import { IndividualStatisticsReader } from './individual-statistics.js';
import { IndividualsService } from './individuals.service.js';

@Controller()
export class IndividualsController {
  constructor(
    @Inject(IndividualsService) private readonly individuals: IndividualsService,
    @Inject(IndividualReader) private readonly reader: IndividualReader,
    @Inject(IndividualDeletion) private readonly deletion: IndividualDeletion,
    @Inject(IndividualStatisticsReader) private readonly numbers: IndividualStatisticsReader,
  ) {}

  @Serves(individuals.list)
  list({ principal, query }: Asked<typeof individuals.list>) {
    return this.individuals.list(principal, query);
  }

  @Serves(individuals.csv)
  csv({ principal, query }: Asked<typeof individuals.csv>) {
    return csvOf(this.individuals.stream(principal, query), csvColumns(query.columns), 'people.csv');
  }

  @Serves(individuals.statistics)
  statistics({ principal, query }: Asked<typeof individuals.statistics>) {
    return this.numbers.read(principal, query.days, query.slices);
  }

  @Serves(individuals.duplicates)
  duplicates({ principal, query }: Asked<typeof individuals.duplicates>) {
    return this.reader.duplicates(principal, query);
  }

  @Serves(individuals.get)
  get({ principal, params }: Asked<typeof individuals.get>) {
    return this.individuals.get(principal, params.ref);
  }

  @Serves(individuals.create)
  create({ principal, body }: Asked<typeof individuals.create>) {
    return this.individuals.create(principal, body);
  }

  @Serves(individuals.update)
  update({ principal, params, body, ifMatch }: Asked<typeof individuals.update>) {
    return this.individuals.update(principal, params.ref, body, ifMatch);
  }

  @Serves(individuals.impact)
  impact({ principal, params }: Asked<typeof individuals.impact>) {
    return this.deletion.impact(principal, params.ref);
  }

  @Serves(individuals.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof individuals.remove>) {
    await this.deletion.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(individuals.restore)
  restore({ principal, params }: Asked<typeof individuals.restore>) {
    return this.deletion.restore(principal, params.ref);
  }

  @Serves(individuals.tag)
  tag({ principal, params, body }: Asked<typeof individuals.tag>) {
    return this.individuals.tag(principal, params.ref, body.add, body.remove);
  }

  @Serves(individuals.bulkTag)
  bulkTag({ principal, body }: Asked<typeof individuals.bulkTag>) {
    return this.deletion.bulkTag(principal, body.ids, body.add, body.remove);
  }

  @Serves(individuals.bulkUpdate)
  bulkUpdate({ principal, body }: Asked<typeof individuals.bulkUpdate>) {
    return this.deletion.bulkUpdate(principal, body.ids, body.changes);
  }

  @Serves(individuals.revert)
  revert({ principal, params, body, ifMatch }: Asked<typeof individuals.revert>) {
    return this.individuals.revert(principal, params.ref, body.seq, ifMatch);
  }

  @Serves(individuals.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof individuals.bulkRemove>) {
    return this.deletion.bulkRemove(principal, body.ids);
  }

  @Serves(individuals.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof individuals.bulkRestore>) {
    return this.deletion.bulkRestore(principal, body.ids);
  }

  @Serves(individuals.history)
  history({ principal, params, query }: Asked<typeof individuals.history>) {
    return this.individuals.history(principal, params.ref, query);
  }
}

const csvColumns = (metaColumns: readonly number[]): CsvColumn<IndividualRow>[] => [
  { heading: 'id', cell: (row) => row.id },
  { heading: 'uuid', cell: (row) => row.uuid },
  { heading: 'email', cell: (row) => row.email },
  { heading: 'first name', cell: (row) => row.firstName },
  { heading: 'last name', cell: (row) => row.lastName },
  { heading: 'position', cell: (row) => row.position },
  { heading: 'organisations', cell: (row) => row.alignments.map(({ organisation }) => organisation.name).join('; ') },
  {
    heading: 'roles',
    cell: (row) => row.alignments.map(({ type, organisation }) => `${type} (${organisation.name})`).join('; '),
  },
  { heading: 'has an account', cell: (row) => row.hasUser },
  { heading: 'tags', cell: (row) => row.tags.map((tag) => tag.name).join('; ') },
  { heading: 'created', cell: (row) => row.created },
  { heading: 'modified', cell: (row) => row.modified },
  ...metaColumns.map((id) => ({
    heading: `meta.${id}`,
    cell: (row: IndividualRow) => row.meta[id]?.values.join('; '),
  })),
];
