/**
 * Decides to which addresses webhooks may be sent. Organizers state them, and the service sends from a place that may
 * reach more than the internet: metadata of the machine, other services of the operator, itself. So only public
 * addresses are allowed, by HTTPS and on its port. Names are checked again when they are connected (`public-lookup.ts`),
 * because what a name stands for may change at any time.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { WEBHOOK_LOOKUP_MS } from '../domain/model/limits.ts';
import type { AddressCheck } from '../domain/ports/webhook-sender.ts';
import type { Resolve } from './public-lookup.ts';

/**
 * `public`: HTTPS on port 443 to public addresses. `any`: also HTTP, any port and any address, for receivers on one
 * machine; nothing deployed has this setting.
 */
export type AllowedReceivers = 'public' | 'any';

/** 2000::/3, of which IANA assigns addresses of the internet. The ranges for other uses in it are excluded by name. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address, in its usual form, belongs to a machine on the internet. Anything else is not one. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_UNICAST);
}

/** Names that no public name server knows (RFC 6761, RFC 6762, RFC 8375), and those of one part. */
const LOCAL_NAME = /^[^.]+$|(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

/**
 * @returns what is wrong with the form of the address of a receiver; undefined if it is allowed, as far as that follows
 *   from its form
 */
export function formFaultOf(text: string, allowed: AllowedReceivers): string | undefined {
  const url = URL.parse(text);
  if (url === null || url.host === '') return 'must be an address like https://example.com/webhooks';
  if (url.username !== '' || url.password !== '') return 'must not contain a name or a password';
  if (allowed === 'any')
    return /^https?:$/.test(url.protocol) ? undefined : 'must begin with http:// or https://';
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (url.port !== '') return 'must not state a port other than 443';
  const host = hostOf(url);
  const isAllowed = isIP(host) === 0 ? !LOCAL_NAME.test(host) : isPublicAddress(host);
  return isAllowed ? undefined : 'must name a machine on the internet';
}

/** The host of a URL, without the brackets of an IPv6 address and without the full stop that may end a name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * Checks the address of a new endpoint. A name that cannot be looked up in time is allowed: it is checked again for each
 * webhook, so this check only finds mistakes early.
 */
export function addressCheck(allowed: () => AllowedReceivers, resolve: Resolve): AddressCheck {
  return {
    async faultOf(text) {
      const fault = formFaultOf(text, allowed());
      const url = URL.parse(text);
      if (fault !== undefined || url === null || allowed() === 'any') return fault;
      const host = hostOf(url);
      if (isIP(host) !== 0) return undefined;
      const addresses = await resolvedInTime(host, resolve);
      return addresses.every(isPublicAddress) ? undefined : 'must name a machine on the internet';
    },
  };
}

async function resolvedInTime(host: string, resolve: Resolve): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((done) => {
    timer = setTimeout(() => done([]), WEBHOOK_LOOKUP_MS);
  });
  const found = resolve(host).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}
