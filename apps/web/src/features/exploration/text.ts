import type { GraphKind } from '@cerebrate/contract';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of the pages that show the whole. */
export const text = {
  map: {
    title: 'World map',
    lead: 'Organisations by country, as far as you see them.',
    noun: 'organisations',
    table: 'Organisations by country',
    country: 'Country',
    organisations: 'Organisations',
    elsewhere: (n: number) => `${number(n)} without a country`,
    empty: 'No organisation has a country yet.',
  },
  usage: {
    title: 'Use of meta-fields',
    lead: 'How many of the records you see hold a value.',
    empty: 'No record you see has a value in a meta-field.',
    failed: 'The use of meta-fields could not be loaded.',
    records: (n: number) => `${number(n)} ${n === 1 ? 'record' : 'records'}`,
    all: 'Meta-templates',
  },
  overlap: 'Overlap of sharing groups',
  graph: {
    title: 'Network graph',
    lead: 'People, organisations and their groups. Drag to move, scroll to zoom, click a point to see what it is linked to.',
    country: 'Country',
    sector: 'Sector',
    any: 'Any',
    people: 'People',
    show: 'Show graph',
    focus: (name: string) => `Around ${name}`,
    unfocus: 'Show all',
    depth: 'Steps',
    cut: (shown: number, all: number) =>
      `Only ${number(shown)} points are shown, the best linked of ${number(all)} organisations first. Filter to see the others.`,
    cutAround: (shown: number) =>
      `Only the nearest ${number(shown)} points are shown. Take fewer steps to see all of them.`,
    empty: 'Nothing you see is linked: no people aligned with organisations, no groups.',
    emptyAction: 'Show organisations',
    canvas: (nodes: number, links: number) =>
      `Picture of ${number(nodes)} points and ${number(links)} links. The table holds the same.`,
    arranging: 'Arranging the points',
    fit: 'Fit',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    table: 'All points',
    find: 'Find in the table',
    more: (n: number) => `Show ${number(n)} more`,
    columns: { name: 'Name', kind: 'Kind', links: 'Links', country: 'Country', acts: 'Acts' },
    open: 'Open',
    around: 'Show its surroundings',
    aroundOf: (name: string) => `Show the surroundings of ${name}`,
    linkedTo: (n: number) => `${number(n)} ${n === 1 ? 'link' : 'links'}`,
    close: 'Close',
    kinds: {
      organisation: 'Organisation',
      individual: 'Person',
      orgGroup: 'Organisation group',
      sharingGroup: 'Sharing group',
    } satisfies Record<GraphKind, string>,
  },
};
