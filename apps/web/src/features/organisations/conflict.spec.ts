import type { Organisation, OrganisationChanges } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { network, organisationOf } from '../../../test/organisations.js';
import { changesKept, conflictOf as meet } from '../../parts/conflict/conflict.js';
import { conflictWords } from './conflict.js';

const base = organisationOf(1, 'CIRCL', {
  country: 'LU',
  sector: 'Government',
  metaFields: [network(1, '192.0.2.0/24')],
});
const labelOf = () => 'IPv4 address';
const conflictOf = (mine: Organisation, theirs: Organisation, changes: OrganisationChanges, label: typeof labelOf) =>
  meet(mine, theirs, changes, conflictWords(theirs, label));

describe('two changes of one organisation', () => {
  it('are in conflict where both set different values', () => {
    const conflict = conflictOf(base, { ...base, country: 'BE' }, { country: 'FR' }, labelOf);
    expect(conflict.fields).toEqual([
      { key: 'country', label: 'Country', here: 'France', there: 'Belgium', mono: false },
    ]);
    expect(conflict.theirsOnly).toEqual([]);
  });

  it('are in no conflict where both set the same value', () => {
    expect(conflictOf(base, { ...base, sector: 'Energy' }, { sector: 'Energy' }, labelOf).fields).toEqual([]);
  });

  it('are in no conflict where only one of them touched the field', () => {
    const conflict = conflictOf(base, { ...base, sector: 'Energy' }, { name: 'CIRCL Luxembourg' }, labelOf);
    expect(conflict.fields).toEqual([]);
    expect(conflict.theirsOnly).toEqual(['Sector']);
  });

  it('meet in meta-fields, too, all values of a field at once', () => {
    const theirs = { ...base, metaFields: [network(1, '192.0.2.0/24'), network(2, '198.51.100.0/24')] };
    const changes = { metaFields: [{ fieldId: 11, values: [] }] };
    const conflict = conflictOf(base, theirs, changes, labelOf);
    expect(conflict.fields).toEqual([
      { key: 'meta.11', label: 'IPv4 address', here: null, there: '192.0.2.0/24\n198.51.100.0/24', mono: true },
    ]);
    expect(changesKept(changes, conflict, [])).toEqual({ metaFields: [] });
    expect(changesKept(changes, conflict, ['meta.11'])).toEqual(changes);
  });

  it('keep what was no conflict when one gives in', () => {
    const changes: OrganisationChanges = { sector: 'Research', url: 'https://circl.example' };
    const conflict = conflictOf(base, { ...base, sector: 'Energy' }, changes, labelOf);
    expect(changesKept(changes, conflict, [])).toEqual({ url: 'https://circl.example' });
  });
});
