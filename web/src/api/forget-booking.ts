/** Removes a booking from this browser, with what names a person in it: somebody else may use the browser next. */
import { forgetStored } from '../parts/stored.ts';
import { forgetKept } from './kept-caches.ts';
import { dropBooking } from './own-bookings.ts';
import { ATTENDEE_DRAFT, keepOrder, sentOrder } from './sent-orders.ts';

/** Forgets its token, its tickets for a place without a network, and what was filled in. What has no answer yet stays. */
export function forgetBooking(ids: { eventId: string; bookingId: string }): void {
  dropBooking(ids);
  forgetKept(ids.bookingId).catch(() => undefined);
  if (sentOrder(ids.eventId)?.answeredAt !== undefined) keepOrder(ids.eventId, undefined);
  const drafts = ['name', 'transfer'].map((form) => `boxoffice.${form}.${ids.bookingId}.`);
  forgetStored((name) => name !== ATTENDEE_DRAFT && !drafts.some((draft) => name.startsWith(draft)));
}
