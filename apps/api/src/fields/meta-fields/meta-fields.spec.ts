import { constituencyTemplateUuid, type MetaFieldInput, type MetaFilter, metaTemplates } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, principals, type UserName, type World } from '../../../test/world.js';
import { InvalidInput, NotAllowed, type Principal, sql } from '../../kernel/index.js';
import type { MetaFieldChange } from './meta-field-rows.js';
import { MetaFields } from './meta-fields.service.js';

/** A template with one field of each type, and two that do not take several values. */
const everyType = {
  name: 'Every type',
  namespace: 'test',
  description: '',
  version: 1,
  scope: 'organisation' as const,
  uuid: '5f0c8a1e-8f6d-4a51-9d86-4f8f1d1a2b3c',
  source: 'specs',
  metaFields: [
    { field: 'text', type: 'text' as const, multiple: true },
    { field: 'pattern', type: 'text' as const, multiple: true, regex: '[a-z]{2,3}' },
    { field: 'slow', type: 'text' as const, multiple: true, regex: '(a+)+b' },
    { field: 'choice', type: 'select' as const, values_list: ['red', 'green'] },
    { field: 'boolean', type: 'boolean' as const },
    { field: 'integer', type: 'integer' as const, multiple: true },
    { field: 'date', type: 'date' as const, multiple: true },
    { field: 'ipv4', type: 'ipv4' as const, multiple: true },
    { field: 'ipv6', type: 'ipv6' as const, multiple: true },
    { field: 'asn', type: 'asn' as const, multiple: true },
    { field: 'domain', type: 'domain' as const, multiple: true },
    { field: 'email', type: 'email' as const },
    { field: 'url', type: 'url' as const },
    { field: 'phone', type: 'phone' as const },
  ],
};

