import { countryName, type OrganisationRow, organisations } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { OrganisationDeletion } from './organisation-deletion.service.js';
import { OrganisationStatisticsReader } from './organisation-statistics.js';
import { OrganisationsService } from './organisations.service.js';

@Controller()
export class OrganisationsController {
  constructor(
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(OrganisationDeletion) private readonly deletion: OrganisationDeletion,
    @Inject(OrganisationStatisticsReader) private readonly numbers: OrganisationStatisticsReader,
  ) {}

  @Serves(organisations.list)
  list({ principal, query }: Asked<typeof organisations.list>) {
    return this.organisations.list(principal, query);
  }

  @Serves(organisations.csv)
  csv({ principal, query }: Asked<typeof organisations.csv>) {
    return csvOf(this.organisations.stream(principal, query), csvColumns(query.columns), 'organisations.csv');
  }

  @Serves(organisations.statistics)
  statistics({ principal, query }: Asked<typeof organisations.statistics>) {
    return this.numbers.read(principal, query.days, query.slices);
  }

  @Serves(organisations.get)
  get({ principal, params }: Asked<typeof organisations.get>) {
    return this.organisations.get(principal, params.ref);
  }

  @Serves(organisations.create)
  create({ principal, body }: Asked<typeof organisations.create>) {
    return this.organisations.create(principal, body);
  }

  @Serves(organisations.update)
  update({ principal, params, body, ifMatch }: Asked<typeof organisations.update>) {
    return this.organisations.update(principal, params.ref, body, ifMatch);
  }

  @Serves(organisations.impact)
  impact({ principal, params }: Asked<typeof organisations.impact>) {
    return this.deletion.impact(principal, params.ref);
  }

  @Serves(organisations.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof organisations.remove>) {
    await this.deletion.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(organisations.restore)
  restore({ principal, params }: Asked<typeof organisations.restore>) {
    return this.deletion.restore(principal, params.ref);
  }

  @Serves(organisations.tag)
  tag({ principal, params, body }: Asked<typeof organisations.tag>) {
    return this.organisations.tag(principal, params.ref, body.add, body.remove);
  }

  @Serves(organisations.bulkTag)
  bulkTag({ principal, body }: Asked<typeof organisations.bulkTag>) {
    return this.deletion.bulkTag(principal, body.ids, body.add, body.remove);
  }

  @Serves(organisations.bulkUpdate)
  bulkUpdate({ principal, body }: Asked<typeof organisations.bulkUpdate>) {
    return this.deletion.bulkUpdate(principal, body.ids, body.changes);
  }

  @Serves(organisations.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof organisations.bulkRemove>) {
    return this.deletion.bulkRemove(principal, body.ids);
  }

  @Serves(organisations.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof organisations.bulkRestore>) {
    return this.deletion.bulkRestore(principal, body.ids);
  }

  @Serves(organisations.history)
  history({ principal, params, query }: Asked<typeof organisations.history>) {
    return this.organisations.history(principal, params.ref, query);
  }

  @Serves(organisations.revert)
  revert({ principal, params, body, ifMatch }: Asked<typeof organisations.revert>) {
    return this.organisations.revert(principal, params.ref, body.seq, ifMatch);
  }
}

const csvColumns = (metaColumns: readonly number[]): CsvColumn<OrganisationRow>[] => [
  { heading: 'id', cell: (row) => row.id },
  { heading: 'uuid', cell: (row) => row.uuid },
  { heading: 'name', cell: (row) => row.name },
  { heading: 'url', cell: (row) => row.url },
  { heading: 'country', cell: (row) => row.country },
  { heading: 'nationality', cell: (row) => (row.country ? countryName(row.country) : row.nationalityText) },
  { heading: 'sector', cell: (row) => row.sector },
  { heading: 'type', cell: (row) => row.type },
  { heading: 'contacts', cell: (row) => row.contacts },
  { heading: 'people', cell: (row) => row.people },
  { heading: 'tags', cell: (row) => row.tags.map((tag) => tag.name).join('; ') },
  { heading: 'groups', cell: (row) => row.orgGroups.map((group) => group.name).join('; ') },
  { heading: 'created', cell: (row) => row.created },
  { heading: 'modified', cell: (row) => row.modified },
  ...metaColumns.map((id) => ({
    heading: `meta.${id}`,
    cell: (row: OrganisationRow) => row.meta[id]?.values.join('; '),
  })),
];
