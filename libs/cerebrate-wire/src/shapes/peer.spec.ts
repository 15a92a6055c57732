import { describe, expect, it } from 'vitest';
import { PeerIndividual, PeerOrganisation, PeerRows, PeerSharingGroup, PeerStatus } from './peer.js';

const uuid = '00000000-0000-4000-8000-00000000000a';
const organisation = { id: 1, uuid, name: 'CIRCL' };
const group = { id: 2, uuid, name: 'A circle', organisation };
const value = { field: 'ipv4', value: '10.0.0.0/8', template_uuid: uuid, template_version: 2, template_name: 'ENISA' };

describe('what a peer serves is read', () => {
  it('when ids are text, texts are numbers or missing, and times are none', () => {
    const read = PeerOrganisation.parse({
      ...organisation,
      id: '17',
      name: 112,
      sector: null,
      contacts: 5,
      modified: 'x',
    });
    expect(read).toMatchObject({ id: 17, name: '112', sector: null, url: null, contacts: '5', modified: null });
  });

  it('and what it did not say takes nothing away, while an empty list does', () => {
    expect(PeerOrganisation.parse(organisation)).toMatchObject({ tags: null, meta_fields: null });
    expect(PeerOrganisation.parse({ ...organisation, tags: [], meta_fields: [] })).toMatchObject({
      tags: [],
      meta_fields: [],
    });
    const person = { id: 1, uuid, email: 'a@b.example' };
    expect(PeerIndividual.parse(person).alignments).toBeUndefined();
    expect(PeerIndividual.parse({ ...person, alignments: null }).alignments).toBeNull();
    expect(PeerIndividual.parse({ ...person, alignments: 'none' }).alignments).toBeNull();
    expect(PeerIndividual.parse({ ...person, alignments: [] }).alignments).toEqual([]);
    const aligned = { organisation: [{ ...organisation, id: '3' }] };
    expect(PeerIndividual.parse({ ...person, alignments: aligned }).alignments).toEqual([
      { id: 3, uuid, name: 'CIRCL' },
    ]);
  });

  it('with values of fields as text or number, blank ones left out, and other nestings as not said', () => {
    const read = (meta_fields: unknown) => PeerOrganisation.parse({ ...organisation, meta_fields }).meta_fields;
    expect(
      read([
        { ...value, value: 64_504 },
        { ...value, value: null },
        { ...value, value: '' },
      ]),
    ).toEqual([{ ...value, value: '64504', template_version: '2' }]);
    expect(read({ ENISA: { ipv4: '10.0.0.0/8' } })).toBeNull();
    expect(read([{ field: 'x' }])).toBeNull();
  });

  it('with extend in _joinData, beside the columns, or nowhere, as flag, number or text', () => {
    const extendOf = (member: object) =>
      PeerSharingGroup.parse({ ...group, sharing_group_orgs: [{ ...organisation, ...member }] }).sharing_group_orgs[0]
        ?.extend;
    expect(extendOf({ _joinData: { extend: true } })).toBe(true);
    expect(extendOf({ extend: true })).toBe(true);
    expect(extendOf({ _joinData: { extend: false }, extend: true })).toBe(false);
    expect(extendOf({ extend: '1' })).toBe(true);
    expect(extendOf({ extend: '0' })).toBe(false);
    expect(extendOf({ _joinData: null })).toBe(false);
    expect(extendOf({})).toBe(false);
  });

  it('with flags of groups that are missing, null, numbers or text', () => {
    expect(PeerSharingGroup.parse(group)).toMatchObject({ active: true, local: true, sharing_group_orgs: [] });
    expect(PeerSharingGroup.parse({ ...group, active: 0, local: '1' })).toMatchObject({ active: false, local: true });
    expect(PeerSharingGroup.safeParse({ ...group, active: 'perhaps' }).success).toBe(false);
    expect(PeerSharingGroup.safeParse({ ...group, organisation: null }).success).toBe(false);
  });

  it('as a list, or as the object with numbers that PHP makes of one', () => {
    expect(PeerRows.parse([])).toEqual([]);
    expect(PeerRows.parse({ 0: organisation, 2: organisation })).toHaveLength(2);
    expect(PeerRows.safeParse({ message: 'no' }).success).toBe(false);
    expect(PeerRows.safeParse('<html>').success).toBe(false);
  });

  it('as a handshake whose flags may be null', () => {
    const role = { name: 'sync', perm_sync: true, perm_admin: null };
    expect(
      PeerStatus.parse({ version: '1.35', application: 'Cerebrate', user: { username: 'u', role } }).user.role,
    ).toEqual({
      name: 'sync',
      perm_sync: true,
      perm_admin: false,
      perm_community_admin: false,
      perm_view_all_orgs: false,
    });
  });
});
