import type { ListRequest } from '@cerebrate/contract';

const everything: ListRequest = {
  q: '',
  sort: [],
  page: 1,
  limit: 500,
  total: false,
  filters: [],
  meta: [],
  tags: { all: [], none: [], any: [] },
  anyOf: [],
  columns: [],
};

/** A list request as our own API makes them: every row in the order of its id unless said otherwise. */
export const listRequest = (asked: Partial<ListRequest> = {}): ListRequest => ({ ...everything, ...asked });
