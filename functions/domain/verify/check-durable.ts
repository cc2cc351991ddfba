/**
 * Checks `Durable`: every effect that was acknowledged is stored, and only later requests changed it. Holds at
 * every instant after the answer.
 */
import {
  asFirstAnswered,
  type Booking,
  cancellationIdFor,
  type HistoryEntry,
  hasAddition,
} from '../model/booking.ts';
import { hasTransfer, type ScanKind, scanIdFor, voidedByEntry } from '../model/ticket.ts';
import type { Violation } from './finding.ts';
import {
  isDone,
  makesBooking,
  mayHaveHappened,
  nameOf,
  outcomeOf,
  type RequestRecord,
} from './request-record.ts';
import { byId, type EventSnapshot } from './snapshot.ts';

/** The kinds of requests about no one booking. */
const ABOUT_EVENT =
  /^(create-event|change-|pause-waitlist|move-close|cancel-event|publish|appoint|remove-member|hand-in-scans)/;

/** @returns the acknowledged effects that are missing. */
export function lostEffects(requests: RequestRecord[], snapshot: EventSnapshot): Violation[] {
  const bookings = byId(snapshot.bookings);
  const lost = requests.flatMap((request): Violation[] => {
    const { asked, bookingId } = request;
    if (outcomeOf(request) !== 'acknowledged' && asked.what !== 'look') return [];
    if (ABOUT_EVENT.test(asked.what)) return [];
    const booking = bookings.get(bookingId ?? '');
    const says =
      booking === undefined ? lossOfBooking(request, requests) : lossIn(booking, request, snapshot, requests);
    if (says === undefined) return [];
    return [{ guarantee: 'Durable', says: `${nameOf(request)} ${says}`, bookingId, request }];
  });
  return [...lost, ...lostCapacity(requests, snapshot)];
}

/**
 * A look may find nothing. It may also find a booking whose request is not answered yet, and which that request removes before it is
 * answered 503.
 */
function lossOfBooking({ asked, bookingId, sendings }: RequestRecord, requests: RequestRecord[]) {
  const isMaker = (request: RequestRecord) => makesBooking(request) && request.bookingId === bookingId;
  const makers = requests.filter(isMaker);
  const isUnanswered = makers.length > 0 && !makers.some((maker) => maker.sendings.some(isDone));
  if (asked.what === 'look' && (isUnanswered || !sendings.some(isDone))) return undefined;
  return 'was acknowledged, but its booking is lost';
}

/** Whether a cancellation voided exactly these tickets. */
function hasCancelled({ history }: Booking, numbers: number[]): boolean {
  const wanted = numbers.toSorted((one, other) => one - other).join();
  return history.some(
    ({ what }, entry) => what === 'cancelled' && voidedByEntry(history)[entry]?.join() === wanted,
  );
}

/** Whether somebody was named on the ticket, maybe not any more. */
function isNamed({ history }: Booking, ticket: number): boolean {
  return history.some(
    (entry) => entry.what === 'ticket-named' && entry.ticket === ticket && !entry.isCleared,
  );
}

