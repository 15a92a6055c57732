import { Fragment, type ReactNode } from 'react';
import { text } from '../../text/en.js';
import { type Filter, readList, writeList } from '../list/grammar.js';
import type { ListState } from '../list/list-state.js';
import { AddFilter } from './add-filter.js';
import { FilterChip, UnknownChip } from './filter-chip.js';
import { QuickSearch } from './quick-search.js';

/** A named view of a list: its address in the list grammar, without `?`. */
export interface Preset {
  readonly label: string;
  readonly search: string;
  /** A quiet number beside the label. */
  readonly count?: number;
}

interface FilterBarProps {
  readonly list: ListState;
  readonly presets?: readonly Preset[];
  /** Further controls after the search. */
  readonly children?: ReactNode;
}

/** Views, quick search, builder, and below them the filters as chips. Everything it does, it does to the address. */
export function FilterBar({ list, presets = [], children }: FilterBarProps) {
  return (
    <div className="filter-bar">
      <div className="filter-line">
        {presets.length > 0 ? <Views list={list} presets={presets} /> : null}
        <div className="filter-tools">
          <QuickSearch q={list.q} searched={list.shape.searched} onSearch={list.setQ} />
          <AddFilter fields={list.shape.fields} onAdd={list.addFilter} />
          {children}
        </div>
      </div>
      <ActiveFilters list={list} />
    </div>
  );
}

function Views({ list, presets }: { readonly list: ListState; readonly presets: readonly Preset[] }) {
  const now = narrowing(list, list.search);
  return (
    <div className="views" role="group" aria-label={text.filter.views}>
      {presets.map((preset) => (
        <button
          key={preset.label}
          type="button"
          className="view-button"
          aria-pressed={narrowing(list, preset.search) === now}
          onClick={() => list.apply(preset.search)}
        >
          {preset.label}
          {preset.count === undefined ? null : <span className="count-pill">{preset.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** What of an address narrows the list, in one order: two addresses with the same narrowing are the same view. */
function narrowing(list: ListState, search: string): string {
  const { q, filters } = readList(list.shape, new URLSearchParams(search));
  const bare = writeList(list.shape, { q, filters, sort: [], page: 1, limit: list.shape.limit ?? list.limit });
  bare.delete('limit');
  bare.delete('sort');
  bare.sort();
  return bare.toString();
}

function ActiveFilters({ list }: { readonly list: ListState }) {
  const { filters, unknown } = list;
  if (filters.length + unknown.length === 0) return null;
  return (
    <div className="filter-chips" role="group" aria-label={text.filter.active}>
      {groupsOf(filters).map(({ any, members }) =>
        any === undefined || members.length < 2 ? (
          members.map((index) => <Chip key={keyOf(filters[index])} list={list} index={index} />)
        ) : (
          <span key={`any ${any}`} role="group" className="filter-alternatives" aria-label={text.filter.alternatives}>
            {members.map((index, at) => (
              <Fragment key={keyOf(filters[index])}>
                {at > 0 ? <span className="muted">{text.filter.or}</span> : null}
                <Chip list={list} index={index} />
              </Fragment>
            ))}
          </span>
        ),
      )}
      {unknown.map((name) => (
        // any change of the address leaves unknown parameters behind
        <UnknownChip key={name} name={name} onRemove={() => list.setSort(list.sort)} />
      ))}
      {filters.length + unknown.length > 1 ? (
        <button type="button" className="btn btn-ghost btn-sm" onClick={list.clear}>
          {text.filter.clear}
        </button>
      ) : null}
    </div>
  );
}

const keyOf = (filter: Filter | undefined): string =>
  filter ? `${filter.any ?? ''} ${filter.field} ${filter.op} ${filter.values.join(',')}` : '';

/** Places of filters as they are shown: alternatives together, where the first of them stands. */
function groupsOf(filters: readonly Filter[]): { any: number | undefined; members: number[] }[] {
  const groups: { any: number | undefined; members: number[] }[] = [];
  for (const [index, { any }] of filters.entries()) {
    const known = any === undefined ? undefined : groups.find((group) => group.any === any);
    if (known) known.members.push(index);
    else groups.push({ any, members: [index] });
  }
  return groups;
}

function Chip({ list, index }: { readonly list: ListState; readonly index: number }) {
  const filter = list.filters[index];
  const field = list.shape.fields.find((one) => one.name === filter?.field);
  if (!filter || !field) return null;
  return (
    <FilterChip
      field={field}
      filter={filter}
      fields={list.shape.fields}
      onChange={(next) => list.replaceFilter(index, next)}
      onAlternative={(next) => list.addAlternative(index, next)}
      onRemove={() => list.removeFilter(index)}
    />
  );
}
