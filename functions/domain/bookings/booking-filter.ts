/**
 * Decides which bookings a list of an event contains. Names and addresses of accounts are not in the bookings, so a
 * search reads the accounts of the bookings that it cannot decide without them.
 */
import type { Booking, BookingStatus } from '../model/booking.ts';
import {
  type CheckedInState,
  checkedInState,
  hasWords,
  type SearchedFields,
  wordsOf,
} from '../model/booking-search.ts';
import { asOf } from '../model/lapsed-offer.ts';
import type { Contact } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { contactOf, contactsOf } from './contacts.ts';

/** `q`: words that occur in the `searched` fields of a booking. `now` in ms: offers that have expired are void. */
export type BookingFilter = {
  status?: BookingStatus;
  checkedIn?: CheckedInState;
  q?: string;
  searched: SearchedFields;
  now: number;
};

type Users = { users: Pick<UserStore, 'contacts'> };

/** A filter that remembers the accounts that it read. */
export class BookingFilterWithAccounts {
  readonly #filter: BookingFilter;
  readonly #words: string[] | undefined;
  readonly #contacts = new Map<string, Contact>();

  constructor(filter: BookingFilter) {
    this.#filter = filter;
    this.#words = filter.q === undefined ? undefined : wordsOf(filter.q);
  }

  /** Whether every booking passes. */
  get isOpen(): boolean {
    const { status, checkedIn, q } = this.#filter;
    return status === undefined && checkedIn === undefined && q === undefined;
  }

  /** Whether accounts have to be read. */
  get readsAccounts(): boolean {
    return this.#words !== undefined;
  }

  /** @returns the booking as it is at the time of the request, or undefined if its status or its tickets exclude it. */
  candidate(stored: Booking): Booking | undefined {
    const { status, checkedIn, now } = this.#filter;
    const booking = asOf(stored, now);
    if (status !== undefined && booking.status !== status) return undefined;
    return checkedIn === undefined || checkedInState(booking) === checkedIn ? booking : undefined;
  }

  /** Reads the accounts of those bookings that the search cannot decide without. @throws Busy. */
  async readAccounts(stored: Booking[], ports: Users): Promise<void> {
    const words = this.#words;
    if (words === undefined) return;
    const undecided = stored.filter(
      (booking) =>
        this.candidate(booking) !== undefined && !hasWords(booking, undefined, words, this.#filter.searched),
    );
    for (const [id, contact] of await contactsOf(undecided, ports)) this.#contacts.set(id, contact);
  }

  /** @returns the booking as it is at the time of the request, or undefined if the filter excludes it. */
  passed(stored: Booking): Booking | undefined {
    const booking = this.candidate(stored);
    if (booking === undefined || this.#words === undefined) return booking;
    const contact = contactOf(booking, this.#contacts);
    return hasWords(booking, contact, this.#words, this.#filter.searched) ? booking : undefined;
  }
}
