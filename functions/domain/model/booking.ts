/**
 * The booking: one customer's claim on tickets, its states, and pure rules about them. Changes of a booking
 * are planned in `plan-cancellation`, `plan-promotions` and `end-bookings`.
 */
import { derivedId } from './derived-id.ts';
import { BOOKING_RETRY_BUDGET_MS, JOIN_IS_FINAL_MS } from './limits.ts';
import { partitionOf } from './partition.ts';
import type { TypeCount } from './ticket-types.ts';

export type BookingStatus = 'confirmed' | 'waitlisted' | 'offered' | 'cancelled';

/** `email` is missing for somebody at the door who gave none. */
export type Attendee = { firstName: string; lastName: string; email?: string };

/**
 * Whose ticket it is, if somebody said so. Of a transferred ticket `email` is where its code was sent, and `fingerprint`
 * a digest of the request's body, by which a reuse of its idempotency key with another body is detected.
 */
export type TicketHolder = { firstName: string; lastName: string; email?: string; fingerprint?: string };

export function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`;
}

/** By ticket number. Personal data, so it is in no history entry: it can be erased, and a history never changes. */
export type TicketHolders = Record<string, TicketHolder>;

/** The languages of notices to customers. */
export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Of a customer whose client preferred none of them. */
export const DEFAULT_LANGUAGE: Language = 'en';

/**
 * Why an offer or a waitlisted booking ended: sales closed, or it asks for more tickets than the event's
 * capacity.
 */
export type EndReason = 'sales-closed' | 'more-than-capacity';

/**
 * What becomes of a waiting booking whose offer runs out unanswered, if it does not end: it waits again at its place, or at
 * the end of the waitlist.
 */
export type IfUnanswered = 'keeps-place' | 'moves-to-end';

/**
 * Something that happened to a booking, written in the transaction that made it happen. `at` is in ms.
 * `promotionNumber` orders the promotions of the event. `by` is the id of who cancelled, or of who booked for
 * the customer, and `why` their reason. `ticket` is the ticket's number within the booking. `scanId` is
 * derived from the request, so that a repeated scan is recognized, and so is `additionId`. `total` of an
 * addition: the tickets of the booking after it. `types`: of which ticket types they are, if the event has types.
 */
export type HistoryEntry =
  | {
      what: 'booked' | 'joined' | 'cancelled' | 'left';
      at: number;
      quantity: number;
      types?: TypeCount[];
      by?: string;
      why?: string;
      /** Of a cancellation that named its tickets: their numbers, ascending. */
      tickets?: number[];
      /** Of a cancellation: the transferred tickets that it voids, ascending, whose holders are told. */
      transferred?: number[];
      /**
       * The request accepts only tickets that are free now: if it gets none, it removes the booking again.
       */
      leavesUnserved?: true;
      /**
       * Id of the attempt that wrote the entry, by which a request distinguishes its own write from a
       * repeat's.
       */
      attempt?: string;
      /** The arrival of the booking is drawn, and the gateway received the request at this instant, ms. */
      requestedAt?: number;
      /** The organizer put it before all who wait; `why` says for what reason. */
      isAhead?: true;
      /** Of a booking that left the waitlist for another one at its end: the id of that booking. */
      replacedBy?: string;
      /** A door sale: sold by the organizer after sales had closed for everybody else. */
      isAfterSales?: true;
    }
  | {
      what: 'added';
      at: number;
      quantity: number;
      types?: TypeCount[];
      total: number;
      by: string;
      additionId: string;
    }
  | { what: 'promoted' | 'granted'; at: number; quantity: number; promotionNumber: number }
  | {
      what: 'offered';
      at: number;
      quantity: number;
      promotionNumber: number;
      expiresAt: number;
      /** Missing if the booking ends then. */
      ifUnanswered?: IfUnanswered;
    }
  /** The offer expired and the booking waits again; with `earlierArrival` (ms), at the end of the waitlist instead of there. */
  | { what: 'lapsed'; at: number; quantity: number; earlierArrival?: number }
  /** Others may pass it: it held tickets back since `heldBackSince` (ms). `promotions`: those of the event before that. */
  | { what: 'passed'; at: number; quantity: number; heldBackSince: number; promotions: number }
  | { what: 'accepted' | 'declined' | 'answered-at-once' | 'place-confirmed'; at: number; quantity: number }
  /** The offer expired; with `because`, the offer or the wait was ended early for that reason. */
  | { what: 'expired'; at: number; quantity: number; because?: EndReason }
  /** `transferred`: the transferred tickets that the end of the event voids, ascending, whose holders are told. */
  | { what: 'handed-on' | 'event-cancelled'; at: number; quantity: number; transferred?: number[] }
  /** Of a scan that was made without the service, `scannedAt` (ms) and the name of the `device` are as the device states them. */
  | {
      what: 'checked-in';
      at: number;
      ticket: number;
      by: string;
      scanId: string;
      scannedAt?: number;
      device?: string;
    }
  | { what: 'check-in-undone'; at: number; ticket: number; by: string; scanId: string; reason: string }
  /** Somebody asked for the link of the booking. */
  | { what: 'link-requested'; at: number }
  | { what: 'ticket-named'; at: number; ticket: number; by: string; isCleared?: true }
  /** The attendee and the holders were erased from the booking. Without `by`, the service did it after the time for which they are kept. */
  | { what: 'person-erased'; at: number; by?: string }
  /** `transferId` is derived from the request, so that a repeat is recognized. */
  | {
      what: 'ticket-transferred';
      at: number;
      ticket: number;
      newTicket: number;
      by: string;
      transferId: string;
    };

/**
 * `quantity`: tickets held or waited for. `granted`: the part of them that a waitlisted booking already
 * holds. `released`: tickets given up and not yet handed on, which still count as held. `arrival`: by which it is ordered
 * in the waitlist, ms; when the gateway received the request, unless it is drawn, ahead, or was put at the end. `shard`: the
 * shard through which the booking joined the waitlist.
 */
export type Booking = {
  id: string;
  eventId: string;
  customerId: string;
  /** As whom the limits per customer count it, if not as its customer: a digest of a guest's address. */
  limitedAs?: string;
  status: BookingStatus;
  quantity: number;
  granted: number;
  released: number;
  arrival: number;
  /** Set while the booking is offered: the offer is void from this instant on, ms. */
  offerExpiresAt?: number;
  /** Digest of the request's body, by which a reuse of its idempotency key with another body is detected. */
  fingerprint: string;
  history: HistoryEntry[];
  shard?: number;
  attendee?: Attendee;
  /** A change of them makes the history longer, too. */
  ticketHolders?: TicketHolders;
  /** What the customer's client preferred when it booked; notices are written in it. */
  language?: Language;
  /** Answers to earlier cancellations, by `cancellationIdFor`. */
  cancellations: Record<string, CancellationAnswer>;
  /** Only of a booking as an earlier request was answered: its ticket types then. It is not stored. */
  answeredTypes?: TypeCount[];
};

/** A booking as it was answered: the fields that change later. */
export type AnsweredBooking = Pick<Booking, 'status' | 'quantity' | 'granted'>;

/**
 * What a cancellation was answered. `asked`: how many tickets it asked to cancel, 0 for all of them, or their numbers,
 * ascending. `voided`: the ticket numbers that it voided, ascending; undefined for none. `types`: those that the booking had
 * afterwards, if the event has types.
 */
export type CancellationAnswer = AnsweredBooking & {
  asked: number | number[];
  voided?: number[];
  types?: TypeCount[];
};

/** @returns the id under which the limits per customer count the booking. */
export function limitedAs(booking: Pick<Booking, 'customerId' | 'limitedAs'>): string {
  return booking.limitedAs ?? booking.customerId;
}

/**
 * Of a booking that the organizer put ahead of the waitlist: its arrival is earlier by so much, so that it sorts before
 * all others, and among its like in order. About 32 years, ms.
 */
export const AHEAD_MS = 1_000_000_000_000;

/** @returns why the organizer put the booking ahead of the waitlist; undefined if it is not ahead. */
export function aheadBecause({ history: [first] }: Pick<Booking, 'history'>): string | undefined {
  return first?.what === 'joined' && first.isAhead === true ? (first.why ?? '') : undefined;
}

/** @returns when the gateway received the request for the booking, ms. */
export function requestedAt(booking: Pick<Booking, 'arrival' | 'history'>): number {
  const [first] = booking.history;
  if (first?.what === 'joined' && first.requestedAt !== undefined) return first.requestedAt;
  const arrival = arrivalAsOf(booking, 0);
  return aheadBecause(booking) === undefined ? arrival : arrival + AHEAD_MS;
}

/** @returns the arrival (ms) that the booking had when the entry with this index was written: a later entry may move it. */
export function arrivalAsOf(
  { arrival, history }: Pick<Booking, 'arrival' | 'history'>,
  entry: number,
): number {
  for (const later of history.slice(entry + 1))
    if (later.what === 'lapsed' && later.earlierArrival !== undefined) return later.earlierArrival;
  return arrival;
}

/**
 * Sort key of lists in the order of booking, which is not that of the waitlist: text that sorts by when the gateway
 * received the request, then by the booking's id. It tells nothing of a position in a draw.
 */
export function requestKey(booking: Pick<Booking, 'arrival' | 'history' | 'id'>): string {
  return arrivalKey({ arrival: requestedAt(booking), id: booking.id });
}

/** Whether the organizer booked for the customer, which the limits for customers do not bind. */
export function isByOrganizer({
  customerId,
  history: [first],
}: Pick<Booking, 'customerId' | 'history'>): boolean {
  const isMade = first?.what === 'booked' || first?.what === 'joined';
  return isMade && first.by !== undefined && first.by !== customerId;
}

/** Sort key of the waitlist: text that sorts by the gateway's time stamp (ms), then by the booking's id. */
export function arrivalKey({ arrival, id }: Pick<Booking, 'arrival' | 'id'>): string {
  return `${String(arrival).padStart(15, '0')}#${id}`;
}

