import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestValue } from './field-type.js';
import { type FieldTypeId, fieldTypeIds, fieldTypeOf, fieldTypes, isFieldTypeId } from './registry.js';

const read = (type: FieldTypeId, raw: string) => {
  const parsed = fieldTypes[type].parse(raw);
  return parsed.ok ? parsed.values : parsed.message;
};
const one = (value: string, typed: object) => [{ value, typed }];

describe('the registry of field types', () => {
  it('is frozen, and each type knows its own id, has a title and an example that parses', () => {
    expect(Object.isFrozen(fieldTypes)).toBe(true);
    expect([...fieldTypeIds].sort()).toEqual(Object.keys(fieldTypes).sort());
    for (const [id, type] of Object.entries(fieldTypes)) {
      expect(type.type).toBe(id);
      expect(type.title).not.toBe('');
      expect(type.parse(type.example)).toMatchObject({ ok: true });
    }
  });

  it('does not take a property of every object for a type', () => {
    expect(isFieldTypeId('constructor')).toBe(false);
    expect(fieldTypeOf('toString')).toBeUndefined();
    expect(fieldTypeOf('asn')?.type).toBe('asn');
  });

  it('reads every value it wrote to itself, whatever was typed, and never throws', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.ipV4(),
      fc.ipV6(),
      fc.webUrl(),
      fc.domain(),
      fc.emailAddress(),
      fc.bigInt().map(String),
      fc.tuple(fc.nat(70_000), fc.nat(70_000)).map(([high, low]) => `AS${high}.${low}`),
      fc.string({ unit: 'grapheme' }).map((text) => `${text}.example`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fieldTypeIds), typed, (type, raw) => {
        const parsed = fieldTypes[type].parse(raw);
        for (const value of parsed.ok ? parsed.values : []) {
          expect(fieldTypes[type].parse(value.value)).toEqual({ ok: true, values: [value] });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(fieldTypeIds)('refuses an empty, an over-long and an unstorable %s', (type) => {
    expect(read(type, ' \n ')).toBe('a value is needed');
    expect(read(type, '1'.repeat(longestValue + 1))).toBe('is longer than 4000 characters; shorten it');
    expect(read(type, '1\u00002')).toBe('has control characters or broken Unicode; remove them');
    expect(read(type, '1\ud8002')).toBe('has control characters or broken Unicode; remove them');
  });
});

describe('text', () => {
  it('is kept as written, lines and all, but for white space around it', () => {
    expect(read('text', '  Łódź\n\tCERT  ')).toEqual(one('Łódź\n\tCERT', {}));
  });
});

describe('a choice', () => {
  it('is one line', () => {
    expect(read('select', 'a\nb')).toBe('has control characters or broken Unicode; remove them');
  });
});

describe('an AS number', () => {
  it.each([
    ['AS64500', 64_500],
    ['as 64500', 64_500],
    ['ASN64500', 64_500],
    ['0064500', 64_500],
    ['1.10', 65_546],
    ['AS65535.65535', 4_294_967_295],
    ['0', 0],
  ])('reads %s', (raw, asn) => {
    expect(read('asn', raw)).toEqual(one(String(asn), { asn }));
  });

  it.each(['4294967296', '65536.0', '1.65536', '-1', 'AS', '1.2.3', '12a', '9'.repeat(4000)])('refuses %s', (raw) => {
    expect(read('asn', raw)).toContain('is no AS number');
  });
});

describe('yes or no', () => {
  it.each(['1', 'true', 'YES', 'On'])('reads %s as 1', (raw) => {
    expect(read('boolean', raw)).toEqual(one('1', { bool: true }));
  });

  it.each(['0', 'False', 'no', 'off'])('reads %s as 0', (raw) => {
    expect(read('boolean', raw)).toEqual(one('0', { bool: false }));
  });

  it.each(['2', 'y', 'constructor'])('refuses %s', (raw) => {
    expect(read('boolean', raw)).toBe(`"${raw}" is neither yes nor no; write 1 or 0`);
  });
});

describe('a date', () => {
  it.each(['2026-11-22', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('reads %s', (raw) => {
    expect(read('date', raw)).toEqual(one(raw, { date: raw }));
  });

  it.each(['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-01-00', '0000-01-01'])(
    'refuses %s, which no calendar has',
    (raw) => {
      expect(read('date', raw)).toBe(`"${raw}" is not in the calendar`);
    },
  );

  it.each(['22/11/2026', '2026', '2026-1-2', '2026-11-22T00:00:00Z', '٢٠٢٦-11-22'])(
    'refuses %s and says the form',
    (raw) => {
      expect(read('date', raw)).toContain('write it as YYYY-MM-DD');
    },
  );
});

describe('a domain name', () => {
  it.each([
    ['www.CIRCL.lu', 'www.circl.lu', 'lu.circl.www'],
    ['*.circl.lu', 'circl.lu', 'lu.circl'],
    ['.circl.lu.', 'circl.lu', 'lu.circl'],
    ['bücher.example', 'xn--bcher-kva.example', 'example.xn--bcher-kva'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example', 'example.xn--bcher-kva'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah', 'xn--zckzah.xn--r8jz45g'],
    ['.lu', 'lu', 'lu'],
    ['a-b.csirt05.example', 'a-b.csirt05.example', 'example.csirt05.a-b'],
  ])('reads %s', (raw, value, domain) => {
    expect(read('domain', raw)).toEqual(one(value, { domain }));
  });

  it.each([
    ['https://www.circl.lu/about', 'is a web address; write only its name, www.circl.lu'],
    ['info@circl.lu', 'is no domain name'],
    ['circl', 'is a single word'],
    ['a..b.lu', 'has an empty part between dots'],
    ['-a.lu', 'has a part with something else'],
    ['a_b.lu', 'has a part with something else'],
    [`${'a'.repeat(64)}.lu`, 'has a part longer than 63 characters'],
    [`${'a.'.repeat(130)}lu`, 'is longer than 253 characters'],
    ['192.0.2.1', 'does not end like a domain name'],
    ['circl.l', 'does not end like a domain name'],
    ['circl.lu1', 'does not end like a domain name'],
    ['xn--a.example', 'is no domain name'],
    ['a b.lu', 'is no domain name'],
    ['*', 'is no domain name'],
  ])('refuses %s: %s', (raw, message) => {
    expect(read('domain', raw)).toContain(message);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['Info@CIRCL.lu', 'Info@circl.lu'],
    ['mailto:info@circl.lu', 'info@circl.lu'],
    ["o'neill+csirt@bücher.example", "o'neill+csirt@xn--bcher-kva.example"],
  ])('reads %s', (raw, value) => {
    expect(read('email', raw)).toEqual(one(value, {}));
  });

  it.each([
    'info',
    '@circl.lu',
    'a@b@circl.lu',
    'a..b@circl.lu',
    '.a@circl.lu',
    'a@lu',
    'a@.circl.lu',
    'a@[192.0.2.1]',
    'a b@circl.lu',
  ])('refuses %s', (raw) => {
    expect(read('email', raw)).toBe(`"${raw}" is no e-mail address; write for example info@circl.lu`);
  });
});

describe('a web address', () => {
  it.each([
    ['https://csirt05.example', 'https://csirt05.example'],
    ['HTTPS://CSIRT05.example/', 'https://csirt05.example'],
    ['http://csirt05.example/Team/?a=b#c', 'http://csirt05.example/Team/?a=b#c'],
    ['https://bücher.example:8443/ä', 'https://xn--bcher-kva.example:8443/%C3%A4'],
  ])('reads %s', (raw, value) => {
    expect(read('url', raw)).toEqual(one(value, {}));
  });

  it.each([
    'javascript:alert(1)',
    'ftp://csirt05.example',
    'csirt05.example',
    'https:csirt05.example',
    'https://a b.example',
    'data:text/html,x',
  ])('refuses %s', (raw) => {
    expect(read('url', raw)).toContain('begin with https:// or http://');
  });

  it('refuses a password inside, without repeating it', () => {
    expect(read('url', 'https://me:hunter2@csirt05.example')).toBe(
      'has a user name or password inside; write the web address without them',
    );
  });
});

describe('a telephone number', () => {
  it.each([
    ['+352 247-88444', '+35224788444'],
    ['+44 (0)20 7946 0018', '+442079460018'],
    ['tel:+35224788444', '+35224788444'],
  ])('reads %s', (raw, value) => {
    expect(read('phone', raw)).toEqual(one(value, {}));
  });

  it.each([
    ['0035224788444', 'has no country code'],
    ['247 88444', 'has no country code'],
    ['+352-100', 'is no possible telephone number'],
    ['+999123456', 'is no possible telephone number'],
    ['+1 202 555 0143 ext. 12', 'is no possible telephone number'],
    ['+35224788444 <script>', 'is no possible telephone number'],
  ])('refuses %s: %s', (raw, message) => {
    expect(read('phone', raw)).toContain(message);
  });
});

describe('a whole number', () => {
  it.each([
    ['42', '42'],
    ['+007', '7'],
    ['-0', '0'],
    ['-12345678901234567890123', '-12345678901234567890123'],
  ])('reads %s', (raw, value) => {
    expect(read('integer', raw)).toEqual(one(value, { num: value }));
  });

  it.each(['1.0', '1e3', '1,000', '0x10', '-', '٣'])('refuses %s', (raw) => {
    expect(read('integer', raw)).toContain('is no whole number');
  });

  it('refuses more than 100 digits', () => {
    expect(read('integer', '1'.repeat(101))).toContain('has more than 100 digits');
  });
});
