import { ImportMapping, type ImportTransform } from '@cerebrate/contract';
import { describe, expect, it } from 'vitest';
import { extractor, pathsOf } from '../reading/source-path.js';
import { compileMapping } from './compiled-mapping.js';
import { nameUuid } from './name-uuid.js';
import { readOriginalConfiguration } from './original-configuration.js';
import { transformed } from './transforms.js';

const one = (value: string, ...transforms: ImportTransform[]) => transformed([value], transforms);

describe('transforms', () => {
  it.each([
    ['trim', ' a ', ['a']],
    ['lower', 'A', ['a']],
    ['upper', 'a', ['A']],
    ['country', 'Luxembourg', ['LU']],
    ['country', 'LUX', ['LU']],
    ['country', 'International', ['International']],
    ['countryName', 'lu', ['Luxembourg']],
    ['date', '2019-08-23T21:31:54Z', ['2019-08-23']],
    ['date', '23.8.2019', ['2019-08-23']],
    ['date', 'August 23, 2019', ['2019-08-23']],
    ['date', 'Thu, 29 Aug 2019 21:31:54 GMT', ['2019-08-29']],
    ['date', '01/02/2019', ['01/02/2019']],
    ['date', 'Foo 23, 2019', ['Foo 23, 2019']],
    ['asn', 'AS64500', ['64500']],
    ['asn', 'none', ['none']],
    ['phone', '+43 1 505 64-16', ['+43150564-16']],
    ['phone', '00352 (0)247 88', ['+35224788']],
    ['uuid', 'a', [nameUuid('a')]],
  ] as const)('%s of %j', (by, value, expected) => {
    expect(one(value, { by })).toEqual(expected);
  });

  it('split, join, choose and sort out lists', () => {
    expect(one('a; b;;c', { by: 'split', separator: ';' })).toEqual(['a', 'b', 'c']);
    expect(transformed(['a', 'b'], [{ by: 'join' }])).toEqual(['a, b']);
    expect(transformed([], [{ by: 'join' }])).toEqual([]);
    expect(transformed(['a', 'b'], [{ by: 'first' }])).toEqual(['a']);
    expect(transformed(['10.0.0.0/8', '2001:db8::/32'], [{ by: 'ipv4' }])).toEqual(['10.0.0.0/8']);
    expect(transformed(['10.0.0.0/8', '2001:db8::/32'], [{ by: 'ipv6' }])).toEqual(['2001:db8::/32']);
  });

  it('make the same version 5 uuid of the same text', () => {
    expect(nameUuid('AS64500')).toBe(nameUuid('AS64500'));
    expect(nameUuid('AS64500')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(nameUuid('AS64500')).not.toBe(nameUuid('AS64501'));
  });
});

describe('paths', () => {
  const record = {
    json: {
      name: 'A',
      list: ['x', null, 'y'],
      'a.b': 1,
      countries: [{ code: 'LU' }, { code: 'DE' }],
      deep: { flag: true, none: [] },
    },
  };

  it.each([
    ['name', ['A']],
    ['list', ['x', 'y']],
    ['list.{n}', ['x', 'y']],
    ['list.0', ['x']],
    ['a\\.b', ['1']],
    ['countries.{n}.code', ['LU', 'DE']],
    ['countries.{*}.code', ['LU', 'DE']],
    ['deep.flag', ['true']],
    ['deep.none', []],
    ['absent.path', []],
    ['constructor', []],
  ])('%s', (path, expected) => {
    expect(extractor(path)(record)).toEqual(expected);
  });

  it('that lead to an object are refused', () => {
    expect(() => extractor('deep')(record)).toThrow("'deep' leads to an object");
  });

  it('are listed with their values, lists as {n}', () => {
    expect(Object.fromEntries(pathsOf(record))).toEqual({
      name: ['A'],
      'list.{n}': ['x', 'y'],
      'a\\.b': ['1'],
      'countries.{n}.code': ['LU', 'DE'],
      'deep.flag': ['true'],
    });
  });

  it('of CSV are column names, whatever signs they hold', () => {
    expect(extractor('a.b {n}')(new Map([['a.b {n}', ' x ']]))).toEqual([' x ']);
  });
});

describe('a mapping', () => {
  it('puts first and last addresses of two columns together', () => {
    const mapping = ImportMapping.parse([
      { target: 'contacts', from: ['start', 'end'], transforms: [{ by: 'range' }] },
    ]);
    const { values } = compileMapping(mapping);
    expect(values({ json: { start: ['1.0.0.0', '2.0.0.0'], end: ['1.0.0.9', '2.0.0.9'] } }).get('contacts')).toEqual([
      '1.0.0.0-1.0.0.9',
      '2.0.0.0-2.0.0.9',
    ]);
    expect(() => values({ json: { start: ['1.0.0.0'], end: [] } })).toThrow(
      'start + end: has 1 first and 0 last addresses',
    );
  });

  it('gives a constant to every record', () => {
    const { values } = compileMapping(
      ImportMapping.parse([{ target: 'type', constant: ' CSIRT', transforms: [{ by: 'trim' }] }]),
    );
    expect(values({ json: {} }).get('type')).toEqual(['CSIRT']);
  });

  it.each([
    [[{ target: 'password', from: ['a'] }], 'is nothing an import can fill'],
    [[{ target: 'name' }], 'name at least one column'],
    [[{ target: 'name', from: ['a'], constant: 'b' }], 'not both'],
    [
      [
        { target: 'name', from: ['a'] },
        { target: 'name', from: ['b'] },
      ],
      "'name' is filled twice",
    ],
    [[{ target: 'name', from: ['a'], transforms: [{ by: 'eval' }] }], 'Invalid option'],
    [[{ target: 'name', from: ['a'], transforms: [{ by: 'split' }] }], 'is needed to split'],
    [[{ target: 'name', from: ['a'], transforms: [{ by: 'range' }] }], 'needs two columns'],
  ])('%j is refused', (mapping, reason) => {
    expect(
      ImportMapping.safeParse(mapping)
        .error?.issues.map(({ message }) => message)
        .join(),
    ).toContain(reason);
  });
});

describe("an importer configuration of the original's", () => {
  const template = '089c68c7-d97e-4f21-a798-159cd10f7864';

  it('is read with paths, override and massage', () => {
    const read = readOriginalConfiguration({
      format: 'json',
      metaTemplateUUID: template,
      sourceHeaders: { Authorization: 'a key' },
      mapping: {
        name: 'data.{n}.short-team-name',
        uuid: { path: 'data.{n}.team-name', override: false, massage: 'genUUID' },
        nationality: 'data.{n}.country-name',
        constituency: { path: 'data.{n}.constituency', massage: 'nullToEmptyString' },
      },
    });
    expect(read).toEqual({
      format: 'json',
      recordPath: 'data.{n}',
      sourceHeaders: { Authorization: 'a key' },
      warnings: [],
      mapping: [
        { target: 'name', from: ['short-team-name'], transforms: [], keep: false },
        { target: 'uuid', from: ['team-name'], transforms: [{ by: 'uuid' }], keep: true },
        { target: 'nationality', from: ['country-name'], transforms: [], keep: false },
        { target: `meta:${template}/constituency`, from: ['constituency'], transforms: [], keep: false },
      ],
    });
  });

  it('leaves fields of no template out and says which', () => {
    const read = readOriginalConfiguration({ mapping: { name: '{n}.Organisation.name', email: '{n}.email' } });
    expect(read.mapping.map(({ target, from }) => [target, from])).toEqual([['name', ['Organisation.name']]]);
    expect(read.warnings).toEqual(['Left out, since the configuration names no metaTemplateUUID: email.']);
  });

  it('reads a CSV mapping by column names', () => {
    expect(readOriginalConfiguration({ format: 'csv', mapping: { name: 'Team Name' } })).toMatchObject({
      recordPath: undefined,
      mapping: [{ target: 'name', from: ['Team Name'] }],
    });
  });

  it.each([
    [
      { mapping: { name: { path: '{n}.a', massage: 'system' } } },
      "'system' is no transformation we have; the original's are genUUID, nullToEmptyString",
    ],
    [{ mapping: { name: { path: '{n}.a', massage: 'constructor' } } }, "'constructor' is no transformation"],
    [{ mapping: { name: 'a', url: '{n}.b' } }, "'a' does not lead into the list of records"],
    [{ mapping: { name: 'x.{n}.a', url: 'y.{n}.b' } }, "does not lead into the list of records 'x.{n}'"],
    [{ mapping: {} }, 'names no field'],
    [{ format: 'xml', mapping: { name: 'a' } }, "must be 'csv' or 'json'"],
    [{ mapping: { name: 'a' }, command: 'rm' }, 'configuration'],
    ['text', 'configuration'],
  ])('%j is refused', (configuration, reason) => {
    expect(() => readOriginalConfiguration(configuration)).toThrow(reason);
  });
});
