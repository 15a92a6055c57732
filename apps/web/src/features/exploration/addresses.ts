import type { GraphKind, GraphNode } from '@cerebrate/contract';

const folders: Readonly<Record<GraphKind, string>> = {
  organisation: 'organisations',
  individual: 'individuals',
  orgGroup: 'orgGroups',
  sharingGroup: 'sharingGroups',
};

/** The page of the record behind a point. */
export const recordOf = ({ kind, id }: Pick<GraphNode, 'kind' | 'id'>): string => `/${folders[kind]}/view/${id}`;
