import type { INestApplicationContext } from '@nestjs/common';
import { SharingGroupsService } from '../directory/index.js';
import { type Principal, Store, sql } from '../kernel/index.js';

interface Circle {
  readonly uuid: string;
  readonly name: string;
  readonly releasability: string;
  readonly description: string;
  readonly active: boolean;
  /** Countries or sectors whose organisations are in it; the first one owns it. */
  readonly countries?: readonly string[];
  readonly sectors?: readonly string[];
  /** Sectors whose members may extend it. */
  readonly extends: readonly string[];
}

const circles: readonly Circle[] = [
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7a01',
    name: 'Northern exchange',
    releasability: 'National teams of the north and their constituents',
    description: 'Indicators and early warnings between the northern teams.',
    active: true,
    countries: ['DK', 'NO', 'FI', 'EE', 'SE', 'IS', 'LV', 'LT'],
    extends: ['Government'],
  },
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7a02',
    name: 'Energy circle',
    releasability: 'Operators of energy and water, and the national teams that look after them',
    description: 'Incidents in control systems. Nothing leaves the circle without the consent of its source.',
    active: true,
    sectors: ['Energy', 'Water', 'Transport'],
    extends: ['Energy'],
  },
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7a03',
    name: 'Benelux finance',
    releasability: 'Banks and their regulators in BE, NL and LU',
    description: 'Fraud campaigns and mule accounts.',
    active: true,
    countries: ['BE', 'NL', 'LU'],
    extends: ['Finance'],
  },
  {
    uuid: 'd1f2c9a4-5a53-4f06-9b61-0c5b6f1e7a04',
    name: 'Critical suppliers',
    releasability: 'Suppliers of digital infrastructure and those who depend on them',
    description: 'Kept for the record; its work goes on in the energy circle.',
    active: false,
    sectors: ['Digital infrastructure', 'Telecommunications', 'Energy', 'Finance'],
    extends: [],
  },
];

/** Adds the invented circles with their members; one that is there by its uuid stays as it is. */
export async function addSharingGroups(app: INestApplicationContext, principal: Principal): Promise<void> {
  const store = app.get(Store);
  const service = app.get(SharingGroupsService);
  for (const { uuid, countries = [], sectors = [], extends: extending, ...facts } of circles) {
    const known = await store.readOne(sql`select 1 from sharing_groups where uuid = ${uuid}`);
    const found = await store.read<{ id: number; sector: string | null }>(sql`
      select id, sector from organisations where deleted_at is null
        and (country = any(${[...countries]}::text[]) or sector = any(${[...sectors]}::text[])) order by id limit 40`);
    const [owner] = found;
    if (known || !owner) continue;
    const group = await service.create(principal, { ...facts, uuid, organisationId: owner.id });
    for (const extend of [true, false]) {
      const ids = found.filter(({ sector }) => extending.includes(sector ?? '') === extend).map(({ id }) => id);
      if (ids.length > 0) await service.enrol(principal, { id: group.id }, ids, extend);
    }
  }
}
