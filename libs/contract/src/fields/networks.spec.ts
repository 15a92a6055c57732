import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipv4, ipv6 } from './network-types.js';
import {
  type Family,
  formatAddress,
  formatCidr,
  type Network,
  networkAround,
  readAddress,
  splitRange,
  widthOf,
} from './networks.js';

const valuesOf = (type: typeof ipv4 | typeof ipv6, raw: string) => {
  const parsed = type.parse(raw);
  return parsed.ok ? parsed.values.map(({ value }) => value) : parsed.message;
};

describe('an IPv4 field', () => {
  it.each([
    ['10.5.3.4', ['10.5.3.4'], ['10.5.3.4/32']],
    ['10.5.3.4/32', ['10.5.3.4'], ['10.5.3.4/32']],
    ['10.5.0.0/16', ['10.5.0.0/16'], ['10.5.0.0/16']],
    [' 0.0.0.0/0 ', ['0.0.0.0/0'], ['0.0.0.0/0']],
    ['10.0.0.0 - 10.0.0.255', ['10.0.0.0/24'], ['10.0.0.0/24']],
    ['10.0.0.7-10.0.0.7', ['10.0.0.7'], ['10.0.0.7/32']],
    [
      '192.0.2.5–192.0.2.8',
      ['192.0.2.5', '192.0.2.6/31', '192.0.2.8'],
      ['192.0.2.5/32', '192.0.2.6/31', '192.0.2.8/32'],
    ],
    ['0.0.0.0-255.255.255.255', ['0.0.0.0/0'], ['0.0.0.0/0']],
  ])('reads %s', (raw, values, nets) => {
    const parsed = ipv4.parse(raw);
    expect(parsed.ok && parsed.values.map(({ value }) => value)).toEqual(values);
    expect(parsed.ok && parsed.values.map(({ typed }) => typed.net)).toEqual(nets);
  });

  it('refuses host bits and gives the network', () => {
    expect(valuesOf(ipv4, '10.5.3.7/24')).toBe('10.5.3.7/24 has host bits set; the network is 10.5.3.0/24');
  });

  it.each([
    ['10.0.0.0/33', 'must be a number from 0 to 32'],
    ['10.0.0.0/', 'must be a number from 0 to 32'],
    ['10.0.0.0/08', 'must be a number from 0 to 32'],
    ['10.0.0.0/255.255.0.0', 'write the prefix length, 10.0.0.0/16'],
    ['10.0.0.0/255.0.255.0', 'must be a number from 0 to 32'],
    ['10.0.0', 'is no IPv4 address, network or range'],
    ['010.0.0.1', 'is no IPv4 address'],
    ['0x0a000001', 'is no IPv4 address'],
    ['10.0.0.256', 'is no IPv4 address'],
    ['10.0.0.0/8/8', 'must be a number from 0 to 32'],
    ['2001:db8::/32', 'is IPv6; this field takes IPv4'],
    ['::ffff:10.0.0.1', 'is IPv4 written as IPv6; write 10.0.0.1 in an IPv4 field'],
    ['10.0.0.9-10.0.0.1', 'ends before it begins; write 10.0.0.1-10.0.0.9'],
    ['10.0.0.1-2001:db8::1', 'mixes IPv4 and IPv6'],
    ['10.0.0.1-10.0.0.2-10.0.0.3', 'is no IPv4 address'],
    ['10.0.0.0/8-11.0.0.0/8', 'is no IPv4 address'],
    ['', 'a value is needed'],
    ['10.0.0.1\u0000', 'has control characters'],
  ])('refuses %j: %s', (raw, message) => {
    expect(valuesOf(ipv4, raw)).toContain(message);
  });
});

