import { type Merge, type MergePreview, merges } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { ChoiceSearch } from '../../ui/index.js';
import { searchOrganisations } from '../organisations/organisation-choices.js';
import { searchPeople } from '../people/person-choices.js';

/** How records of one noun are merged. */
export interface MergeWay {
  readonly source: ChoiceSearch;
  /** Their page. */
  readonly page: (id: number) => string;
  readonly mergePage: (id: number, other: number) => string;
  readonly preview: (id: number, other: number, signal: AbortSignal) => Promise<MergePreview>;
  readonly merge: (id: number, other: number, take: string[]) => Promise<Merge>;
  readonly undo: (id: number, merge: number) => Promise<Merge>;
  readonly into: (id: number, signal: AbortSignal) => Promise<{ items: Merge[] }>;
}

const at = (id: number) => ({ ref: String(id) });

/** Two organisations become one. */
export const organisationMerge: MergeWay = {
  source: searchOrganisations,
  page: (id) => `/organisations/view/${id}`,
  mergePage: (id, other) => `/organisations/merge/${id}?other=${other}`,
  preview: (id, other, signal) => call(merges.previewOrganisation, { params: at(id), body: { other }, signal }),
  merge: (id, other, take) => call(merges.mergeOrganisation, { params: at(id), body: { other, take } }),
  undo: (id, merge) => call(merges.undoOrganisation, { params: at(id), body: { merge } }),
  into: (id, signal) => call(merges.ofOrganisation, { params: at(id), signal }),
};

/** Two records of one person become one. */
export const personMerge: MergeWay = {
  source: searchPeople,
  page: (id) => `/individuals/view/${id}`,
  mergePage: (id, other) => `/individuals/merge/${id}?other=${other}`,
  preview: (id, other, signal) => call(merges.previewIndividual, { params: at(id), body: { other }, signal }),
  merge: (id, other, take) => call(merges.mergeIndividual, { params: at(id), body: { other, take } }),
  undo: (id, merge) => call(merges.undoIndividual, { params: at(id), body: { merge } }),
  into: (id, signal) => call(merges.ofIndividual, { params: at(id), signal }),
};
