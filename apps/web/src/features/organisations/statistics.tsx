import { organisations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { ListStatistics } from '../../parts/statistics/list-statistics.js';
import { text } from './text.js';

const load = (query: { days: number; slices: number }) => call(organisations.statistics, { query });

/** The numbers above the list of organisations. `stamp` changes after a write. */
export function OrganisationStatisticsStrip({ stamp }: { readonly stamp: number }) {
  return (
    <ListStatistics
      index="/organisations/index"
      memory="statistics.organisations"
      load={load}
      charts={({ nationality, sector }) => [
        { title: text.statistics.nationality, field: 'country', slices: nationality },
        { title: text.statistics.sector, field: 'sector', slices: sector },
      ]}
      stamp={stamp}
    />
  );
}