describe('an IPv6 field', () => {
  it.each([
    ['2001:DB8:0:0:0:0:0:1', ['2001:db8::1']],
    ['2001:db8::1/128', ['2001:db8::1']],
    ['2001:0db8:0000::/32', ['2001:db8::/32']],
    ['1:0:0:2:0:0:0:3', ['1:0:0:2::3']],
    ['2001:db8:0:0:1:0:0:1', ['2001:db8::1:0:0:1']],
    ['2001:db8:0:1:1:1:1:1', ['2001:db8:0:1:1:1:1:1']],
    ['64:ff9b::192.0.2.1', ['64:ff9b::c000:201']],
    ['::192.0.2.1', ['::c000:201']],
    ['::/0', ['::/0']],
    ['2001:db8:: - 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', ['2001:db8::/32']],
    ['2001:db8::1-2001:db8::4', ['2001:db8::1', '2001:db8::2/127', '2001:db8::4']],
  ])('reads %s', (raw, values) => {
    expect(valuesOf(ipv6, raw)).toEqual(values);
  });

  it.each([
    ['10.0.0.0/8', 'is IPv4; this field takes IPv6'],
    ['::ffff:10.0.0.0/104', 'is IPv4 written as IPv6; write 10.0.0.0/8 in an IPv4 field'],
    ['::fffe:ffff:ffff-::ffff:0:1', 'is IPv4 written as IPv6'],
    ['2001:db8::1/32', '2001:db8::1/32 has host bits set; the network is 2001:db8::/32'],
    ['2001:db8::/129', 'must be a number from 0 to 128'],
    ['fe80::1%eth0', 'has a zone'],
    ['2001:db8', 'is no IPv6 address'],
    ['1::2::3', 'is no IPv6 address'],
    ['00001::', 'is no IPv6 address'],
    ['::01.2.3.4', 'is no IPv6 address'],
    ['::1.2.3.4:5', 'is no IPv6 address'],
  ])('refuses %s: %s', (raw, message) => {
    expect(valuesOf(ipv6, raw)).toContain(message);
  });
});

const family = fc.constantFrom<Family>(4, 6);
const addressOf = (of: Family) => fc.bigInt({ min: 0n, max: (1n << BigInt(widthOf(of))) - 1n });
const range = family.chain((of) =>
  fc
    .tuple(addressOf(of), addressOf(of))
    .map(([a, b]) => (a < b ? { of, first: a, last: b } : { of, first: b, last: a })),
);
const lastOf = ({ family: of, first, prefix }: Network) => first + (1n << BigInt(widthOf(of) - prefix)) - 1n;

describe('networks', () => {
  it('of a split range touch, cover it exactly, and cannot be fewer', () => {
    fc.assert(
      fc.property(range, ({ of, first, last }) => {
        const networks = splitRange(of, first, last);
        expect(networks.length).toBeLessThanOrEqual(2 * widthOf(of) - 2);
        expect(networks[0]?.first).toBe(first);
        networks.forEach((network, index) => {
          expect(networkAround({ family: of, bits: network.first }, network.prefix).first).toBe(network.first);
          const next = networks[index + 1];
          expect(lastOf(network)).toBe(next ? next.first - 1n : last);
          if (next && next.prefix === network.prefix) {
            const parent = networkAround({ family: of, bits: network.first }, network.prefix - 1);
            expect(lastOf(parent)).not.toBe(lastOf(next));
          }
        });
      }),
    );
  });

  it('read back from their text to themselves', () => {
    fc.assert(
      fc.property(range, ({ of, first }) => {
        expect(readAddress(formatAddress({ family: of, bits: first }))).toEqual({ family: of, bits: first });
      }),
    );
  });

  it('of a field parse to themselves', () => {
    fc.assert(
      fc.property(range, ({ of, first, last }) => {
        const ends = [first, last].map((bits) => formatAddress({ family: of, bits })).join('-');
        const type = of === 4 ? ipv4 : ipv6;
        const parsed = type.parse(ends);
        if (!parsed.ok) expect(parsed.message).toContain('IPv4 written as IPv6');
        for (const value of parsed.ok ? parsed.values : []) {
          expect(type.parse(value.value)).toEqual({ ok: true, values: [value] });
        }
      }),
    );
  });

  it('are written with their prefix length in the typed column', () => {
    expect(formatCidr({ family: 6, first: 1n, prefix: 128 })).toBe('::1/128');
  });
});
