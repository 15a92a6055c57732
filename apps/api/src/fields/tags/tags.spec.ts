import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';

describe('tags', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('refuses a caller without a key', async () => {
    const said = await house.call(tags.list, { key: '' });
    expect(said.status).toBe(401);
  });
});
