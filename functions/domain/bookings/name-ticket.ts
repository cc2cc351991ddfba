/**
 * Puts a name on a ticket, or takes it off: for the holder of the booking until the event's `namesCloseAt`, and for
 * those who run the event at any time. The same name again writes nothing.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One conditional update of the booking sets the name and adds a history entry without it. Crash: the name is
 *    stored, and the request repeated finds it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Booking, HistoryEntry, TicketHolder, TicketHolders } from '../model/booking.ts';
import { refuseFull } from '../model/booking-size.ts';
import type { Event } from '../model/event.ts';
import { bookingVersion, type ExpectedVersions, requireVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS, NAMES_PER_BOOKING_LIMIT } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { isKept, type Ticket, ticketOf } from '../model/ticket.ts';
import type { Actor } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { runsEventNow } from '../process/event-access.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';
import { refuseErased } from './refuse-erased.ts';

/** `holder`: undefined takes the name off. `expected`: the versions of the booking whose ticket may be named. */
export type NameTicket = {
  eventId: string;
  bookingId: string;
  number: number;
  actor: Actor;
  holder: TicketHolder | undefined;
  expected?: ExpectedVersions;
};

type Ports = { bookings: BookingStore; cache: EventCache; runtime: Runtime };

/**
 * @returns the booking, whose ticket has the name
 * @throws Refusal `not-found`, `changed-meanwhile`, `event-cancelled`, `ticket-void`, `ticket-transferred`,
 * `names-closed`, `too-many-names`, `booking-full`; Busy.
 */
export async function nameTicket(request: NameTicket, ports: Ports): Promise<Booking> {
  const { bookings, cache, runtime } = ports;
  const { number, actor, holder } = request;
  const event = await cache.get(request.eventId);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let tried: number | undefined;
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() =>
      readBookingOf(actor, event, request.bookingId, ports),
    );
    const now = runtime.now();
    await retryBudget.retryWhileBusy(() => refuseUnlessOpen(event, actor, now, ports));
    const ticket = ticketOf(booking, number);
    const isOrganizer =
      !isKept(ticket) && (await retryBudget.retryWhileBusy(() => runsEventNow(actor, event.id, ports)));
    refuseTransferred(ticket, holder, isOrganizer);
    const { ticketHolders = {} } = booking;
    const { [number]: former, ...others } = ticketHolders;
    const named = holder && { ...former, ...holder };
    if (isDeepStrictEqual(former, named)) return booking;
    requireVersion(request.expected, bookingVersion(booking), tried);
    refuseErased(booking);
    refuseTooMany(booking);
    refuseFull(booking);
    const after: TicketHolders = { ...others, ...(named && { [number]: named }) };
    const historyEntry: HistoryEntry = {
      what: 'ticket-named',
      at: now,
      ticket: number,
      by: actor.userId,
      ...(holder === undefined && { isCleared: true }),
    };
    if (await bookings.appendHistory(event, booking, historyEntry, after))
      return { ...booking, ticketHolders: after, history: [...booking.history, historyEntry] };
    tried = bookingVersion(booking);
    await retryBudget.backOff();
  }
}

async function refuseUnlessOpen(
  event: Event,
  actor: Actor,
  now: number,
  ports: Pick<Ports, 'cache'>,
): Promise<void> {
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  if (now < Date.parse(event.namesCloseAt) || (await runsEventNow(actor, event.id, ports))) return;
  throw new Refusal(
    'names-closed',
    `The names on tickets can no longer be changed since ${event.namesCloseAt}. Ask the organizer.`,
  );
}

/** The organizer may correct the name of somebody to whom a ticket was transferred. */
function refuseTransferred(ticket: Ticket, holder: TicketHolder | undefined, isOrganizer: boolean): void {
  if (isKept(ticket) || (isOrganizer && holder !== undefined)) return;
  throw new Refusal(
    'ticket-transferred',
    'This ticket was transferred. The organizer can change the name on it, and nobody can take it off.',
  );
}

function refuseTooMany({ history }: Booking): void {
  const named = history.filter(({ what }) => what === 'ticket-named').length;
  if (named < NAMES_PER_BOOKING_LIMIT) return;
  throw new Refusal('too-many-names', `The names of this booking were changed ${named} times, the limit.`, {
    limit: NAMES_PER_BOOKING_LIMIT,
  });
}
