/** Decides whether a mail may be sent to an address, and counts it if so. */
import { normalizeEmail } from '../model/user.ts';
import type { AddressStore, CountedMails } from '../ports/address-store.ts';

export type Admission = 'admitted' | 'over-limit' | 'suppressed';

/**
 * `most`: mails on this day, UTC. `countedAs`: the address that they are counted for, by default that to which the mail goes. `of`: what
 * they are, as each kind is counted for itself. `now` in ms.
 * @returns `suppressed` if no mail may be sent to the address, `over-limit` if that many were
 * @throws Busy
 */
export async function admitMail(
  email: string,
  { now, most, countedAs = email, of }: { now: number; most: number; countedAs?: string; of?: CountedMails },
  addresses: Pick<AddressStore, 'countMail' | 'suppressedAmong'>,
): Promise<Admission> {
  const address = normalizeEmail(email);
  if ((await addresses.suppressedAmong([address])).has(address)) return 'suppressed';
  const isCounted = await addresses.countMail(normalizeEmail(countedAs), dayOf(now), most, of);
  return isCounted ? 'admitted' : 'over-limit';
}

/** @returns the day of an instant in ms, UTC, as an ISO 8601 date. */
export function dayOf(now: number): string {
  const [day = ''] = new Date(now).toISOString().split('T');
  return day;
}