/** @returns a key that sorts after every arrival up to and including the instant `now` (ms). */
export function arrivalKeyBound(now: number): string {
  return arrivalKey({ arrival: now, id: '~' });
}

/**
 * The booking as its request was first answered, `confirmed` or `waitlisted`, so that a repeat gets the same
 * answer. A request that waited for its own promotion and was answered with tickets has the history entry
 * `answered-at-once`. A request that accepts only free tickets was answered with them, or its booking was
 * removed.
 */
export function asFirstAnswered(booking: Booking): Booking {
  const [first] = booking.history;
  const has = (kind: HistoryEntry['what']) => booking.history.some(({ what }) => what === kind);
  const isConfirmed =
    first?.what === 'booked' || has('answered-at-once') || (leavesUnserved(booking) && has('promoted'));
  const { offerExpiresAt: _offerExpiresAt, ...rest } = booking;
  return {
    ...rest,
    status: isConfirmed ? 'confirmed' : 'waitlisted',
    quantity: first !== undefined && 'quantity' in first ? first.quantity : 0,
    granted: 0,
    ...(first !== undefined && 'types' in first && first.types && { answeredTypes: first.types }),
  };
}

/**
 * Whether the request accepts only tickets that are free now: its booking is in the waitlist only until it is
 * served or removed.
 */
