/** Reads an event for an audit: all that is stored of it, without personal data. Writes nothing. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { NoticeLog } from '../model/notice-log.ts';
import type { Entry } from '../model/plan-promotions.ts';
import type { Shard } from '../model/shard.ts';
import type { StaffChange } from '../model/staff.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';

/** A booking as an audit reads it: without personal data, and without what only repeats of a request need. */
export type AuditedBooking = Omit<
  Booking,
  'eventId' | 'attendee' | 'ticketHolders' | 'fingerprint' | 'cancellations'
>;

/** A part of what was read, and the read units that it took. */
export type AuditPart<Read> = { read: Read; units: number };

/** Each call is strongly consistent, but for that of the notice logs. Several calls do not see one instant. */
export type AuditStore = {
  /**
   * Reads the event, its shards and the state of its waitlist.
   * @throws Refusal `not-found`; Busy
   */
  state(event: Pick<Event, 'id'>): Promise<{ event: Event; shards: Shard[]; waitlist: WaitlistState }>;
  /**
   * Reads every booking, page by page, in no particular order.
   * @throws Busy
   */
  bookings(event: Event): AsyncIterable<AuditPart<AuditedBooking[]>>;
  /**
   * Reads the notice logs of a page of bookings, part by part, by the ids of the bookings, without those that do not exist.
   * They may be a second behind.
   * @throws Busy
   */
  noticeLogs(event: Event, bookings: AuditedBooking[]): AsyncIterable<AuditPart<Map<string, NoticeLog>>>;
  /**
   * Reads every entry of the waitlist, page by page, in order of arrival.
   * @throws Busy
   */
  entries(event: Event): AsyncIterable<Entry[]>;
  /**
   * Reads the entries of these waiting bookings, without those that do not exist.
   * @throws Busy
   */
  entriesOf(event: Event, waiting: AuditedBooking[]): Promise<Entry[]>;
  /**
   * Reads all changes of the staff of the event, in no particular order.
   * @throws Busy
   */
  staffChanges(event: Event): Promise<StaffChange[]>;
  /**
   * Whether the account is an admin now.
   * @throws Busy
   */
  isAdmin(userId: string): Promise<boolean>;
};