function lossIn(
  booking: Booking,
  request: RequestRecord,
  { event, bookings }: EventSnapshot,
  requests: RequestRecord[],
): string | undefined {
  const { asked, actorId, key = '', sendings } = request;
  const has = (...kinds: HistoryEntry['what'][]) => booking.history.some(({ what }) => kinds.includes(what));
  const wasTold = (status: number) => sendings.some(({ answer }) => answer?.status === status);
  const hasScan = (kind: ScanKind, by = event.organizerId) => {
    const scanId = scanIdFor(kind, by, key);
    return booking.history.some((historyEntry) => 'scanId' in historyEntry && historyEntry.scanId === scanId);
  };
  switch (asked.what) {
    case 'book':
    case 'book-at-door':
      if (wasTold(201) && asFirstAnswered(booking).status !== 'confirmed')
        return 'was answered with tickets, but its booking is waitlisted';
      if (wasTold(202) && !has('joined')) return 'was answered "waitlisted", but did not join';
      return isReplaced(request, bookings)
        ? undefined
        : 'was acknowledged, but the booking that it replaces waits';
    case 'transfer':
      return hasTransfer(booking, actorId, key) ? undefined : 'was acknowledged, but is lost';
    case 'add':
      return hasAddition(booking, actorId, key) ? undefined : 'was acknowledged, but is lost';
    case 'cancel': {
      const isLost = !(cancellationIdFor(actorId, key) in booking.cancellations);
      const isOfAll = asked.quantity === undefined && asked.tickets === undefined;
      const isKept = isOfAll && booking.status !== 'cancelled';
      const isOther = asked.tickets !== undefined && !hasCancelled(booking, asked.tickets);
      return isLost || isKept || isOther ? 'was acknowledged, but is lost' : undefined;
    }
    case 'accept':
      return has('accepted') && !has('expired') ? undefined : 'was acknowledged, but is lost';
    case 'decline':
      return has('declined') ? undefined : 'was acknowledged, but is lost';
    case 'check-in':
      return hasScan('check-in')
        ? undefined
        : `was acknowledged, but ticket ${asked.ticket} is not checked in`;
    case 'check-in-booking':
      return hasScan('check-in', actorId) ? undefined : 'was acknowledged, but no ticket is checked in';
    case 'name-ticket':
      return asked.isCleared || isNamed(booking, asked.ticket)
        ? undefined
        : `was acknowledged, but ticket ${asked.ticket} was never named`;
    case 'erase':
      return has('person-erased') ? undefined : 'was acknowledged, but no person was erased';
    case 'undo-check-in':
      return hasScan('undo') ? undefined : 'was acknowledged, but is lost';
    case 'look':
      return lossSeen(request, booking, requests);
    default:
      return undefined;
  }
}

/** Whether the booking that the request replaces left the waitlist for the new one; true if it replaces none. */
function isReplaced({ replacesId, bookingId }: RequestRecord, bookings: Booking[]): boolean {
  if (replacesId === undefined) return true;
  const { history = [] } = bookings.find(({ id }) => id === replacesId) ?? {};
  return history.some(
    (historyEntry) => historyEntry.what === 'left' && historyEntry.replacedBy === bookingId,
  );
}

/** A booking that was acknowledged is found, and one that was shown as confirmed got tickets. */
function lossSeen(look: RequestRecord, booking: Booking, requests: RequestRecord[]): string | undefined {
  const isGiven = booking.history.some(({ what }) =>
    ['booked', 'promoted', 'granted', 'accepted', 'answered-at-once'].includes(what),
  );
  const sawTickets = look.sendings.some(({ answer }) => answer?.booking?.status === 'confirmed');
  if (sawTickets && !isGiven) return 'saw it confirmed, but it never got tickets';
  const acknowledged = requests.filter(
    (request) => makesBooking(request) && request.bookingId === booking.id,
  );
  const saidAt = Math.min(
    ...acknowledged.flatMap(({ sendings }) =>
      sendings.filter(isDone).map(({ endedAt = Infinity }) => endedAt),
    ),
  );
  const isMissed = look.sendings.some(({ sentAt, answer }) => answer?.status === 404 && sentAt >= saidAt);
  return isMissed ? 'did not find an acknowledged booking' : undefined;
}

/**
 * The capacity is that of the last acknowledged change, or of one that was sent later and may have happened.
 * Undecided unless every change says its capacity.
 */
function lostCapacity(requests: RequestRecord[], { event }: EventSnapshot): Violation[] {
  const changes = requests.filter(
    ({ asked: { what } }) => what === 'create-event' || what === 'change-capacity',
  );
  let possible: number[] = [];
  for (const request of changes) {
    const capacity = 'capacity' in request.asked ? request.asked.capacity : undefined;
    if (capacity === undefined) return [];
    if (outcomeOf(request) === 'acknowledged') possible = [];
    if (mayHaveHappened(request)) possible.push(capacity);
  }
  if (possible.length === 0 || possible.includes(event.capacity)) return [];
  const says = `capacity ${possible.join(' or ')} was acknowledged, ${event.capacity} is stored`;
  return [{ guarantee: 'Durable', says }];
}