export function leavesUnserved({ history: [first] }: Pick<Booking, 'history'>): boolean {
  return first?.what === 'joined' && first.leavesUnserved === true;
}

/**
 * Whether the request that put the booking into the waitlist must not remove it: it counts as acknowledged, or somebody has done
 * something with it meanwhile, such as a cancellation in part, which was acknowledged.
 */
export function isToStay({ granted, history }: Pick<Booking, 'granted' | 'history'>): boolean {
  const isTouched = history.length > 1 && !leavesUnserved({ history });
  return granted > 0 || isTouched || history.some(({ what }) => what === 'place-confirmed');
}

/**
 * @returns from when on (ms) the request that put a waiting booking into the waitlist cannot remove it any more; undefined
 *   if it cannot already
 */
export function joinIsFinalAt(booking: Pick<Booking, 'status' | 'granted' | 'history'>): number | undefined {
  const [first] = booking.history;
  if (booking.status !== 'waitlisted' || first?.what !== 'joined' || isToStay(booking)) return undefined;
  return first.at + JOIN_IS_FINAL_MS;
}

/** The history entry by which others may pass a booking in the waitlist. */
export type Passing = Extract<HistoryEntry, { what: 'passed' }>;

/** @returns how it came that others may pass the booking; undefined if they may not. */
export function passingOf({ history }: Pick<Booking, 'history'>): Passing | undefined {
  return history.find((historyEntry) => historyEntry.what === 'passed');
}

