import { constituencyTemplateUuid } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, principals, type UserName } from '../../../test/world.js';
import { InvalidInput, type Principal } from '../../kernel/index.js';
import { MetaFields } from './meta-fields.service.js';
import type { WireMetaField } from './wire-meta-fields.js';

const enisa = '089c68c7-d97e-4f21-a798-159cd10f7864';

describe('meta-fields as the original sends them', () => {
  let house: House;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  let metaFields: MetaFields;
  let circl: number;
  beforeAll(async () => {
    house = await startHouse();
    circl = (await buildWorld(house)).organisations.circl.id;
    everybody = await principals(house);
    metaFields = house.app.get(MetaFields);
  });
  beforeEach(() => house.rows('delete from meta_fields'));
  afterAll(() => house.stop());

  const entry = (
    field: string,
    value: string,
    version = '1',
    template_uuid = constituencyTemplateUuid,
  ): WireMetaField => ({
    template_uuid,
    template_version: version,
    field,
    value,
  });
  const simple = (entries: WireMetaField[], who: UserName = 'admin') =>
    house.store.work(everybody[who], (work) => metaFields.applyWireSimple(work, 'organisation', circl, entries));
  const stored = async () => {
    const values = (await metaFields.read(everybody.admin, 'organisation', [circl])).get(circl) ?? [];
    return values.map(({ field, value }) => `${field}: ${value}`);
  };

  describe('in the simple form', () => {
    it('replace the values of every field mentioned; a blank value only clears', async () => {
      await simple([
        entry('IPv4 address', '192.0.2.0/24'),
        entry('IPv4 address', '198.51.100.1'),
        entry('Domain', 'circl.lu'),
      ]);
      expect(await stored()).toEqual(['IPv4 address: 192.0.2.0/24', 'IPv4 address: 198.51.100.1', 'Domain: circl.lu']);
      await simple([entry('IPv4 address', '203.0.113.0/24'), entry('Domain', ' ')]);
      expect(await stored()).toEqual(['IPv4 address: 203.0.113.0/24']);
    });

    it('match a version written as a number or with zeros, and a uuid in capitals', async () => {
      await simple([entry('Sector', 'Energy', '01', constituencyTemplateUuid.toUpperCase())]);
      expect(await stored()).toEqual(['Sector: Energy']);
    });

    it('are dropped in silence when template, version or field is unknown, or belongs to other records', async () => {
      await simple([
        entry('Sector', 'Energy', '7'),
        entry('No such field', 'x'),
        entry('Sector', 'Energy', '1', '00000000-0000-4000-8000-000000000000'),
        entry('email', 'a@example.org', '2', 'e833915c-6843-4eb4-8396-fe7ba7e0426e'),
        entry('Country', 'Luxembourg'),
      ]);
      expect(await stored()).toEqual(['Country: Luxembourg']);
    });

    it('take several values of a field that is not multiple, as the original does', async () => {
      await simple([entry('constituency', 'one', '2', enisa), entry('constituency', 'two', '2', enisa)]);
      expect(await stored()).toEqual(['constituency: one', 'constituency: two']);
    });

    it('lose nothing when one of them is refused, and the refusal names the entry', async () => {
      await simple([entry('IPv4 address', '192.0.2.0/24')]);
      const refused = simple([entry('Country', 'LU'), entry('nonsense', 'x'), entry('IPv4 address', '192.0.2.300')]);
      await expect(refused).rejects.toBeInstanceOf(InvalidInput);
      await expect(refused).rejects.toMatchObject({ issues: [{ path: ['meta_fields', 2] }] });
      expect(await stored()).toEqual(['IPv4 address: 192.0.2.0/24']);
    });

    it('are not stored, and nothing is said, without the right to write them', async () => {
      expect(await simple([entry('Country', 'LU')], 'plain')).toEqual({ before: {}, after: {} });
      expect(await stored()).toEqual([]);
    });
  });

  describe('in the complex form', () => {
    it('add to a field, change a stored value by its id and remove one by a blank', async () => {
      await simple([entry('Domain', 'a.example'), entry('Domain', 'b.example'), entry('Domain', 'c.example')]);
      const values = (await metaFields.read(everybody.admin, 'organisation', [circl])).get(circl) ?? [];
      const [a, b] = values;
      const change = [
        { id: a?.id ?? 0, value: 'changed.example' },
        { id: b?.id ?? 0, value: '' },
        { id: 999_999, value: 'x.example' },
      ];
      const fields = [{ templateId: a?.templateId ?? 0, fieldId: a?.fieldId ?? 0, add: ['new.example'], change }];
      await house.store.work(everybody.admin, (work) => metaFields.applyWireForm(work, 'organisation', circl, fields));
      expect((await stored()).sort()).toEqual(['Domain: c.example', 'Domain: changed.example', 'Domain: new.example']);
      const [wrong] = fields.map((one) => ({ ...one, templateId: one.templateId + 1, add: ['lost.example'] }));
      await house.store.work(everybody.admin, (work) =>
        metaFields.applyWireForm(work, 'organisation', circl, wrong ? [wrong] : []),
      );
      expect(await stored()).toHaveLength(3);
    });

    it('refuse a bad value at MetaTemplates and change nothing', async () => {
      await simple([entry('IPv4 address', '192.0.2.0/24')]);
      const [value] = (await metaFields.read(everybody.admin, 'organisation', [circl])).get(circl) ?? [];
      const fields = [
        { templateId: value?.templateId ?? 0, fieldId: value?.fieldId ?? 0, add: ['nonsense'], change: [] },
      ];
      await expect(
        house.store.work(everybody.admin, (work) => metaFields.applyWireForm(work, 'organisation', circl, fields)),
      ).rejects.toMatchObject({ issues: [{ path: ['MetaTemplates', value?.fieldId] }] });
      expect(await stored()).toEqual(['IPv4 address: 192.0.2.0/24']);
    });
  });
});
