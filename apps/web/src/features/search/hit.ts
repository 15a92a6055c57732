import type { SearchGroupName, SearchHit } from '@cerebrate/contract';
import type { Hit, IconName } from '../../ui/index.js';
import { text } from './text.js';

const icons: Readonly<Record<SearchHit['kind'], IconName>> = {
  organisation: 'building',
  individual: 'person',
  value: 'hdd-network',
  sharingGroup: 'people',
  mailingList: 'envelope',
  orgGroup: 'collection',
  blueprint: 'ui-checks-grid',
  encryptionKey: 'shield-lock',
  user: 'person-badge',
  tool: 'tools',
  connection: 'plug',
  tag: 'tag',
};

const pages = {
  sharingGroup: '/sharingGroups',
  mailingList: '/mailingLists',
  orgGroup: '/orgGroups',
  blueprint: '/sharingGroupBlueprints',
  tool: '/localTools',
  connection: '/connections',
} as const;

/** A hit as lists and the palette show it. */
export function shownHit(hit: SearchHit): Hit {
  switch (hit.kind) {
    case 'organisation':
      return shown(
        hit,
        hit.id,
        hit.name,
        `/organisations/view/${hit.id}`,
        hit.via ? text.via(hit.via) : (hit.country ?? undefined),
      );
    case 'individual':
      return shown(hit, hit.id, hit.name, `/individuals/view/${hit.id}`, hit.via ? text.via(hit.via) : hit.email);
    case 'value':
      return shown(
        hit,
        `${hit.owner.kind}${hit.owner.id} ${hit.label}`,
        hit.label,
        `/${hit.owner.kind}s/view/${hit.owner.id}`,
        text.of(hit.owner.name),
      );
    case 'sharingGroup':
    case 'mailingList':
    case 'orgGroup':
    case 'blueprint':
    case 'tool':
    case 'connection':
      return shown(hit, hit.id, hit.name, `${pages[hit.kind]}/view/${hit.id}`, hit.hint ?? undefined);
    case 'encryptionKey':
      return shown(hit, hit.id, hit.name, `/encryptionKeys/view/${hit.id}`, hit.fingerprint?.slice(-16));
    case 'user':
      return shown(hit, hit.id, hit.username, `/users/view/${hit.id}`, hit.name || undefined);
    case 'tag':
      return shown(hit, hit.id, hit.name, `/tags/view/${hit.id}`);
  }
}

function shown({ kind }: SearchHit, id: number | string, label: string, to: string, hint?: string): Hit {
  return { id: `${kind} ${id}`, label, to, icon: icons[kind], ...(hint === undefined ? {} : { hint }) };
}

/** The address of the page with all hits, of one kind if given. */
export const searchAddress = (search: string, group?: SearchGroupName): string =>
  `/instance/searchAll?${new URLSearchParams({ search, ...(group ? { group } : {}) })}`;
