import type { INestApplicationContext } from '@nestjs/common';
import { BroodsService } from '../../federation/index.js';
import { Conflict, type Principal, Store, sql } from '../../kernel/index.js';

/** Invented nodes; none of them can be reached. */
const nodes = [
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7b01',
    name: 'European hub',
    url: 'https://hub.cerebrate.example',
    description: 'The node the national teams agree on.',
    strategy: 'trusted',
    pull: true,
  },
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7b02',
    name: 'Northern exchange',
    url: 'https://north.cerebrate.example',
    description: 'Runs the circle of the northern teams.',
    strategy: 'standard',
    pull: false,
  },
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7b03',
    name: 'Finance community',
    url: 'https://finance.cerebrate.example',
    description: null,
    strategy: 'manual',
    pull: false,
  },
] as const;

/** Adds the invented nodes; one that is there by its uuid stays as it is. */
export async function addBroods(app: INestApplicationContext, principal: Principal): Promise<void> {
  const [owner] = await app
    .get(Store)
    .read<{ id: number }>(sql`select id from organisations where deleted_at is null order by id limit 1`);
  if (!owner) return;
  for (const node of nodes)
    await app
      .get(BroodsService)
      .create(principal, { ...node, ownerId: owner.id, authKey: 'd'.repeat(40) })
      .catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error;
      });
}
