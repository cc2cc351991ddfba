/**
 * Checks `OneEffect`: every booking and every change of one is explained by exactly one request, and is what
 * that request asked for. Somebody's change of another person's booking breaks `Mine`. Needs the records of
 * all requests about the event, of all clients.
 */
import { additionIdFor, type Booking, type HistoryEntry, leavesUnserved } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { offlineScanIdFor } from '../model/offline-scan.ts';
import { scanIdFor, transferIdFor } from '../model/ticket.ts';
import type { GuaranteeName, Violation } from './finding.ts';
import {
  type Asked,
  makesBooking,
  mayHaveHappened,
  outcomeOf,
  type RequestRecord,
} from './request-record.ts';
import type { EventSnapshot } from './snapshot.ts';

type Said = { guarantee: GuaranteeName; says: string };

const extra = (says: string): Said => ({ guarantee: 'OneEffect', says });

/** `isSettled`: no request is under way any more. */
export function unrequestedEffects(
  requests: RequestRecord[],
  { event, bookings }: EventSnapshot,
  isSettled: boolean,
): Violation[] {
  const about = Map.groupBy(requests, ({ bookingId }) => bookingId);
  const mayBePaused = requests.some(({ asked }) => asked.what === 'pause-waitlist');
  const wasCancelled = requests.some(({ asked }) => asked.what === 'cancel-event');
  const offline = offlineScanIds(requests, event);
  const changes = bookings.flatMap((booking) => {
    const own = about.get(booking.id) ?? [];
    const makers = own.filter((request) => makesBooking(request) && request.key !== undefined);
    const said = [
      ...makers.flatMap((maker) => differences(maker, booking, { isSettled, mayBePaused })),
      ...unrequestedAnswers(own, booking),
      ...unrequestedAdditions(own, booking),
      ...cancellationsBeside(own, booking),
      ...unrequestedReplacements(requests, booking, bookings),
      ...unrequestedScans(own, booking, event, offline),
      ...unrequestedNames(own, booking),
      ...unrequestedTransfers(own, booking),
      ...unrequestedErasures(own, booking),
      ...(booking.history.some(({ what }) => what === 'event-cancelled') && !wasCancelled
        ? [extra('was cancelled with its event, but nobody cancelled the event')]
        : []),
    ];
    const [request] = makers;
    return said.map(
      ({ guarantee, says }): Violation => ({
        guarantee,
        says: `booking ${booking.id} ${says}`,
        bookingId: booking.id,
        ...(request && { request }),
      }),
    );
  });
  return [...unrequestedBookings(requests, bookings), ...changes];
}

/** Finds bookings that are listed twice or that no request explains. Without a key, requests are counted. */
function unrequestedBookings(requests: RequestRecord[], bookings: Booking[]): Violation[] {
  const keyed = new Set<string | undefined>();
  const keyless = new Map<string, number>();
  for (const request of requests.filter(makesBooking)) {
    const { key, actorId, bookingId, sendings } = request;
    if (key !== undefined) keyed.add(bookingId);
    else keyless.set(actorId, (keyless.get(actorId) ?? 0) + sendings.length);
  }
  const seen = new Set<string>();
  return bookings.flatMap(({ id, customerId }): Violation[] => {
    const isTwice = seen.has(id);
    seen.add(id);
    if (isTwice) return [{ guarantee: 'OneEffect', says: `booking ${id} is listed twice`, bookingId: id }];
    if (keyed.has(id)) return [];
    const left = (keyless.get(customerId) ?? 0) - 1;
    keyless.set(customerId, left);
    if (left >= 0) return [];
    return [{ guarantee: 'OneEffect', says: `booking ${id} exists without a request`, bookingId: id }];
  });
}

/** `isSettled`: no request is under way any more. `mayBePaused`: somebody paused the waitlist, so nobody may join. */
type Circumstances = { isSettled: boolean; mayBePaused: boolean };

/** Compares a booking with the request that made it. */
function differences(maker: RequestRecord, booking: Booking, circumstances: Circumstances): Said[] {
  const { asked, actorId } = maker;
  const [first] = booking.history;
  const quantity = first !== undefined && 'quantity' in first ? first.quantity : undefined;
  const isOther = 'quantity' in asked && asked.quantity !== quantity;
  const isOfOther = asked.what === 'book' && booking.customerId !== actorId;
  return [
    ...(outcomeOf(maker) === 'refused' ? [extra('exists, but its request was refused')] : []),
    ...(isOther || isOfOther ? [extra('differs from its request')] : []),
    ...(asked.what === 'book' ? waitBeside(asked, booking, circumstances) : []),
  ];
}

