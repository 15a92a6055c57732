import type { ViewedList } from '@cerebrate/contract';
import type { ReactNode } from 'react';
import { FilterBar, type ListState, type Preset } from '../../ui/index.js';
import { SaveView } from './save-view.js';
import { useViews } from './use-views.js';

interface ViewsBarProps {
  readonly name: ViewedList;
  readonly list: ListState;
  /** Views that the page itself offers; they come first. */
  readonly presets?: readonly Preset[];
  /** Further controls after the search. */
  readonly children?: ReactNode;
}

/** The filter bar of a list with its views: those of the page, the shipped, the shared and one's own (ORG-02). */
export function ViewsBar({ name, list, presets = [], children }: ViewsBarProps) {
  const { views, reload } = useViews(name);
  const kept = views.map(({ name: label, search }): Preset => ({ label, search }));
  return (
    <FilterBar list={list} presets={[...presets, ...kept]}>
      {children}
      <SaveView name={name} list={list} views={views} onChange={reload} />
    </FilterBar>
  );
}
