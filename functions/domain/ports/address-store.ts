/**
 * Counts the mails to each address, and remembers the addresses to which none may be sent, and those that want no
 * announcements of an organizer.
 */
import type { CountedMails } from '../model/mail-count.ts';

/** Why no mail may be sent to an address: its mailbox does not exist, or its owner complained. */
export type SuppressionReason = 'bounced' | 'complained';

export type Suppressed = { addresses: Set<string>; mailboxes: Set<string> };

export type AddressStore = {
  /**
   * Counts one more mail to a normalized address or a mailbox on a day (ISO 8601 date, UTC), up to `most` of them. `of`: what
   * they are, each counted for itself.
   * @returns false without counting it if that many were sent
   * @throws Busy
   */
  countMail(address: string, day: string, most: number, of: CountedMails): Promise<boolean>;
  /** Takes back that a mail of that day was counted. @throws Busy */
  uncountMail(address: string, day: string, of: CountedMails): Promise<void>;
  /**
   * @returns those of the normalized addresses to which none may be sent, and those that are a mailbox whose owner complained
   *   about a mail to any of its addresses; strongly consistent
   * @throws Busy
   */
  suppressedAmong(addresses: string[]): Promise<Suppressed>;
  /**
   * Whether the address wants no announcements of the organizer, strongly consistent. `addressId`: see `addressIdOf`.
   * @throws Busy
   */
  isUnsubscribed(addressId: string, organizerId: string): Promise<boolean>;
  /** Notes that the address wants no announcements of the organizer. @throws Busy */
  unsubscribe(addressId: string, organizerId: string, now: number): Promise<void>;
  /** Notes that the address wants the announcements of the organizer again. @throws Busy */
  subscribe(addressId: string, organizerId: string): Promise<void>;
  /** Forbids all further mail to the address. @throws Busy */
  suppress(address: string, because: SuppressionReason, now: number): Promise<void>;
  /** Notes that the owner of the mailbox complained (`mailboxOf`). @throws Busy */
  noteComplaint(mailbox: string, now: number): Promise<void>;
};
