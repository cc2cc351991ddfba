/**
 * Finds the address of a client behind proxies. `X-Forwarded-For` is a list to which each proxy adds whom it was called by,
 * and anybody can send one. So it is believed from the proxies that the operator names alone, from its end on, and the first
 * address that is none of theirs is the client's.
 */
import ipaddr from 'ipaddr.js';

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Whether an address is that of a proxy that is trusted. */
export type IsTrusted = (address: string) => boolean;

/** Reads addresses and ranges such as `10.0.0.0/8,::1`. @throws Error with a message for the operator. */
export function readTrustedProxies(text = ''): IsTrusted {
  const ranges = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readRange);
  return (address) => {
    const read = parse(address);
    return (
      read !== undefined &&
      ranges.some(([base, bits]) => base.kind() === read.kind() && read.match(base, bits))
    );
  };
}

function readRange(part: string): Range {
  const address = parse(part);
  if (address !== undefined) return [address, address.kind() === 'ipv4' ? 32 : 128];
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(part) || (part.includes(':') && ipaddr.isValidCIDR(part)))
    return ipaddr.parseCIDR(part);
  throw new Error(
    `TRUSTED_PROXIES has "${part}", which is no address. Set it to addresses and ranges such as 127.0.0.1,10.0.0.0/8,::1, or unset it to trust no proxy.`,
  );
}

/**
 * @param peer the address that the connection comes from
 * @returns the address of the client; that of the last proxy that is known if what it says is no address
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, isTrusted: IsTrusted): string {
  let known = peer;
  for (const hop of (forwardedFor ?? '').split(',').reverse()) {
    if (!isTrusted(known)) return known;
    const address = parse(withoutPort(hop.trim()));
    if (address === undefined) return known;
    known = address.toString();
  }
  return known;
}

/** Some proxies write the port of the client, and then an address of IPv6 in brackets. */
function withoutPort(text: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return ipv6 ?? ipv4 ?? text;
}

/** An address in the usual form of its kind. One of IPv4 that is mapped to IPv6 is the former. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const isAddress =
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));
  return isAddress ? ipaddr.process(text) : undefined;
}
