import type { Individual, IndividualRow } from '@cerebrate/contract';

const facts = (id: number, lastName: string) => ({
  id,
  uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  email: `${lastName.toLowerCase()}@people.example`,
  firstName: 'Ann',
  lastName,
  position: null,
  hasUser: false,
  tags: [],
  alignments: [],
  anonymisedAt: null,
  created: '2026-01-01T10:00:00.000Z',
  modified: '2026-01-02T10:00:00.000Z',
  version: 1,
  mayChange: true,
});

/** A person in a list, plain unless told otherwise. */
export const personRow = (id: number, lastName: string, rest: Partial<IndividualRow> = {}): IndividualRow => ({
  ...facts(id, lastName),
  meta: {},
  ...rest,
});

/** One whole person, plain unless told otherwise. */
export const personOf = (id: number, lastName: string, rest: Partial<Individual> = {}): Individual => ({
  ...facts(id, lastName),
  emails: [],
  metaFields: [],
  ...rest,
});