/** Whether the booking waits, by a request that may be told to wait. */
export function isWaiter(booking: Pick<Booking, 'status' | 'history'>): boolean {
  return booking.status === 'waitlisted' && !leavesUnserved(booking);
}

/**
 * @returns the instant (ms) by which a request that accepts only free tickets has given up. A booking that
 * still waits after it was left behind by a crash and must be removed. Undefined for all other bookings.
 */
export function givesUpAt(booking: Pick<Booking, 'status' | 'history'>): number | undefined {
  const [first] = booking.history;
  const isUnanswered = booking.status === 'waitlisted' && leavesUnserved(booking);
  return isUnanswered && first !== undefined ? first.at + BOOKING_RETRY_BUDGET_MS : undefined;
}

/**
 * Derives a booking's id, so that a repeat with the same customer, event and key finds the first request's
 * booking.
 * @returns 22 URL-safe characters
 */
export function bookingIdFor(eventId: string, customerId: string, idempotencyKey: string): string {
  return derivedId('booking', eventId, customerId, idempotencyKey);
}

/**
 * Derives a cancellation's id from the acting user and the key, so that a repeat is recognized on the
 * booking.
 */
export function cancellationIdFor(userId: string, idempotencyKey: string): string {
  return derivedId('cancellation', userId, idempotencyKey);
}

/** 72 bits: enough to distinguish the additions to one booking. */
const ADDITION_ID_CHARACTERS = 12;

/** Derives an addition's id from the acting user and the key, so that a repeat is recognized on the booking. */
export function additionIdFor(userId: string, idempotencyKey: string): string {
  return derivedId('addition', userId, idempotencyKey).slice(0, ADDITION_ID_CHARACTERS);
}

/** Whether the user added tickets to the booking with this key. */
export function hasAddition({ history }: Booking, userId: string, idempotencyKey: string): boolean {
  const id = additionIdFor(userId, idempotencyKey);
  return history.some((historyEntry) => historyEntry.what === 'added' && historyEntry.additionId === id);
}

/** 72 bits: enough to distinguish another body from a repeat. */
const FINGERPRINT_CHARACTERS = 12;

/** @returns a short digest of a request body; equal bodies have equal digests. */
export function fingerprintOf(body: unknown): string {
  return derivedId('body', JSON.stringify(body)).slice(0, FINGERPRINT_CHARACTERS);
}

/**
 * The partition that a booking is stored in, from 0 to `shardCount` - 1. It follows from the id, so a read
 * needs no search, and the hash spreads the bookings evenly.
 */
export function bookingPartition(bookingId: string, shardCount: number): number {
  return partitionOf(bookingId, shardCount);
}

/** Tickets that the booking holds, offered ones included. */
export function ticketsHeld(booking: Pick<Booking, 'status' | 'quantity' | 'granted'>): number {
  if (booking.status === 'waitlisted') return booking.granted;
  return booking.status === 'cancelled' ? 0 : booking.quantity;
}

/** Whether its offer has expired by the clock (`now` in ms), even if the booking is not updated yet. */
export function isExpired(booking: Pick<Booking, 'status' | 'offerExpiresAt'>, now: number): boolean {
  return (
    booking.status === 'offered' && booking.offerExpiresAt !== undefined && booking.offerExpiresAt <= now
  );
}

/** @returns what becomes of the booking if nobody answers its open offer; undefined if it ends, or has no offer. */
export function ifUnanswered({
  status,
  history,
}: Pick<Booking, 'status' | 'history'>): IfUnanswered | undefined {
  if (status !== 'offered') return undefined;
  const offer = history.findLast(({ what }) => what === 'offered');
  return offer?.what === 'offered' ? offer.ifUnanswered : undefined;
}

/** Tickets that the booking still waits for. */
export function waitedFor({ status, quantity, granted }: Booking): number {
  return status === 'waitlisted' ? quantity - granted : 0;
}
