/** The network address of a request, as rate limits count it. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const GROUP_BITS = 16;
/** The first 64 bits, and the first 48. */
const PREFIX_GROUPS = 4;
const NETWORK_GROUPS = 3;

/**
 * @returns an IPv4 address, also of one that is mapped to IPv6 (`::ffff:a.b.c.d`), or the first 64 bits of an IPv6 address:
 *   a connection gets at least as many, and can change the others at will. A text that is no address is returned as it is.
 */
export function sourceOf(address: string): string {
  const groups = groupsIn(address);
  if (groups === undefined) return address;
  const [high = 0, low = 0] = groups.slice(-2);
  if (isMapped(groups)) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  return prefixOf(groups, PREFIX_GROUPS);
}

/**
 * @returns the first 48 bits of an IPv6 address: a customer of a provider may have all of these, and so 65,536 addresses as
 *   `sourceOf` returns them. Undefined for IPv4.
 */
export function networkOf(address: string): string | undefined {
  const groups = groupsIn(address);
  return groups === undefined || isMapped(groups) ? undefined : prefixOf(groups, NETWORK_GROUPS);
}

/** @returns undefined unless it is an IPv6 address. */
function groupsIn(address: string): number[] | undefined {
  const [plain = ''] = address.split('%');
  return isIPv6(plain) ? groupsOf(plain) : undefined;
}

const isMapped = (groups: number[]): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;

function prefixOf(groups: number[], count: number): string {
  const prefix = groups.slice(0, count).map((group) => group.toString(16));
  return `${prefix.join(':')}::/${count * GROUP_BITS}`;
}

/** @returns the eight groups of an IPv6 address. A URL writes them in hexadecimal, with the longest zeros left out. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [begin, end] = [read(left), read(right ?? '')];
  return [...begin, ...Array<number>(GROUPS - begin.length - end.length).fill(0), ...end];
}
