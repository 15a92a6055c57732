import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';

/** Whether an address lies in one of the networks; an IPv4 address in IPv6 form counts as IPv4. */
export function isWithin(ip: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** Whether the header carries the token; an empty token opens nothing. */
export function carriesToken(header: string | undefined, token: string): boolean {
  if (token === '' || !header) return false;
  const sent = Buffer.from(header.replace(/^Bearer +/i, ''));
  const expected = Buffer.from(token);
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}
