import {
  type Call,
  consents,
  exploration,
  fieldRights,
  type IndividualRule,
  individuals,
  mailingLists,
  metaTemplates,
  type OrganisationRule,
  organisations,
  permissionLimitations,
  responsible,
  sharingGroupBlueprints,
  users,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';

const uuids = {
  organisation: 'a1b2c3d4-0000-4000-8000-000000000011',
  individual: 'a1b2c3d4-0000-4000-8000-000000000012',
  user: 'a1b2c3d4-0000-4000-8000-000000000013',
};
type Scope = keyof typeof uuids;

const network = '192.0.2.0/24';
const address = 'night-line@kept.example';
const clearance = 'top-floor';
const fields: Readonly<Record<Scope, { readonly field: string; readonly type: string; readonly value: string }>> = {
  organisation: { field: 'kept_network', type: 'ipv4', value: network },
  individual: { field: 'kept_email', type: 'email', value: address },
  user: { field: 'kept_clearance', type: 'text', value: clearance },
};

/** What a caller who may not read a field can learn of it by asking in other ways. */
describe('values kept from a caller', () => {
  let house: House;
  let world: World;
  const ids = {} as Record<Scope, number>;
  let list: { id: number };

  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    for (const scope of ['organisation', 'individual', 'user'] as const) {
      const { field, type } = fields[scope];
      const said = await house.call(metaTemplates.importDefinition, {
        body: {
          uuid: uuids[scope],
          name: `Kept ${scope}`,
          namespace: 'tests',
          description: '',
          version: 1,
          scope,
          source: 'tests',
          metaFields: [{ field, type }],
        } as never,
      });
      expect(said.status, said.text).toBe(201);
      ids[scope] = said.body.fields[0]?.id ?? 0;
      await house.call(metaTemplates.change, { params: { ref: String(said.body.id) }, body: { enabled: true } });
    }
    const metaFields = (scope: Scope) => [{ fieldId: ids[scope], values: [fields[scope].value] }];
    const { circl } = world.organisations;
    await house.call(organisations.update, {
      params: { ref: circl.uuid },
      body: { metaFields: metaFields('organisation') },
    });
    await house.call(individuals.update, {
      params: { ref: world.people.alice.uuid },
      body: { metaFields: metaFields('individual') },
    });
    await house.call(users.update, {
      params: { ref: world.users.plain.uuid },
      body: { metaFields: metaFields('user') },
    });
    const made = await house.call(mailingLists.create, { key: keyOf('orgAdmin'), body: { name: 'Night shift' } });
    list = made.body;
    const [value] = await house.rows<{ id: number }>('select id from meta_fields where value = $1', [address]);
    const joined = await house.call(mailingLists.addMembers, {
      key: keyOf('orgAdmin'),
      params: { ref: String(list.id) },
      body: {
        individualIds: [world.people.alice.id],
        addresses: { [world.people.alice.id]: { primary: true, metaFieldIds: [value?.id ?? 0] } },
      },
    });
    expect(joined.status, joined.text).toBe(200);
  });
  afterAll(() => house.stop());

  async function keep(see: string[] | null): Promise<void> {
    for (const scope of ['organisation', 'individual', 'user'] as const) {
      const body = { templateUuid: uuids[scope], field: fields[scope].field, see, write: null };
      expect((await house.call(fieldRights.put, { body: body as never })).status).toBe(200);
    }
  }

  const organisationLeaf = (op: 'eq' | 'present', values: string[]): OrganisationRule => ({
    kind: 'metaField',
    templateUuid: uuids.organisation,
    field: fields.organisation.field,
    op,
    values,
  });
  const personLeaf = (op: 'eq' | 'present', values: string[]): IndividualRule => ({
    kind: 'metaField',
    templateUuid: uuids.individual,
    field: fields.individual.field,
    op,
    values,
  });
  const foundByBlueprint = async (rules: OrganisationRule, who: UserName = 'orgAdmin') => {
    const said = await house.call(sharingGroupBlueprints.preview, { key: keyOf(who), body: { rules } });
    expect(said.status, said.text).toBe(200);
    return said.body.matched;
  };
  const foundByList = async (rule: IndividualRule, who: UserName = 'orgAdmin') => {
    const said = await house.call(mailingLists.preview, { key: keyOf(who), body: { rule } });
    expect(said.status, said.text).toBe(200);
    return said.body.matched;
  };
  const text = async (path: string, who: UserName, headers: Record<string, string> = {}) =>
    (await house.ask(path, { headers: { authorization: keyOf(who), ...headers } })).text;

  it('are found by no rule of a blueprint, whatever it asks', async () => {
    await keep(null);
    expect(await foundByBlueprint(organisationLeaf('eq', [network]))).toBe(1);
    expect(await foundByBlueprint(organisationLeaf('present', []))).toBe(1);
    const others = await foundByBlueprint({ kind: 'not', rules: [organisationLeaf('present', [])] });
    await keep(['perm_sync']);
    expect(await foundByBlueprint(organisationLeaf('eq', [network]))).toBe(0);
    expect(await foundByBlueprint(organisationLeaf('present', []))).toBe(0);
    expect(await foundByBlueprint({ kind: 'not', rules: [organisationLeaf('present', [])] })).toBe(others + 1);
    expect(await foundByBlueprint(organisationLeaf('eq', [network]), 'community')).toBe(1);
  });

  it('put nobody on a list by a rule, not even one kept from before', async () => {
    await keep(null);
    expect(await foundByList(personLeaf('eq', [address]))).toBe(1);
    const made = await house.call(mailingLists.create, {
      key: keyOf('orgAdmin'),
      body: { name: 'By rule', rule: personLeaf('present', []) },
    });
    expect(made.status, made.text).toBe(201);
    const recalculate = async () => {
      const params = { ref: String(made.body.id) };
      await house.call(mailingLists.recalculate, { key: keyOf('orgAdmin'), params });
      return (await house.call(mailingLists.members, { key: keyOf('orgAdmin'), params })).body.items.length;
    };
    expect(await recalculate()).toBe(1);
    await keep(['perm_sync']);
    expect(await foundByList(personLeaf('eq', [address]))).toBe(0);
    expect(await foundByList(personLeaf('present', []))).toBe(0);
    expect(await recalculate()).toBe(0);
  });

  it('are no address of a mailing list: not shown, not written to a file, not to be chosen by number', async () => {
    const params = { ref: String(list.id) };
    const shown = async () =>
      (await text(`/api/v1/mailing-lists/${list.id}/members`, 'orgAdmin')) +
      (await text(`/api/v1/mailing-lists/${list.id}/export?format=csv`, 'orgAdmin')) +
      (await text(`/mailingLists/view/${list.id}.json`, 'orgAdmin', { accept: 'application/json' }));
    await keep(null);
    expect(await shown()).toContain(address);
    await keep(['perm_sync']);
    expect(await shown()).not.toContain(address);
    const [value] = await house.rows<{ id: number }>('select id from meta_fields where value = $1', [address]);
    const said = await house.call(mailingLists.setAddresses, {
      key: keyOf('orgAdmin'),
      params,
      body: { individualId: world.people.alice.id, primary: true, metaFieldIds: [value?.id ?? 0] },
    });
    expect([said.status, said.text.includes(address)]).toEqual([400, false]);
  });

  it('stand in no file, in none of its forms, and in no column of the original’s', async () => {
    const files = async () => {
      const own = ['csv', 'json'].flatMap((form) => [
        `/api/v1/organisations.${form}?columns=${ids.organisation}`,
        `/api/v1/individuals.${form}?columns=${ids.individual}`,
        `/api/v1/users.${form}?columns=${ids.user}`,
      ]);
      const theirs = ['/organisations/index.csv', '/individuals/index.csv'];
      const answers = await Promise.all([...own, ...theirs].map(async (path) => [path, await text(path, 'orgAdmin')]));
      return answers.flatMap(([path = '', said = '']) =>
        [network, address, clearance].some((value) => said.includes(value)) ? [path] : [],
      );
    };
    await keep(null);
    expect((await files()).length).toBeGreaterThanOrEqual(6);
    await keep(['perm_sync']);
    expect(await files()).toEqual([]);
  });

  it('cannot be guessed by alternatives, negations or bounds of a filter', async () => {
    const total = async (query: string) =>
      (
        (await house.ask(`/api/v1/organisations?${query}`, { headers: { authorization: keyOf('orgAdmin') } })).body as {
          total: number;
        }
      ).total;
    await keep(['perm_sync']);
    const all = await total('');
    const meta = `meta.${ids.organisation}`;
    expect(await total(`${meta}.covers=192.0.2.7`)).toBe(0);
    expect(await total(`${meta}.within=192.0.0.0/8`)).toBe(0);
    expect(await total(`${meta}.empty=false`)).toBe(0);
    expect(await total(`${meta}.empty=true`)).toBe(all);
    expect(await total(`${meta}.not=${encodeURIComponent(network)}`)).toBe(all);
    expect(await total(`any.1.${meta}=${encodeURIComponent(network)}&any.1.name=no%20such%20name`)).toBe(0);
  });

  it('answer for no network, count in no picture, and are offered to no stranger', async () => {
    const asked = async () => ({
      responsible: (await house.call(responsible, { key: keyOf('orgAdmin'), query: { ip: '192.0.2.7' } })).body.answers
        .length,
      counted: (await house.call(exploration.fields, { key: keyOf('orgAdmin'), query: {} })).body.items.filter(
        ({ fieldId }) => fieldId === ids.organisation,
      ).length,
      offered: (
        await house.call(consents.get, {
          key: keyOf('orgAdmin'),
          params: { kind: 'organisation', ref: world.organisations.circl.uuid },
        })
      ).text.includes(network),
    });
    await keep(null);
    expect(await asked()).toEqual({ responsible: 1, counted: 1, offered: true });
    await keep(['perm_sync']);
    expect(await asked()).toEqual({ responsible: 0, counted: 0, offered: false });
  });

  it('are no value of a limit’s use', async () => {
    const made = await house.call(permissionLimitations.create, {
      body: { scope: 'global', permission: fields.user.field, value: null, maxOccurrence: 5, comment: '' },
    });
    expect(made.status, made.text).toBe(201);
    const usage = () =>
      house.call(permissionLimitations.usage, { key: keyOf('orgAdmin'), params: { ref: String(made.body.id) } });
    await keep(null);
    expect((await usage()).body.values).toMatchObject([{ value: clearance, enabled: 1 }]);
    await keep(['perm_sync']);
    const said = await usage();
    expect(said.body).toMatchObject({ values: [], organisations: [] });
    expect(said.text).not.toContain(clearance);
  });

  it('have no field on a form, in a column or in a filter; what may be read only says so', async () => {
    const offered = async (who: UserName): Promise<[string, boolean][]> => {
      const said = await house.call(metaTemplates.forms, { key: keyOf(who), params: { scope: 'user' } });
      return said.body.flatMap((form) =>
        form.fields.map(({ field, mayWrite }): [string, boolean] => [field, mayWrite]),
      );
    };
    const put = (see: string[] | null, write: string[] | null) => {
      const body = { templateUuid: uuids.user, field: fields.user.field, see, write };
      return house.call(fieldRights.put, { body: body as Call<typeof fieldRights.put>['body'] });
    };
    await put(['perm_sync'], null);
    expect(await offered('orgAdmin')).toEqual([]);
    expect(await offered('community')).toEqual([[fields.user.field, true]]);
    await put(null, ['perm_org_admin']);
    expect(await offered('orgAdmin')).toEqual([[fields.user.field, true]]);
    expect(await offered('editor')).toEqual([[fields.user.field, false]]);
  });

  it('stay as they are when somebody who does not see them sets the record back', async () => {
    await keep(['perm_community_admin']);
    const nouns = [
      [individuals, world.people.alice.uuid, { position: 'Moved' }, uuids.individual, fields.individual],
      [organisations, world.organisations.circl.uuid, { sector: 'Moved' }, uuids.organisation, fields.organisation],
    ] as const;
    for (const [noun, ref, changes, templateUuid, { field, value }] of nouns) {
      const change = async (body: object) => {
        const said = await house.call(noun.update as typeof individuals.update, { params: { ref }, body });
        expect(said.status, said.text).toBe(200);
      };
      const values = async () =>
        (await house.call(noun.get as typeof individuals.get, { params: { ref } })).body.metaFields
          .filter((one) => one.templateUuid === templateUuid && one.field === field)
          .map((one) => one.value);
      await change({ metaFields: [{ templateUuid, field, values: [] }] });
      const { entries } = (await house.call(noun.history as typeof individuals.history, { params: { ref } })).body;
      await change({ metaFields: [{ templateUuid, field, values: [value] }] });
      await change(changes);
      const body = { seq: entries[0]?.seq ?? 0 };
      const back = await house.call(noun.revert as typeof individuals.revert, {
        key: keyOf('orgAdmin'),
        params: { ref },
        body,
      });
      expect(back.status, back.text).toBe(200);
      expect(await values()).toEqual([value]);
    }
  });
});
