import { type Alignment, alignments } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { AlignmentsService } from './alignments.service.js';

@Controller()
export class AlignmentsController {
  constructor(@Inject(AlignmentsService) private readonly alignments: AlignmentsService) {}

  @Serves(alignments.list)
  list({ principal, query }: Asked<typeof alignments.list>) {
    return this.alignments.list(principal, query);
  }

  @Serves(alignments.csv)
  csv({ principal, query }: Asked<typeof alignments.csv>) {
    return csvOf(this.alignments.stream(principal, query), csvColumns, 'alignments.csv');
  }

  @Serves(alignments.roles)
  roles({ principal }: Asked<typeof alignments.roles>) {
    return this.alignments.roles(principal);
  }

  @Serves(alignments.get)
  get({ principal, params }: Asked<typeof alignments.get>) {
    return this.alignments.get(principal, params.ref);
  }

  @Serves(alignments.create)
  create({ principal, body }: Asked<typeof alignments.create>) {
    return this.alignments.create(principal, body);
  }

  @Serves(alignments.update)
  update({ principal, params, body, ifMatch }: Asked<typeof alignments.update>) {
    return this.alignments.update(principal, params.ref, body, ifMatch);
  }

  @Serves(alignments.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof alignments.remove>) {
    await this.alignments.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}

const csvColumns: CsvColumn<Alignment>[] = [
  { heading: 'id', cell: (row) => row.id },
  { heading: 'person', cell: (row) => row.individual.name },
  { heading: 'email', cell: (row) => row.individual.email },
  { heading: 'person uuid', cell: (row) => row.individual.uuid },
  { heading: 'organisation', cell: (row) => row.organisation.name },
  { heading: 'organisation uuid', cell: (row) => row.organisation.uuid },
  { heading: 'role', cell: (row) => row.type },
  { heading: 'valid from', cell: (row) => row.validFrom },
  { heading: 'valid until', cell: (row) => row.validUntil },
  { heading: 'in force', cell: (row) => row.isCurrent },
  { heading: 'created', cell: (row) => row.created },
  { heading: 'modified', cell: (row) => row.modified },
];