describe('meta-fields', () => {
  let house: House;
  let world: World;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  let metaFields: MetaFields;
  let fieldIds: Record<string, number>;
  let circl: number;
  let acme: number;

  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    everybody = await principals(house);
    metaFields = house.app.get(MetaFields);
    const said = await house.call(metaTemplates.importDefinition, { body: everyType });
    expect(said.status, said.text).toBe(201);
    fieldIds = Object.fromEntries(said.body.fields.map(({ field, id }) => [field, id]));
    circl = world.organisations.circl.id;
    acme = world.organisations.acme.id;
  });
  beforeEach(() => house.rows('delete from meta_fields'));
  afterAll(() => house.stop());

  const put = (
    ownerId: number,
    input: MetaFieldInput,
    who: UserName = 'admin',
    enforceSingle = true,
  ): Promise<MetaFieldChange> =>
    house.store.work(everybody[who], (work) =>
      metaFields.apply(work, 'organisation', ownerId, input, { enforceSingle }),
    );
  const one = (field: string, ...values: string[]): MetaFieldInput => [{ fieldId: fieldIds[field] ?? 0, values }];
  const valuesOf = async (ownerId: number, field: string) => {
    const values = (await metaFields.read(everybody.admin, 'organisation', [ownerId])).get(ownerId) ?? [];
    return values.filter((value) => value.field === field);
  };
  const textsOf = async (ownerId: number, field: string) => (await valuesOf(ownerId, field)).map(({ value }) => value);
  const find = async (field: string, op: MetaFilter['op'], ...values: string[]) => {
    const condition = metaFields.conditions(everybody.admin, 'organisation', sql`o.id`, {
      fieldId: fieldIds[field] ?? 0,
      op,
      values,
    });
    const rows = await house.store.read<{ id: number }>(
      sql`select o.id from organisations o where ${condition} order by o.id`,
    );
    return rows.map(({ id }) => id);
  };
  const refusal = async (act: Promise<unknown>) => {
    const error = await act.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidInput);
    return (error as InvalidInput).issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  };

  it('replaces the values of the fields it mentions, leaves the others, and tells before and after', async () => {
    await put(circl, [...one('text', 'one', 'two'), ...one('integer', '7')]);
    const [, kept] = await valuesOf(circl, 'text');
    const change = await put(circl, one('text', 'two', 'three'));
    expect(change).toEqual({
      before: { [`${everyType.uuid}/text`]: ['one', 'two'] },
      after: { [`${everyType.uuid}/text`]: ['two', 'three'] },
    });
    expect(await textsOf(circl, 'text')).toEqual(['two', 'three']);
    expect(await textsOf(circl, 'integer')).toEqual(['7']);
    expect((await valuesOf(circl, 'text'))[0]).toEqual(kept);
    expect(await put(circl, one('text'))).toEqual({
      before: { [`${everyType.uuid}/text`]: ['two', 'three'] },
      after: { [`${everyType.uuid}/text`]: [] },
    });
    expect(await textsOf(circl, 'text')).toEqual([]);
  });

  it('names a field by template and name as well, of the version asked for', async () => {
    const names = { templateUuid: everyType.uuid, field: 'asn', values: ['AS64500'] };
    await put(circl, [names]);
    expect(await textsOf(circl, 'asn')).toEqual(['64500']);
    expect(await refusal(put(circl, [{ ...names, templateVersion: 9 }]))).toEqual([
      'metaFields.0 names no field of organisations; see the loaded meta-templates',
    ]);
  });

  it('takes back what a change noted', async () => {
    await put(circl, one('text', 'one'));
    const { before } = await put(circl, one('text', 'two', 'three'));
    await put(circl, metaFields.inputOf(before));
    expect(await textsOf(circl, 'text')).toEqual(['one']);
  });

  it('changes nothing and says nothing when the values are those that are stored', async () => {
    await put(circl, one('ipv4', '192.0.2.0/24'));
    expect(await put(circl, one('ipv4', '192.0.2.0-192.0.2.255'))).toEqual({ before: {}, after: {} });
  });

  it('expands a range that is no CIDR into networks and stores their meaning', async () => {
    await put(circl, one('ipv4', '192.0.2.0-192.0.2.10'));
    const rows = await house.rows('select value, v_net::text from meta_fields order by id');
    expect(rows).toEqual(
      ['192.0.2.0/29', '192.0.2.8/31', '192.0.2.10/32'].map((net) => ({ value: net.replace('/32', ''), v_net: net })),
    );
  });

  it('fills the typed columns of text fields that mean more', async () => {
    await put(circl, [
      { templateUuid: constituencyTemplateUuid, field: 'AS Number', values: ['AS64501', 'none'] },
      { templateUuid: constituencyTemplateUuid, field: 'Domain', values: ['www.circl.lu'] },
    ]);
    const rows = await house.rows('select value, v_asn::int, v_domain from meta_fields order by id');
    expect(rows).toEqual([
      { value: 'AS64501', v_asn: 64501, v_domain: null },
      { value: 'none', v_asn: null, v_domain: null },
      { value: 'www.circl.lu', v_asn: null, v_domain: 'lu.circl.www' },
    ]);
  });

  describe('bad input', () => {
    it.each([
      ['pattern', 'Luxembourg', 'does not match'],
      ['choice', 'blue', "is not in the field's list"],
      ['boolean', 'maybe', 'neither yes nor no'],
      ['integer', '1.5', 'no whole number'],
      ['date', '2026-02-30', 'not in the calendar'],
      ['ipv4', '10.5.3.4/16', 'the network is 10.5.0.0/16'],
      ['ipv6', '2001:db8::1/32', 'the network is 2001:db8::/32'],
      ['asn', 'AS4294967296', 'no AS number'],
      ['domain', 'not a domain', 'no domain name'],
      ['email', 'info@', 'no e-mail address'],
      ['url', 'ftp://circl.lu', 'no web address'],
      ['phone', '24788444', 'no country code'],
      ['text', 'a\u0000b', 'control characters'],
      ['text', 'x'.repeat(4001), 'longer than'],
    ])('of a %s field names the place and the remedy', async (field, value, message) => {
      const [issue] = await refusal(put(circl, one(field, value)));
      expect(issue).toContain('metaFields.0.values.0');
      expect(issue).toContain(field);
      expect(issue).toContain(message);
      expect(await house.rows('select 1 from meta_fields')).toEqual([]);
    });

    it('is told with every fault at once, and nothing of the rest is stored or lost', async () => {
      await put(circl, one('text', 'kept'));
      const issues = await refusal(
        put(circl, [
          ...one('text', 'new'),
          ...one('ipv4', '192.0.2.1', '300.1.1.1', '10.0.0.1/8'),
          ...one('email', 'a@example.org', 'b@example.org'),
          { fieldId: 2_000_000_000, values: ['x'] },
          ...one('text', 'again'),
        ]),
      );
      expect(issues.map((issue) => issue.split(' ')[0])).toEqual([
        'metaFields.1.values.1',
        'metaFields.1.values.2',
        'metaFields.2.values',
        'metaFields.3',
        'metaFields.4',
      ]);
      expect(await textsOf(circl, 'text')).toEqual(['kept']);
    });

    it('meets a linear-time engine: a pattern that makes others backtrack for hours answers at once', async () => {
      const [issue] = await refusal(put(circl, one('slow', `${'a'.repeat(3900)}!`)));
      expect(issue).toContain('does not match');
      await put(circl, one('slow', `${'a'.repeat(3900)}b`));
    });

    it('does not evict an old value that a newer rule would refuse', async () => {
      await put(circl, one('pattern', 'lu'));
      await house.rows(`update meta_fields set value = 'Luxembourg' where field_id = $1`, [fieldIds['pattern']]);
      await put(circl, one('pattern', 'Luxembourg', 'be'));
      expect(await textsOf(circl, 'pattern')).toEqual(['Luxembourg', 'be']);
      await metaFields.check('organisation', one('pattern', 'Luxembourg'), { ownerId: circl });
      expect(await refusal(metaFields.check('organisation', one('pattern', 'Luxembourg')))).toHaveLength(1);
    });
  });

  it('lets nobody change values without metaField:write, but does not mind an unchanged form', async () => {
    await put(circl, one('text', 'one'));
    await expect(put(circl, one('text', 'two'), 'plain')).rejects.toBeInstanceOf(NotAllowed);
    expect(await textsOf(circl, 'text')).toEqual(['one']);
    expect(await put(circl, one('text', 'one'), 'plain')).toEqual({ before: {}, after: {} });
  });

  it('takes one value for a field that is not multiple, unless told not to ask', async () => {
    expect(await refusal(put(circl, one('email', 'a@example.org', 'b@example.org')))).toEqual([
      "metaFields.0.values 'email' takes one value",
    ]);
    await put(circl, one('email', 'a@example.org', 'b@example.org'), 'admin', false);
    expect(await textsOf(circl, 'email')).toEqual(['a@example.org', 'b@example.org']);
    await put(circl, one('email', 'a@example.org', 'b@example.org'));
    await put(circl, one('email', 'b@example.org'));
    expect(await textsOf(circl, 'email')).toEqual(['b@example.org']);
  });

  it('ends with one value when two people save a single-valued field at once', async () => {
    const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.org`);
    await Promise.all(people.map((address) => put(circl, one('email', address))));
    const [left, ...others] = await textsOf(circl, 'email');
    expect(people).toContain(left);
    expect(others).toEqual([]);
  });

  it('rolls back with the work it is part of', async () => {
    await expect(
      house.store.work(everybody.admin, async (work) => {
        await metaFields.apply(work, 'organisation', circl, one('text', 'gone'));
        throw new Error('something later failed');
      }),
    ).rejects.toThrow('something later failed');
    expect(await textsOf(circl, 'text')).toEqual([]);
  });

  describe('filters', () => {
    beforeEach(async () => {
      await put(circl, [
        ...one('text', 'Café Central', 'second'),
        ...one('integer', '7'),
        ...one('date', '2026-01-31'),
        ...one('boolean', 'yes'),
        ...one('ipv4', '10.5.0.0/16'),
        ...one('ipv6', '2001:db8::/32'),
        ...one('asn', '64500'),
        ...one('domain', 'circl.lu'),
      ]);
      await put(acme, [
        ...one('text', 'other'),
        ...one('integer', '1000'),
        ...one('date', '2025-12-31'),
        ...one('ipv4', '10.5.3.0/24', '192.0.2.1'),
        ...one('domain', 'www.circl.lu'),
      ]);
    });

    it.each<[string, MetaFilter['op'], string[], ('circl' | 'acme')[]]>([
      ['text', 'eq', ['CAFÉ central'], ['circl']],
      ['text', 'contains', ['CENT'], ['circl']],
      ['text', 'contains', ['%'], []],
      ['text', 'starts', ['oth'], ['acme']],
      ['text', 'in', ['second', 'other'], ['circl', 'acme']],
      ['boolean', 'eq', ['true'], ['circl']],
      ['integer', 'eq', ['+007'], ['circl']],
      ['integer', 'gte', ['8'], ['acme']],
      ['integer', 'lte', ['8'], ['circl']],
      ['date', 'gte', ['2026-01-01'], ['circl']],
      ['asn', 'eq', ['AS64500'], ['circl']],
      ['asn', 'lte', ['AS1.0'], ['circl']],
      ['ipv4', 'covers', ['10.5.3.7'], ['circl', 'acme']],
      ['ipv4', 'covers', ['10.5.3.0/24'], ['circl', 'acme']],
      ['ipv4', 'covers', ['10.5.0.0/16'], ['circl']],
      ['ipv4', 'covers', ['10.0.0.0/8'], []],
      ['ipv4', 'within', ['10.0.0.0/8'], ['circl', 'acme']],
      ['ipv4', 'within', ['10.5.3.0/24'], ['acme']],
      ['ipv4', 'eq', ['192.0.2.1'], ['acme']],
      ['ipv4', 'contains', ['192.0.2.1'], ['acme']],
      ['ipv4', 'contains', ['0.2.'], ['acme']],
      ['ipv6', 'covers', ['2001:db8:0:1::9'], ['circl']],
      ['ipv6', 'covers', ['10.5.3.7'], []],
      ['domain', 'covers', ['mail.www.circl.lu'], ['circl', 'acme']],
      ['domain', 'within', ['circl.lu'], ['circl', 'acme']],
      ['domain', 'within', ['www.circl.lu'], ['acme']],
      ['domain', 'eq', ['CIRCL.lu'], ['circl']],
      ['email', 'empty', ['false'], []],
      ['asn', 'empty', ['false'], ['circl']],
    ])('%s %s %j', async (field, op, values, expected) => {
      expect(await find(field, op, ...values)).toEqual(
        expected.map((name) => world.organisations[name].id).sort((a, b) => a - b),
      );
    });

    it('not and empty find the records without such a value', async () => {
      expect(await find('text', 'not', 'other')).not.toContain(acme);
      expect(await find('text', 'not', 'other')).toContain(circl);
      expect(await find('asn', 'empty', 'true')).toContain(acme);
      const neither = await find('text', 'notin', 'other', 'second');
      expect(neither).toContain(world.organisations['cert-ee'].id);
      expect(neither.filter((id) => id === circl || id === acme)).toEqual([]);
    });

    it.each<[string, MetaFilter['op'], string, string]>([
      ['text', 'gte', '1', 'only numbers and dates have an order'],
      ['integer', 'gte', 'many', 'many is no integer'],
      ['text', 'covers', '10.0.0.1', 'holds no networks'],
      ['ipv4', 'covers', 'circl', 'write an address'],
      ['domain', 'within', 'a b', 'no domain name'],
      ['text', 'eq', 'a\u0000', 'cannot be stored'],
    ])('%s %s %j is refused by name', async (field, op, value, message) => {
      const [issue] = await refusal(find(field, op, value));
      expect(issue).toContain(`query.meta.${fieldIds[field]}`);
      expect(issue).toContain(message);
    });

    it('refuses an unknown field, and a field of other records, by name', async () => {
      const ask = (owner: 'organisation' | 'individual', fieldId: number) => async () =>
        metaFields.conditions(everybody.admin, owner, sql`o.id`, { fieldId, op: 'eq', values: ['x'] });
      expect(await refusal(ask('organisation', 999_999)())).toEqual([
        'query.meta.999999 there is no meta-field 999999 of organisations',
      ]);
      expect(await refusal(ask('individual', fieldIds['text'] ?? 0)())).toHaveLength(1);
    });
  });

  it('carries what other nodes need to know a value by', async () => {
    await put(circl, one('asn', '64500'));
    const [value] = (await metaFields.read(everybody.admin, 'organisation', [circl])).get(circl) ?? [];
    expect(value).toMatchObject({
      fieldId: fieldIds['asn'],
      templateUuid: everyType.uuid,
      templateVersion: '1',
      templateName: 'Every type',
      namespace: 'test',
      field: 'asn',
      type: 'asn',
      value: '64500',
      link: null,
    });
    expect(value?.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('replaces in bulk what each record mentions, and notes only the records that changed', async () => {
    await put(circl, one('text', 'old'));
    const changes = await house.store.work(everybody.admin, (work) =>
      metaFields.applyMany(work, 'organisation', [
        { ownerId: circl, input: one('text', 'new') },
        { ownerId: acme, input: [...one('ipv4', '192.0.2.0/24', '192.0.2.0/24'), ...one('asn', '1')] },
        { ownerId: world.organisations['cert-ee'].id, input: one('text') },
      ]),
    );
    expect([...changes.keys()]).toEqual([circl, acme]);
    expect(changes.get(circl)).toEqual({
      before: { [`${everyType.uuid}/text`]: ['old'] },
      after: { [`${everyType.uuid}/text`]: ['new'] },
    });
    expect(await textsOf(acme, 'ipv4')).toEqual(['192.0.2.0/24']);
    const issues = await refusal(
      house.store.work(everybody.admin, (work) =>
        metaFields.applyMany(work, 'organisation', [
          { ownerId: circl, input: one('text', 'x') },
          { ownerId: acme, input: one('asn', 'x') },
        ]),
      ),
    );
    expect(issues[0]).toContain('1.metaFields.0.values.0');
    expect(await textsOf(circl, 'text')).toEqual(['new']);
  });
});
