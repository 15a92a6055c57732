import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from './classify.js';

const address = (family: 4 | 6, text: string) => ({
  kind: 'address',
  family,
  net: `${text}/${family === 4 ? 32 : 128}`,
  address: text,
});
const network = (family: 4 | 6, net: string) => ({ kind: 'network', family, net });
const domain = (name: string, reversed: string) => ({ kind: 'domain', domain: name, reversed });
const uuid = '1bc6f580-8d71-497c-838c-b5c0df4751a1';
const fingerprint = '0123456789ABCDEF0123456789ABCDEF01234567';

const meanings: [string, object][] = [
  ['', { kind: 'empty' }],
  [' \t\n', { kind: 'empty' }],
  ['8.8.8.8', address(4, '8.8.8.8')],
  [' 8.8.8.8 ', address(4, '8.8.8.8')],
  ['8.8.8.8/32', address(4, '8.8.8.8')],
  ['8.8.8.8:443', address(4, '8.8.8.8')],
  ['8.8.8[.]8', address(4, '8.8.8.8')],
  ['10.0.0.0/', address(4, '10.0.0.0')],
  ['2001:DB8::1', address(6, '2001:db8::1')],
  ['[2001:db8::1]:443', address(6, '2001:db8::1')],
  ['::ffff:8.8.8.8', address(4, '8.8.8.8')],
  ['https://192.0.2.1:8443/x', address(4, '192.0.2.1')],
  ['https://[2001:db8::1]/x', address(6, '2001:db8::1')],
  ['10.0.0.0/8', network(4, '10.0.0.0/8')],
  ['10.5.3.7/24', network(4, '10.5.3.0/24')],
  ['10.5.3.7/255.255.255.0', network(4, '10.5.3.0/24')],
  ['2001:db8::1/32', network(6, '2001:db8::/32')],
  ['::ffff:10.0.0.0/104', network(4, '10.0.0.0/8')],
  ['10.0.0.0-10.0.0.255', network(4, '10.0.0.0/24')],
  ['10.0.0.1 - 10.0.0.2', { kind: 'range', family: 4, nets: ['10.0.0.1/32', '10.0.0.2/32'] }],
  ['2001:db8::1-2001:db8::2', { kind: 'range', family: 6, nets: ['2001:db8::1/128', '2001:db8::2/128'] }],
  ['::ffff:10.0.0.1-::ffff:10.0.0.2', { kind: 'range', family: 4, nets: ['10.0.0.1/32', '10.0.0.2/32'] }],
  ['AS123', { kind: 'asn', asn: 123 }],
  ['as 123', { kind: 'asn', asn: 123 }],
  ['ASN1.10', { kind: 'asn', asn: 65_546 }],
  ['123', { kind: 'text', text: '123', also: [{ kind: 'asn', asn: 123 }] }],
  ['12345678901', { kind: 'text', text: '12345678901' }],
  ['https://www.circl.lu/x', domain('www.circl.lu', 'lu.circl.www')],
  ['hxxps://www[.]circl[.]lu/x', domain('www.circl.lu', 'lu.circl.www')],
  ['misp://node.unlisted:8443/', domain('node.unlisted', 'unlisted.node')],
  ['https://me@www.circl.lu', domain('www.circl.lu', 'lu.circl.www')],
  ['www.circl.lu/x', domain('www.circl.lu', 'lu.circl.www')],
  ['www.circl.lu:8443', domain('www.circl.lu', 'lu.circl.www')],
  ['CIRCL.lu', domain('circl.lu', 'lu.circl')],
  ['*.circl.lu', domain('circl.lu', 'lu.circl')],
  ['@circl.lu', domain('circl.lu', 'lu.circl')],
  ['.lu', domain('lu', 'lu')],
  ['csirt05.example', domain('csirt05.example', 'example.csirt05')],
  ['dc.corp', domain('dc.corp', 'corp.dc')],
  ['bücher.de', domain('xn--bcher-kva.de', 'de.xn--bcher-kva')],
  ['Booking.com', domain('booking.com', 'com.booking')],
  ['e.g', { kind: 'text', text: 'e.g' }],
  ['v1.2', { kind: 'text', text: 'v1.2' }],
  ['it/ot', { kind: 'text', text: 'it/ot' }],
  ['Info@CIRCL.lu', { kind: 'email', email: 'Info@circl.lu' }],
  ['info[at]circl[.]lu', { kind: 'email', email: 'info@circl.lu' }],
  [uuid.toUpperCase(), { kind: 'uuid', uuid }],
  [`{${uuid}}`, { kind: 'uuid', uuid }],
  [`urn:uuid:${uuid}`, { kind: 'uuid', uuid }],
  [fingerprint.toLowerCase(), { kind: 'fingerprint', hex: fingerprint }],
  ['0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567', { kind: 'fingerprint', hex: fingerprint }],
  ['01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67', { kind: 'fingerprint', hex: fingerprint }],
  ['0x0123456789abcdef', { kind: 'fingerprint', hex: '0123456789ABCDEF' }],
  [
    '1234567890123456',
    { kind: 'text', text: '1234567890123456', also: [{ kind: 'fingerprint', hex: '1234567890123456' }] },
  ],
  ['CSIRT Łódź', { kind: 'text', text: 'CSIRT Łódź' }],
  ['circl', { kind: 'text', text: 'circl' }],
  ['lu', { kind: 'text', text: 'lu' }],
  ['10.5.', { kind: 'text', text: '10.5.' }],
  ['R&D/Energy', { kind: 'text', text: 'R&D/Energy' }],
  ['and/or', { kind: 'text', text: 'and/or' }],
  ['note: see above', { kind: 'text', text: 'note: see above' }],
  ['someone@', { kind: 'text', text: 'someone@' }],
];

const problems: [string, string][] = [
  ['8.8.8.8/33', 'the prefix length of "8.8.8.8/33" must be a number from 0 to 32'],
  ['2001:db8::/129', 'must be a number from 0 to 128'],
  ['8.8.8.256', 'is no IPv4 address: each part is 0 to 255'],
  ['08.8.8.8', 'is no IPv4 address: each part is 0 to 255'],
  ['10.0.0.9-10.0.0.1', 'ends before it begins; try 10.0.0.1-10.0.0.9'],
  ['10.0.0.9-2001:db8::1', 'mixes IPv4 and IPv6'],
  ['AS4294967296', 'is no AS number'],
];

describe('a search query', () => {
  it.each(meanings)('%j is understood', (query, meaning) => {
    expect(classify(query)).toEqual(meaning);
  });

  it.each(problems)('%s is text, and why is said', (query, problem) => {
    expect(classify(query)).toEqual({ kind: 'text', text: query, problem: expect.stringContaining(problem) });
  });

  it('of any length and content is classified without throwing', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom('.', '/', ':', '@', '-', '[', ']', '::', '://', 'as', '0x', '10.0.0.', '%'),
        fc.constantFrom(...'0123456789abcdef'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(classify(parts.join(''))).toHaveProperty('kind');
      }),
      { numRuns: 500 },
    );
    const long = 'a.'.repeat(500_000);
    expect(classify(long)).toEqual({ kind: 'text', text: long });
  });
});
