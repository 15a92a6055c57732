import { describe, expect, it } from 'vitest';
import type { NavigationEntry } from '../ui/index.js';
import { activeEntry, contributionsOf, permitted } from './features.js';

const entry = (group: NavigationEntry['group'], order: number, to: string, permission?: string): NavigationEntry => ({
  group,
  order,
  to,
  label: to,
  icon: 'building',
  permission,
});
const home = entry('home', 1, '/');
const teams = entry('contact-db', 2, '/organisations/index', 'organisation:read');
const keys = entry('contact-db', 1, '/encryptionKeys/index');
const imports = entry('administration', 1, '/organisations/import');

describe('the side-bar', () => {
  it('puts what features contribute into the order of groups, then of entries', () => {
    expect(contributionsOf([{ navigation: [imports, teams] }, { navigation: [keys, home] }]).navigation).toEqual([
      home,
      keys,
      teams,
      imports,
    ]);
  });

  it('shows only what the role may use', () => {
    expect(permitted([home, teams], () => false)).toEqual([home]);
  });

  it('marks the entry whose folder the page is in, an exact address first', () => {
    const all = [home, teams, keys, imports];
    expect(activeEntry(all, '/organisations/view/17')).toBe(teams);
    expect(activeEntry(all, '/organisations/import')).toBe(imports);
    expect(activeEntry(all, '/')).toBe(home);
    expect(activeEntry(all, '/tags/index')).toBeUndefined();
  });
});