/**
 * Checks `onSoldOut`. A request with `reject` gets all its tickets or leaves no booking, even if a crash
 * interrupted it after it had joined the waitlist: the sweep then finds its entry.
 */
function waitBeside(
  { onSoldOut }: Asked & { what: 'book' },
  booking: Booking,
  { isSettled, mayBePaused }: Circumstances,
): Said[] {
  const [first] = booking.history;
  const has = (...kinds: HistoryEntry['what'][]) => booking.history.some(({ what }) => kinds.includes(what));
  if (onSoldOut === 'waitlist')
    return leavesUnserved(booking) && !mayBePaused
      ? [extra('was not allowed to wait, although its request would')]
      : [];
  return [
    ...(first?.what === 'joined' && !leavesUnserved(booking)
      ? [extra('joined the waitlist to stay, although its request would not wait')]
      : []),
    ...(isSettled && !has('booked', 'promoted')
      ? [extra('was left unserved, although its request would not wait')]
      : []),
    ...(has('granted', 'offered')
      ? [extra('got an offer or only a part of its tickets, although its request would not wait')]
      : []),
  ];
}

function unrequestedAnswers(own: RequestRecord[], { history }: Booking): Said[] {
  const kinds = [
    ['accept', 'accepted'],
    ['decline', 'declined'],
  ] as const;
  return kinds.flatMap(([kind, done]) => {
    const isAsked = own.some((request) => request.asked.what === kind && mayHaveHappened(request));
    const isThere = history.some(({ what }) => what === done);
    return isThere && !isAsked ? [extra(`was ${done} without a request`)] : [];
  });
}

/** Finds additions that no request asked for, or for another number of tickets. */
function unrequestedAdditions(own: RequestRecord[], { history }: Booking): Said[] {
  const asked = new Map(
    own.flatMap((request): [string, number][] => {
      const { asked, actorId, key = '' } = request;
      return asked.what === 'add' && mayHaveHappened(request)
        ? [[additionIdFor(actorId, key), asked.quantity]]
        : [];
    }),
  );
  const seen = new Set<string>();
  return history.flatMap((historyEntry): Said[] => {
    if (historyEntry.what !== 'added') return [];
    const { additionId, quantity } = historyEntry;
    const isAgain = seen.has(additionId);
    seen.add(additionId);
    if (asked.get(additionId) === quantity && !isAgain) return [];
    return [extra(`got ${quantity} more tickets without a request`)];
  });
}

/** Finds places that were given up for another booking, where nobody asked for that or the other one is missing. */
function unrequestedReplacements(
  requests: RequestRecord[],
  { id, history }: Booking,
  bookings: Booking[],
): Said[] {
  return history.flatMap((historyEntry): Said[] => {
    if (historyEntry.what !== 'left' || historyEntry.replacedBy === undefined) return [];
    const { replacedBy } = historyEntry;
    const isAsked = requests.some(
      (request) => request.replacesId === id && request.bookingId === replacedBy && mayHaveHappened(request),
    );
    const isThere = bookings.some((booking) => booking.id === replacedBy);
    return isAsked && isThere ? [] : [extra(`left for booking ${replacedBy}, which nobody made for it`)];
  });
}

/** Adds up the cancelled tickets by the account that cancelled them, and compares them with its requests. */
function cancellationsBeside(own: RequestRecord[], { customerId, history }: Booking): Said[] {
  const isGivenUp = (historyEntry: HistoryEntry) =>
    (historyEntry.what === 'cancelled' || historyEntry.what === 'left') &&
    historyEntry.by !== undefined &&
    historyEntry.replacedBy === undefined;
  const entries = history.filter(isGivenUp);
  const cancels = own.filter(({ asked }) => asked.what === 'cancel');
  const actors = new Set([
    ...cancels.map(({ actorId }) => actorId),
    ...entries.flatMap((historyEntry) => ('by' in historyEntry ? [historyEntry.by ?? ''] : [])),
  ]);
  return [...actors].flatMap((actor): Said[] => {
    const givenUp = entries
      .filter((historyEntry) => 'by' in historyEntry && historyEntry.by === actor)
      .reduce((sum, historyEntry) => sum + ('quantity' in historyEntry ? historyEntry.quantity : 0), 0);
    const mine = cancels.filter(({ actorId }) => actorId === actor);
    const certain = ticketsOf(mine.filter((request) => outcomeOf(request) === 'acknowledged'));
    const possible = ticketsOf(mine.filter(mayHaveHappened));
    if (givenUp < certain.least)
      return [
        {
          guarantee: 'Durable',
          says: `has ${givenUp} cancelled tickets, the cancellation of ${certain.least} was acknowledged`,
        },
      ];
    if (givenUp <= possible.most) return [];
    if (possible.most === 0 && actor !== customerId)
      return [{ guarantee: 'Mine', says: 'was cancelled by somebody else' }];
    return [extra(`has ${givenUp} cancelled tickets, the cancellation of ${possible.most} was requested`)];
  });
}

