/** Writes a notice to a customer and hands it to the mail service. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Notice } from '../model/notice.ts';

/** `to`: the customer, or the attendee of a booking without an account. */
export type AddressedNotice = {
  notice: Notice;
  booking: Booking;
  event: Event;
  to: { name: string; email: string };
};

export type NoticeSender = {
  /**
   * @returns `rejected` if the mail service will never accept this message or address
   * @throws Busy if it accepts no message now
   */
  send(notice: AddressedNotice): Promise<'sent' | 'rejected'>;
};
