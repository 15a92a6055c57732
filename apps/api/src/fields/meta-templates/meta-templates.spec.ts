import { type MetaTemplateDefinition, metaTemplates } from '@cerebrate/contract';
import { shippedTemplates } from '@cerebrate/meta-templates';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';

describe('meta-templates', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('loads the eight shipped templates on the first start, disabled, in the order of the files', async () => {
    const said = await house.call(metaTemplates.list, { query: { sort: 'name' } });
    expect(said.status).toBe(200);
    expect(said.body.total).toBe(8);
    expect(said.body.items.every((one) => !one.enabled && !one.isDefault && one.update === null)).toBe(true);
    const byId = [...said.body.items].sort((a, b) => a.id - b.id);
    expect(byId.map(({ uuid }) => uuid)).toEqual(shippedTemplates.map(({ uuid }) => uuid));
  });
});