/** @returns the tickets that these cancellations were for; any number if one is of the whole booking. */
function ticketsOf(cancels: RequestRecord[]): { least: number; most: number } {
  const quantities = cancels.map(({ asked }) => {
    if ('tickets' in asked) return asked.tickets?.length;
    return 'quantity' in asked ? asked.quantity : undefined;
  });
  const least = quantities.reduce<number>((sum, quantity = 0) => sum + quantity, 0);
  return { least, most: quantities.includes(undefined) ? Number.POSITIVE_INFINITY : least };
}

function unrequestedScans(
  own: RequestRecord[],
  { history }: Booking,
  { organizerId }: Event,
  offline: Set<string>,
): Said[] {
  const asked = new Set(
    own.flatMap((request) => {
      const { what } = request.asked;
      const { actorId, key = '' } = request;
      if (!mayHaveHappened(request)) return [];
      if (what === 'check-in-booking') return [scanIdFor('check-in', actorId, key)];
      if (what !== 'check-in' && what !== 'undo-check-in') return [];
      return [scanIdFor(what === 'check-in' ? 'check-in' : 'undo', organizerId, key)];
    }),
  );
  for (const scanId of offline) asked.add(scanId);
  return history.flatMap((historyEntry) => {
    if (!('scanId' in historyEntry) || asked.has(historyEntry.scanId)) return [];
    return [extra(`has ticket ${historyEntry.ticket} ${historyEntry.what} without a request`)];
  });
}

/** @returns the ids of the offline scans that were handed in. */
function offlineScanIds(requests: RequestRecord[], { id: eventId }: Event): Set<string> {
  const scans = requests.filter(mayHaveHappened).flatMap(({ scans = [] }) => scans);
  return new Set(
    scans.map(({ bookingId, ticket: number, scannedAt }) =>
      offlineScanIdFor({ eventId, bookingId, number }, scannedAt, undefined),
    ),
  );
}

/** Finds names that nobody put on a ticket or took off it. */
function unrequestedNames(own: RequestRecord[], { history }: Booking): Said[] {
  const isAsked = (ticket: number, by: string) =>
    own.some(
      (request) =>
        request.asked.what === 'name-ticket' &&
        request.asked.ticket === ticket &&
        request.actorId === by &&
        mayHaveHappened(request),
    );
  return history.flatMap((historyEntry): Said[] => {
    if (historyEntry.what !== 'ticket-named' || isAsked(historyEntry.ticket, historyEntry.by)) return [];
    return [extra(`has ticket ${historyEntry.ticket} named without a request`)];
  });
}

/** Finds erasures that nobody asked for. Those that the service makes by itself name nobody. */
function unrequestedErasures(own: RequestRecord[], { history }: Booking): Said[] {
  const isAsked = (by: string) =>
    own.some(
      (request) => request.asked.what === 'erase' && request.actorId === by && mayHaveHappened(request),
    );
  return history.flatMap((historyEntry): Said[] =>
    historyEntry.what !== 'person-erased' || historyEntry.by === undefined || isAsked(historyEntry.by)
      ? []
      : [extra('has its person erased without a request')],
  );
}

function unrequestedTransfers(own: RequestRecord[], { history }: Booking): Said[] {
  const asked = new Map(
    own.flatMap((request): [string, number][] => {
      const { asked, actorId, key = '' } = request;
      return asked.what === 'transfer' && mayHaveHappened(request)
        ? [[transferIdFor(actorId, key), asked.ticket]]
        : [];
    }),
  );
  return history.flatMap((historyEntry) => {
    if (historyEntry.what !== 'ticket-transferred') return [];
    if (asked.get(historyEntry.transferId) === historyEntry.ticket) return [];
    return [extra(`has ticket ${historyEntry.ticket} transferred without a request`)];
  });
}
