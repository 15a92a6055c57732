import { constituencyTemplateUuid, type MetaFilter } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { anonymous, type Sql, sql, systemPrincipal } from '../../kernel/index.js';
import { MetaFields } from './meta-fields.service.js';

const organisations = 5000;
const networksEach = 8;
/** Somebody from whom fields may be kept; nothing is looked through for them that is not for others. */
const stranger = anonymous('tests', null);

describe('meta-fields of a large directory', () => {
  let house: House;
  let metaFields: MetaFields;
  let ids: number[];
  let fieldIds: Record<string, number>;
  let statements: number;

  beforeAll(async () => {
    house = await startHouse({}, false);
    metaFields = house.app.get(MetaFields);
    const fields = await house.rows<{ id: number; field: string }>(
      'select f.id, f.field from meta_template_fields f join meta_templates t on t.id = f.template_id where t.uuid = $1',
      [constituencyTemplateUuid],
    );
    fieldIds = Object.fromEntries(fields.map(({ id, field }) => [field, id]));
    const made = await house.rows<{ id: number }>(
      `insert into organisations (uuid, name, created, modified)
       select gen_random_uuid(), 'organisation ' || n, now(), now() from generate_series(1, $1::int) n returning id`,
      [organisations],
    );
    ids = made.map(({ id }) => id);
    const before = house.store.statements;
    await house.store.work(systemPrincipal('import'), (work) =>
      metaFields.applyMany(
        work,
        'organisation',
        ids.map((ownerId, at) => ({ ownerId, input: constituency(at) })),
        { isNew: true },
      ),
    );
    statements = house.store.statements - before;
    await house.rows('analyze meta_fields');
    await house.rows('analyze organisations');
  });
  afterAll(() => house.stop());

  /** Eight networks, an AS number and a domain for the organisation of that place: 50,000 values in all. */
  function constituency(at: number) {
    const networks = Array.from({ length: networksEach }, (_, n) => `${10 + n}.${at >> 8}.${at & 255}.0/24`);
    return [
      { fieldId: fieldIds['IPv4 address'] ?? 0, values: networks },
      { fieldId: fieldIds['AS Number'] ?? 0, values: [String(64_512 + at)] },
      { fieldId: fieldIds['Domain'] ?? 0, values: [`team${at}.example`] },
    ];
  }

  const condition = (field: string, op: MetaFilter['op'], ...values: string[]): Sql =>
    metaFields.conditions(stranger, 'organisation', sql`o.id`, { fieldId: fieldIds[field] ?? 0, op, values });
  const planOf = async (where: Sql): Promise<string> => {
    const rows = await house.store.read<{ 'QUERY PLAN': string }>(
      sql`explain select o.id from organisations o where ${where}`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  it('are stored with one statement for each 2,000 values', async () => {
    const [row] = await house.rows<{ n: number }>('select count(*)::int as n from meta_fields');
    expect(row?.n).toBe(50_000);
    const transaction = 2;
    expect(statements - transaction).toBe(25);
  });

  it.each<[string, MetaFilter['op'], string, string]>([
    ['IPv4 address', 'covers', '10.3.7.9', 'meta_fields_net'],
    ['IPv4 address', 'within', '10.3.0.0/20', 'meta_fields_net'],
    ['IPv4 address', 'contains', '10.3.7.9', 'meta_fields_net'],
    ['IPv4 address', 'eq', '10.3.7.0/24', 'meta_fields_net'],
    ['AS Number', 'eq', 'AS65000', 'meta_fields_asn'],
    ['Domain', 'covers', 'www.team77.example', 'meta_fields_domain'],
    ['Domain', 'within', 'team77.example', 'meta_fields_domain'],
    ['Domain', 'contains', 'eam777.ex', 'meta_fields_value'],
    ['Domain', 'starts', 'team77', 'meta_fields_field'],
    ['Country', 'eq', 'Luxembourg', 'meta_fields_field'],
  ])('answer %s %s %s from the index %s, not by reading everything', async (field, op, value, index) => {
    const plan = await planOf(condition(field, op, value));
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan on meta_fields');
  });

  it('are found where they are', async () => {
    const rows = await house.store.read<{ id: number }>(
      sql`select o.id from organisations o where ${condition('IPv4 address', 'covers', '13.3.7.9')}`,
    );
    expect(rows.map(({ id }) => id)).toEqual([ids[3 * 256 + 7]]);
  });

  it('come with a record through its own index', async () => {
    const rows = await house.store.read<{ 'QUERY PLAN': string }>(
      sql`explain select ${metaFields.jsonOf(stranger, 'organisation', sql`o.id`)} from organisations o where o.id = any(${ids.slice(0, 50)}::int[])`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('meta_fields_organisation');
    expect(plan).not.toContain('Seq Scan on meta_fields');
  });
});
