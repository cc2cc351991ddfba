/** The network address of a request, as rate limits count it. */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
/** The first 64 bits. */
const PREFIX_GROUPS = 4;

/**
 * @returns an IPv4 address, also of one that is mapped to IPv6 (`::ffff:a.b.c.d`), or the first 64 bits of an IPv6 address:
 *   a connection gets at least as many, and can change the others at will. A text that is no address is returned as it is.
 */
export function sourceOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const groups = groupsOf(plain);
  const [high = 0, low = 0] = groups.slice(-2);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  return `${groups
    .slice(0, PREFIX_GROUPS)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** @returns the eight groups of an IPv6 address. A URL writes them in hexadecimal, with the longest zeros left out. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [begin, end] = [read(left), read(right ?? '')];
  return [...begin, ...Array<number>(GROUPS - begin.length - end.length).fill(0), ...end];
}
