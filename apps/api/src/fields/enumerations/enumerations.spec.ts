import { type EnumerationCollectionRecord, enumerations } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { InvalidInput } from '../../kernel/index.js';
import { Enumerations } from './enumerations.js';

const { list, get, create, update, remove } = enumerations;

battery('enumeration collections', {
  endpoints: { list, get, create, update, remove },
  kind: 'enumerationCollection',
  sample: (_world, at) => ({
    name: `collection ${at}`,
    description: 'for a spec',
    targetModel: 'Organisations',
    targetField: 'sector',
    enabled: true,
    values: ['Energy', 'Finance'],
  }),
  change: () => ({ body: { name: 'renamed' }, field: 'name', value: 'renamed' }),
  statements: 4,
});

describe('enumerations', () => {
  let house: House;
  let allowed: Enumerations;
  beforeAll(async () => {
    house = await startHouse();
    allowed = house.app.get(Enumerations);
  });
  beforeEach(async () => {
    const { body } = await house.call(list);
    for (const { id } of body.items) await house.call(remove, { params: { ref: String(id) } });
  });
  afterAll(() => house.stop());

  const add = async (values: string[], more: object = {}): Promise<EnumerationCollectionRecord> => {
    const body = { name: 'Sectors', targetModel: 'Organisations' as const, targetField: 'sector', values, ...more };
    const said = await house.call(create, { body });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };

  it('keep the ids of values that stay, in the new order, and log the change as one', async () => {
    const made = await add(['Energy', 'Finance', 'Health']);
    const ids = new Map(made.values.map(({ id, value }) => [value, id]));
    const said = await house.call(update, {
      params: { ref: made.uuid },
      body: { values: ['Health', 'Transport', 'energy'] },
      ifMatch: made.version,
    });
    expect(said.body.values.map(({ value }) => value)).toEqual(['Health', 'Transport', 'energy']);
    expect(said.body.values[0]?.id).toBe(ids.get('Health'));
    expect(said.body.values[2]?.id).toBe(ids.get('Energy'));
    expect(said.body).toMatchObject({ valueCount: 3, version: made.version + 1, uuid: made.uuid });
    const rows = await house.rows(
      `select action, before, after from audit_log where kind = 'enumerationCollection' and entity_id = $1 order by seq`,
      [made.id],
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ action: 'add', before: null, after: { values: ['Energy', 'Finance', 'Health'] } });
    expect(rows[1]).toEqual({
      action: 'edit',
      before: { values: ['Energy', 'Finance', 'Health'] },
      after: { values: ['Health', 'Transport', 'energy'] },
    });
    const history = await house.call(enumerations.history, { params: { ref: made.uuid } });
    expect(history.body.entries.map(({ action }) => action)).toEqual(['edit', 'add']);
  });

  it('refuse a value listed twice, whatever its case, and a field no collection can govern', async () => {
    const body = { name: 'x', targetModel: 'Organisations' as const, targetField: 'sector' };
    const twice = await house.call(create, { body: { ...body, values: ['Energy', 'ENERGY'] } });
    expect(twice.body.issues).toEqual([{ path: ['values', 1], message: "'ENERGY' is in the list twice" }]);
    const nowhere = await house.call(create, { body: { ...body, targetField: 'uuid' } });
    expect(nowhere.body.issues?.[0]?.path).toEqual(['targetField']);
    const made = await add([]);
    const half = await house.call(update, { params: { ref: String(made.id) }, body: { targetField: 'type' } });
    expect(half.body.issues?.[0]).toEqual({ path: ['targetField'], message: 'give model and field together' });
  });

  it('allow the values of every enabled collection of a field, and any value where there is none', async () => {
    await allowed.check('Organisations', 'sector', 'anything');
    await add(['Energy']);
    const second = await add(['Finance', 'Energy']);
    await add(['Secret'], { enabled: false });
    await add(['Other'], { targetField: 'type' });
    expect(await allowed.optionsFor('Organisations', 'sector')).toEqual(['Energy', 'Finance']);
    for (const value of ['Energy', ' finance', null, '']) await allowed.check('Organisations', 'sector', value);
    await expect(allowed.check('Organisations', 'sector', 'Secret')).rejects.toBeInstanceOf(InvalidInput);
    await expect(allowed.check('Organisations', 'sector', 'Secret')).rejects.toMatchObject({
      issues: [{ path: ['sector'] }],
    });
    await allowed.check('Organisations', 'sector', 'Secret', 'Secret');
    await house.call(remove, { params: { ref: String(second.id) } });
    await expect(allowed.check('Organisations', 'sector', 'Finance')).rejects.toBeInstanceOf(InvalidInput);
    await allowed.check('Individuals', 'position', 'anything');
    const said = await house.call(enumerations.options, { params: { model: 'Organisations', field: 'sector' } });
    expect(said.body).toEqual({ values: ['Energy'] });
  });

  it('know a country by its code and by its name', async () => {
    await add(['Luxembourg', 'EE'], { targetField: 'country' });
    for (const code of ['LU', 'EE']) await allowed.check('Organisations', 'country', code);
    await expect(allowed.check('Organisations', 'country', 'DE')).rejects.toBeInstanceOf(InvalidInput);
  });

  it('govern nothing while the list is empty', async () => {
    await add([]);
    expect(await allowed.optionsFor('Organisations', 'sector')).toBeNull();
    await allowed.check('Organisations', 'sector', 'anything');
  });
});
