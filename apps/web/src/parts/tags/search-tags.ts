import { tags } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { ChoiceSearch } from '../../ui/index.js';
import { text } from './text.js';

/**
 * Finds tags for a picker or a filter: those that begin with the text first. A choice's value is the tag's name, which
 * is what lists are filtered by and records are tagged with. @throws ProblemError
 */
export const searchTags: ChoiceSearch = async (query, signal) => {
  const found = await call(tags.suggest, { query: query === '' ? {} : { q: query.slice(0, 191) }, signal });
  return found.map(({ name, colour, counter }) => ({ value: name, label: name, hint: text.used(counter), colour }));
};
