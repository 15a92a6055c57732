import { lookup as lookupName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What no configuration opens: link-local networks with the metadata of clouds, multicast, addresses of nobody. */
const neverAsked = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '100.100.100.200',
  '192.0.0.192',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254',
  'fd20:ce::254',
];
/** Loopback, private and documentation networks: asked only where the operator lists them. */
const askedIfListed = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::1/128',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fec0::/10',
];

/** Whether the text is an address or a network such as `10.1.0.0/16`. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  return list;
}

const never = listOf(neverAsked);
const ifListed = listOf(askedIfListed);
const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** The address of IPv4 that an IPv6 one stands for (mapped, NAT64, 6to4), else the address itself. */
export function plainAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) return bare;
  const groups = groupsOf(bare);
  const [first = 0, second = 0] = groups;
  const tail = (at: number) => [groups[at] ?? 0, groups[at + 1] ?? 0].flatMap((one) => [one >> 8, one & 255]).join('.');
  const isZero = (from: number, to: number) => groups.slice(from, to).every((one) => one === 0);
  if (isZero(0, 5) && groups[5] === 0xffff) return tail(6);
  if (isZero(0, 6) && (groups[6] ?? 0) > 0) return tail(6);
  if (first === 0x64 && second === 0xff9b && isZero(2, 6)) return tail(6);
  if (first === 0x2002) return tail(1);
  return bare;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : address;
  const [head = '', tail] = text.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((one) => Number.parseInt(one, 16)));
  const [before, after] = [read(head), tail === undefined ? [] : read(tail)];
  return [...before, ...new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after];
}

/** An address this node may not ask; its code tells it from faults of the network. */
export class EgressRefused extends Error {
  readonly code = 'EGRESS_REFUSED';
}

/**
 * Where this node may connect to (issue: Egress; DEMANDS §4). A name is resolved once and every address it has is judged:
 * the connection goes to those addresses and to no other, so that a name that changes its address meanwhile (DNS
 * rebinding) leads nowhere. Networks in `EGRESS_ALLOW` are open, and asked without encryption, too.
 */
export class Egress {
  readonly #allowed: BlockList;

  constructor(
    allowed: readonly string[],
    /** Who knows the addresses of names. */
    private readonly names: typeof lookupName = lookupName,
  ) {
    this.#allowed = listOf(allowed);
  }

  /** Why that address may not be asked, or null. `isPlain` says that nothing is encrypted on the way. */
  refusal(address: string, isPlain: boolean): string | null {
    const plain = plainAddress(address);
    if (isIP(plain) === 0) return `${address} is no address`;
    if (isIn(never, plain)) return `${plain} is link-local, or nobody's: such addresses are never asked`;
    if (isIn(this.#allowed, plain)) return null;
    if (isIn(ifListed, plain)) return `${plain} is in a private network that EGRESS_ALLOW does not list`;
    return isPlain
      ? `${plain} is asked over https only; EGRESS_ALLOW lists the networks that may be asked over http`
      : null;
  }

  /** Throws `EgressRefused` when the host is written as an address that may not be asked; names are judged by `lookup`. */
  checkLiteral(host: string, isPlain: boolean): void {
    const bare = host.replace(/^\[|\]$/g, '');
    if (isIP(bare) === 0) return;
    const refusal = this.refusal(bare, isPlain);
    if (refusal) throw new EgressRefused(refusal);
  }

  /** Resolves a name as `dns.lookup` does, and fails with `EgressRefused` when one of its addresses may not be asked. */
  lookup(isPlain: boolean): LookupFunction {
    return (hostname, options, callback) =>
      this.names(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, '', 0);
        const refusal = found.map(({ address }) => this.refusal(address, isPlain)).find((one) => one !== null);
        const [first] = found;
        if (refusal || !first) return callback(new EgressRefused(refusal ?? `${hostname} has no address`), '', 0);
        return options.all ? callback(null, found) : callback(null, first.address, first.family);
      });
  }

  /**
   * The address to connect to for programs that resolve by themselves (SMTP): one that was judged. Throws
   * `EgressRefused`, and the fault of the name service.
   */
  addressOf(host: string, isPlain: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const bare = host.replace(/^\[|\]$/g, '');
      try {
        this.checkLiteral(bare, isPlain);
      } catch (error) {
        return reject(error);
      }
      if (isIP(bare) !== 0) return resolve(bare);
      return this.lookup(isPlain)(bare, {}, (error, address) =>
        error ? reject(error) : resolve(typeof address === 'string' ? address : (address[0]?.address ?? '')),
      );
    });
  }
}
