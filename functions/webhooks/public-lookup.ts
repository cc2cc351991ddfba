/**
 * Looks up the name of a receiver for its connection. The addresses that are checked are those that the socket connects
 * to: nothing is looked up a second time, so a name that changes in between (DNS rebinding) gains nothing.
 */
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

export type ResolvedAddress = { address: string; family: number };

/** Finds all addresses of a name. It throws if there is none. */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>;

export const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

/** The name has an address that is not allowed. */
export class AddressNotAllowed extends Error {
  override name = 'AddressNotAllowed';
}

/** @returns the `lookup` of a socket. It fails if one of the addresses is not allowed, even beside others that are. */
export function checkedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, { all }, done) => {
    const answer = (addresses: ResolvedAddress[]) => {
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        throw new AddressNotAllowed('The name has an address to which nothing is sent.');
      return first;
    };
    resolve(host).then(
      (addresses) => {
        try {
          const { address, family } = answer(addresses);
          if (all) done(null, addresses);
          else done(null, address, family);
        } catch (error) {
          done(error instanceof Error ? error : new Error('The name could not be checked.'), '', 0);
        }
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}
