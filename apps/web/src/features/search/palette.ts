import { search } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import type { SearchProvider } from '../../ui/index.js';
import { searchAddress, shownHit } from './hit.js';
import { text } from './text.js';

/** What the palette asks while one types: the best five of each kind. */
export const searchEverything: SearchProvider = async (query, signal) => {
  const q = query.trim().slice(0, 400);
  if (q === '' || !may('directory:search')) return [];
  const { groups } = await call(search.overview, { query: { q, limit: '5' }, signal });
  return groups.map(({ group, hits, more }) => ({
    label: text.headings[group],
    hits: hits.map(shownHit),
    ...(more ? { more: { label: text.showAll(text.groups[group]), to: searchAddress(q, group) } } : {}),
  }));
};
