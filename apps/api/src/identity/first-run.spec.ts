import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, principals, userNames } from '../../test/world.js';

describe('the first start', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('makes an administrator whose preset key works', async () => {
    const said = await house.call(tags.list);
    expect(said.status).toBe(200);
  });
  it('lets everyone of the test world in', async () => {
    await buildWorld(house);
    for (const user of userNames) expect((await house.call(tags.list, { key: keyOf(user) })).status).toBe(200);
    console.log((await principals(house)).groupAdmin);
  });
});
