/**
 * Has the link of a booking mailed again to the address of the booking, and to nobody else. Anybody who knows the
 * booking's id may ask for it, because whoever lost the link cannot prove who they are.
 *
 * The only step is one conditional update, which adds a history entry; the mail is sent from it. Crash before it: nothing
 * happened. After it: the mail is sent, and a repeat within `LINK_REQUEST_PAUSE_MS` writes nothing.
 */
import { type Booking, givesUpAt } from '../model/booking.ts';
import { BOOKING_RETRY_BUDGET_MS, LINK_REQUEST_PAUSE_MS } from '../model/limits.ts';
import { linkDueAt } from '../model/link-requests.ts';
import { Refusal } from '../model/refusal.ts';
import { ANYONE } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { type EventCache, noBooking } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';

type Ports = { bookings: BookingStore; cache: EventCache; runtime: Runtime; sendsMail: boolean };

/** @throws Refusal `not-found`, `no-mail`, `too-many-links`; Busy. */
export async function requestLink(
  { eventId, bookingId }: { eventId: string; bookingId: string },
  { bookings, cache, runtime, sendsMail }: Ports,
): Promise<void> {
  const event = await cache.get(eventId);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() => bookings.read(event, bookingId));
    if (booking === undefined || givesUpAt(booking) !== undefined) throw noBooking(ANYONE, event);
    if (!sendsMail) throw new Refusal('no-mail', 'This service sends no mail. Ask its operator.');
    const now = runtime.now();
    if (!isDue(booking, now)) return;
    if (await bookings.appendHistory(event, booking, { what: 'link-requested', at: now })) return;
    await retryBudget.backOff();
  }
}

/** @returns false while the mail of another request is on its way. @throws Refusal `too-many-links` */
function isDue({ history }: Booking, now: number): boolean {
  const requests = history.filter(({ what }) => what === 'link-requested').map(({ at }) => at);
  const dueAt = linkDueAt(requests);
  if (now >= dueAt) return true;
  const last = requests.at(-1) ?? 0;
  if (now < last + LINK_REQUEST_PAUSE_MS) return false;
  const iso = (ms: number) => new Date(ms).toISOString();
  throw new Refusal(
    'too-many-links',
    `The link was asked for at ${iso(last)}, and mailed to the address of the booking. Look for that mail, or ask again at ${iso(dueAt)}.`,
    { retryAfterSeconds: Math.ceil((dueAt - now) / 1000) },
  );
}
