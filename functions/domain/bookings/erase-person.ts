/**
 * Erases the person from a booking: the attendee and the holders of its tickets. To whom a ticket was transferred is another person, who
 * may still have to be told that it was cancelled: until the event would have ended, a customer does not erase them, and those who run
 * the event do. The booking stays, with its tickets and its
 * history, so the books of the event balance. For its customer, and for those who run the event, who honour the request of a
 * guest who lost the link: once everybody was told what happened to it, so that nobody loses tickets without a word. So it is for a
 * booking that they made for the customer, whoever asks: they have its token. A booking that
 * has tickets, or waits for some, of an event that is not over comes first.
 *
 * The only step is one transaction: the booking with a history entry, and the entry in the trail of security events. Crash
 * before it: nothing happened. After it: the person is erased, and a repeat finds that.
 */
import { isByOrganizer } from '../model/booking.ts';
import { hasEnded, isErased, isUnfinished, otherHolders } from '../model/closing.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { isUntold } from '../model/plan-notice.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, isOwner } from '../model/user.ts';
import type { BookingNameStore } from '../ports/booking-name-store.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';

/** `sendsMail`: whether customers are told by mail. */
export type ErasePersonPorts = {
  sendsMail: boolean;
  notices: Pick<NoticeStore, 'readLog'>;
  bookings: Pick<BookingStore, 'read'>;
  names: BookingNameStore;
  cache: EventCache;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/** @throws Refusal `not-found`, `bookings-open`, `not-told-yet`; Busy. */
export async function erasePerson(
  { eventId, bookingId, actor }: { eventId: string; bookingId: string; actor: Actor },
  ports: ErasePersonPorts,
): Promise<void> {
  const { names, notices, cache, securityLog, runtime, sendsMail } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const event = await retryBudget.retryWhileBusy(() => cache.refresh(eventId));
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() => readBookingOf(actor, event, bookingId, ports));
    const now = runtime.now();
    const isOwn = isOwner(actor, booking);
    const staying = isOwn && !hasEnded(event, now) ? otherHolders(booking) : {};
    if (isErased(booking, staying)) return;
    if (isUnfinished(booking, event, now)) throw stillOpen();
    if (sendsMail && (!isOwn || isByOrganizer(booking))) {
      const log = await retryBudget.retryWhileBusy(() => notices.readLog(event, bookingId));
      if (isUntold(booking, event, log, now)) throw notToldYet();
    }
    const entry = { what: 'person-erased' as const, at: now, by: actor.userId };
    const securityEvent: SecurityEvent = {
      id: runtime.newId(),
      kind: 'booking-erased',
      at: now,
      ...(actor.role !== 'guest' && { by: actor.userId }),
      eventId,
      bookingId,
    };
    if (await names.erase(event, booking, { entry, left: staying, securityEvent })) {
      securityLog.write(securityEvent);
      return;
    }
    await retryBudget.backOff();
  }
}

function stillOpen(): Refusal {
  return new Refusal(
    'bookings-open',
    'The booking has tickets, or waits for some, and the event is not over. Cancel it first, or ask again after the event.',
  );
}

function notToldYet(): Refusal {
  return new Refusal(
    'not-told-yet',
    'Mail about what happened to the booking is still to be sent. Erase its person once that is done, mostly within seconds.',
  );
}
