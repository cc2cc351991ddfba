/** Decides whether a mail may be sent to an address, and counts it if so. */
import { type MailKind, mailCountOf } from '../model/mail-count.ts';
import { type Addressee, mailboxOf, normalizeEmail } from '../model/user.ts';
import type { AddressStore } from '../ports/address-store.ts';

export type Admission = 'admitted' | 'over-limit' | 'suppressed';

/**
 * `now` in ms.
 * @returns `suppressed` if no mail may be sent to the address, `over-limit` if those of its day were
 * @throws Busy
 */
export async function admitMail(
  to: Addressee,
  kind: MailKind,
  now: number,
  addresses: Pick<AddressStore, 'countMail' | 'suppressedAmong'>,
): Promise<Admission> {
  const isSuppressed = await suppressedAmong([to], addresses);
  if (isSuppressed(to)) return 'suppressed';
  return (await countMail(to, kind, now, addresses)) ? 'admitted' : 'over-limit';
}

/** Counts one more mail. `now` in ms. @returns false without counting it if those of the day were sent. @throws Busy */
export async function countMail(
  to: Addressee,
  kind: MailKind,
  now: number,
  addresses: Pick<AddressStore, 'countMail'>,
): Promise<boolean> {
  const { address, of, most } = mailCountOf(to, kind);
  return addresses.countMail(address, dayOf(now), most, of);
}

/**
 * Sends a mail that was counted. One that could not be sent is not counted: a mail service that refuses for an hour would use up those of
 * the day. `countedAt` in ms.
 * @throws what `send` throws
 */
export async function sendCounted<Sent>(
  { to, kind, countedAt }: { to: Addressee; kind: MailKind; countedAt: number },
  addresses: Pick<AddressStore, 'uncountMail'>,
  send: () => Promise<Sent>,
): Promise<Sent> {
  try {
    return await send();
  } catch (error) {
    const { address, of } = mailCountOf(to, kind);
    // Where this fails, one mail is counted that was not sent, as after a crash.
    await addresses.uncountMail(address, dayOf(countedAt), of).catch(() => undefined);
    throw error;
  }
}

/**
 * A complaint about a mail to one address of a mailbox is about its other ones, too: strangers make as many of these as they like. It is
 * not about an address that its account has confirmed, since then strangers would keep the mails of that one away.
 * @returns whether no mail may be sent to one of the recipients
 * @throws Busy
 */
export async function suppressedAmong(
  recipients: Addressee[],
  addresses: Pick<AddressStore, 'suppressedAmong'>,
): Promise<(to: Addressee) => boolean> {
  const asked = new Set(recipients.flatMap(spellingsOf));
  if (asked.size === 0) return () => false;
  const found = await addresses.suppressedAmong([...asked]);
  return (to) =>
    found.addresses.has(normalizeEmail(to.email)) ||
    (!to.isAddressConfirmed && found.mailboxes.has(mailboxOf(to.email)));
}

function spellingsOf({ email, isAddressConfirmed }: Addressee): string[] {
  return isAddressConfirmed ? [normalizeEmail(email)] : [normalizeEmail(email), mailboxOf(email)];
}

/** @returns the day of an instant in ms, UTC, as an ISO 8601 date. */
function dayOf(now: number): string {
  const [day = ''] = new Date(now).toISOString().split('T');
  return day;
}
