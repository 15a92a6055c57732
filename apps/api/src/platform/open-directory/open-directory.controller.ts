import { countryName, openDirectory, type PublicEntry } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { OpenDirectory } from './open-directory.service.js';

@Controller()
export class OpenDirectoryController {
  constructor(@Inject(OpenDirectory) private readonly open: OpenDirectory) {}

  @Serves(openDirectory.summary)
  async summary({ principal }: Asked<typeof openDirectory.summary>) {
    await this.open.enter(principal);
    return this.open.summary();
  }

  @Serves(openDirectory.organisations)
  async organisations({ principal, query }: Asked<typeof openDirectory.organisations>) {
    await this.open.enter(principal);
    return this.open.list('organisation', query);
  }

  @Serves(openDirectory.organisationsCsv)
  async csv({ principal, query }: Asked<typeof openDirectory.organisationsCsv>) {
    await this.open.enter(principal);
    return csvOf(this.open.stream('organisation', query), columns, 'open-organisations.csv');
  }

  @Serves(openDirectory.individuals)
  async individuals({ principal, query }: Asked<typeof openDirectory.individuals>) {
    await this.open.enter(principal);
    return this.open.list('individual', query);
  }

  @Serves(openDirectory.entry)
  async entry({ principal, params }: Asked<typeof openDirectory.entry>) {
    await this.open.enter(principal);
    return this.open.entry(params.kind, params.uuid);
  }

  @Serves(openDirectory.teams)
  async teams({ principal, query }: Asked<typeof openDirectory.teams>) {
    await this.open.enter(principal);
    return this.open.teams(query.offset, query.limit);
  }

  @Serves(openDirectory.challenge)
  async challenge({ principal }: Asked<typeof openDirectory.challenge>) {
    await this.open.enter(principal, 'challenges');
    return this.open.challenge();
  }

  @Serves(openDirectory.reveal)
  async reveal({ principal, body }: Asked<typeof openDirectory.reveal>) {
    await this.open.enter(principal, 'addresses');
    return { value: await this.open.reveal(body) };
  }
}

const columns: readonly CsvColumn<PublicEntry>[] = [
  { heading: 'uuid', cell: (entry) => entry.uuid },
  { heading: 'name', cell: (entry) => entry.name },
  { heading: 'country', cell: (entry) => (entry.country ? (countryName(entry.country) ?? entry.country) : null) },
  { heading: 'sector', cell: (entry) => entry.sector },
  { heading: 'type', cell: (entry) => entry.type },
  { heading: 'url', cell: (entry) => entry.url },
  { heading: 'contacts', cell: (entry) => entry.contacts },
];
