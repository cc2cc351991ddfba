/** Counts the mails to each address, and remembers the addresses to which none may be sent. */

/** Why no mail may be sent to an address: its mailbox does not exist, or its owner complained. */
export type SuppressionReason = 'bounced' | 'complained';

export type AddressStore = {
  /**
   * Counts one more mail to a normalized address on a day (ISO 8601 date, UTC), up to `most` of them.
   * @returns `over-limit` without counting it if that many were sent, `suppressed` if none may be sent
   * @throws Busy
   */
  admit(address: string, day: string, most: number): Promise<'admitted' | 'over-limit' | 'suppressed'>;
  /** Forbids all further mail to the address. @throws Busy */
  suppress(address: string, because: SuppressionReason, now: number): Promise<void>;
};
