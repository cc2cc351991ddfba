/**
 * How the mails of a day are counted. Those to an address that its account has confirmed are counted by this address, each kind
 * for itself, so that none keeps another one away. All others may be caused by strangers, who need no more than the address. They are
 * counted together, whatever they are, by mailbox. Pure rules; `process/admit-mail` counts by them.
 */
import { isHourly, isRequested, type LetterKind } from './letter.ts';
import {
  ANNOUNCEMENT_MAILS_PER_ADDRESS_AND_DAY,
  HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  MAILS_PER_ADDRESS_AND_DAY,
  REQUESTED_LETTERS_PER_ADDRESS_AND_DAY,
  UNCONFIRMED_ANNOUNCEMENT_MAILS_PER_DAY,
  UNCONFIRMED_MAILS_PER_DAY,
} from './limits.ts';
import { type Addressee, mailboxOf, normalizeEmail } from './user.ts';

/** What a mail is: about a booking or an endpoint, an announcement, or a letter. */
export type MailKind = 'booking' | 'announcement' | LetterKind;

/**
 * What mails are counted as. `bookings`: those of an account with a confirmed address, announcements too. A kind of letter: to such an
 * account. `stated-address`: all mails to addresses that nobody confirmed: stated for a booking or a ticket, or of an account.
 */
export type CountedMails = 'bookings' | 'stated-address' | LetterKind;

/** `address`: for which the mail is counted, normalized. `most`: it is sent if fewer were counted on that day. */
export type MailCount = { address: string; of: CountedMails; most: number };

export function mailCountOf(to: Addressee, kind: MailKind): MailCount {
  return to.isAddressConfirmed
    ? { address: normalizeEmail(to.email), ...confirmedCountOf(kind) }
    : { address: mailboxOf(to.email), of: 'stated-address', most: mostUnconfirmed(to, kind) };
}

function confirmedCountOf(kind: MailKind): Omit<MailCount, 'address'> {
  if (kind === 'booking') return { of: 'bookings', most: MAILS_PER_ADDRESS_AND_DAY };
  if (kind === 'announcement') return { of: 'bookings', most: ANNOUNCEMENT_MAILS_PER_ADDRESS_AND_DAY };
  if (isHourly({ kind })) return { of: kind, most: HOURLY_LETTERS_PER_ADDRESS_AND_DAY };
  return {
    of: kind,
    most: isRequested({ kind }) ? REQUESTED_LETTERS_PER_ADDRESS_AND_DAY : MAILS_PER_ADDRESS_AND_DAY,
  };
}

/**
 * The last mails of the day are left to links of which one is mailed in an hour, to the one spelling of the address that no tag and
 * no dot can multiply: so other mails keep none of them away.
 */
function mostUnconfirmed({ email }: Addressee, kind: MailKind): number {
  if (kind === 'announcement') return UNCONFIRMED_ANNOUNCEMENT_MAILS_PER_DAY;
  const isLinkOfMailbox =
    kind !== 'booking' && isHourly({ kind }) && normalizeEmail(email) === mailboxOf(email);
  return isLinkOfMailbox ? MAILS_PER_ADDRESS_AND_DAY : UNCONFIRMED_MAILS_PER_DAY;
}
