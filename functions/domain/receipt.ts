/**
 * The receipt of a place in the line: who was served before, told so that whoever holds it can check the order, and
 * without saying who anybody is. Bookings are named by their places, which only those who know a booking's id can tell
 * from it: so two people can find each other in their receipts, and nobody else can be found.
 *
 * Nothing is written for receipts. Promotions stand in the bookings, in no order, so a receipt looks at all bookings of
 * the event, a part in each answer. Its parts together have every turn before the holder's own, since turns are
 * numbered without a gap: a promotion that was left out would show.
 */
import type { Booking, Fact } from './booking.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { derivedId } from './derived-id.ts';
import type { Event, WaitlistPolicy } from './event.ts';
import { ACKNOWLEDGED_MS, CLOCK_SKEW_MS, LISTING_PATIENCE_MS, RECEIPT_LOOK_BOOKINGS } from './limits.ts';
import { FIRST_PLACE, lookAtBookings, placeIn } from './look-at-bookings.ts';
import { Patience } from './patience.ts';
import type { BookingStore, Environment, ListingStore } from './ports.ts';

/** A promotion, or part of one. Instants are ISO 8601 UTC strings. */
export type Served = { turn: number; place: string; arrivedAt: string; quantity: number; servedAt: string };

/**
 * `quantity`: tickets asked for. `joinedAt` is missing where there was no need to wait. `turns`: the promotions that
 * the booking got, several where it got its tickets in parts; `isServed` once it has all it waited for. `leftAt`: when
 * it left the line instead. `position` while it waits.
 */
export type Receipt = {
  eventId: string;
  bookingId: string;
  place: string;
  policy: WaitlistPolicy;
  quantity: number;
  arrivedAt: string;
  joinedAt?: string;
  turns: number[];
  isServed: boolean;
  leftAt?: string;
  position?: number;
};

export type ReceiptPage = Receipt & { items: Served[]; nextCursor: string | null };

export type ReceiptPorts = {
  listings: Pick<ListingStore, 'bookings'>;
  bookings: Pick<BookingStore, 'position'>;
  environment: Environment;
};

const PLACE_CHARACTERS = 12;

/** What a booking is called in the receipts of others: 72 bits of a hash. */
export function placeOf({ eventId, id }: Pick<Booking, 'eventId' | 'id'>): string {
  return derivedId('place', eventId, id).slice(0, PLACE_CHARACTERS);
}

/** One part of the receipt; its promotions are in order of turn. @throws Refusal `validation-failed` for the cursor. */
export async function readReceipt(
  event: Event,
  booking: Booking,
  cursor: string | undefined,
  { listings, bookings, environment }: ReceiptPorts,
): Promise<ReceiptPage> {
  const waits = booking.status === 'waitlisted';
  const receipt = {
    ...receiptOf(event, booking),
    ...(waits && { position: await bookings.position(event, booking) }),
  };
  if (receipt.joinedAt === undefined) return { ...receipt, items: [], nextCursor: null };
  const from = cursor === undefined ? FIRST_PLACE : placeIn(decodeCursor(cursor), event);
  const items: Served[] = [];
  const patience = new Patience(environment, LISTING_PATIENCE_MS);
  const look = { most: RECEIPT_LOOK_BOOKINGS, patience };
  const place = await lookAtBookings(event, from, look, { listings }, (other) => {
    if (other.id !== booking.id) items.push(...servedOf(other).filter((turn) => isBefore(turn, receipt)));
    return true;
  });
  items.sort((a, b) => a.turn - b.turn);
  return { ...receipt, items, nextCursor: place === undefined ? null : encodeCursor(place) };
}

function receiptOf(event: Event, booking: Booking): Receipt {
  const { id, arrival, history } = booking;
  const [first] = history;
  const left = history.findLast(({ what }) => what === 'left' || what === 'expired');
  const isServed = history.some(({ what }) => what === 'promoted' || what === 'offered');
  return {
    eventId: event.id,
    bookingId: id,
    place: placeOf(booking),
    policy: event.waitlist.policy,
    quantity: first !== undefined && 'quantity' in first ? first.quantity : 0,
    arrivedAt: iso(arrival),
    ...(first?.what === 'joined' && { joinedAt: iso(first.at) }),
    turns: history.flatMap((fact) => ('turn' in fact ? fact.turn : [])),
    isServed,
    ...(left !== undefined && !isServed && booking.status !== 'waitlisted' && { leftAt: iso(left.at) }),
  };
}

function servedOf(booking: Booking): Served[] {
  const turns = booking.history.filter((fact): fact is Extract<Fact, { turn: number }> => 'turn' in fact);
  return turns.map(({ turn, quantity, at }) => ({
    turn,
    place: placeOf(booking),
    arrivedAt: iso(booking.arrival),
    quantity,
    servedAt: iso(at),
  }));
}

function isBefore({ turn, servedAt }: Served, { isServed, turns, leftAt }: Receipt): boolean {
  if (isServed) return turn < (turns.at(-1) ?? 0);
  return leftAt === undefined || servedAt < leftAt;
}

/**
 * What speaks against a receipt, in sentences; nothing, if it holds. `before` are the promotions of all its parts. Two
 * arrivals in one millisecond go by the ids of their bookings, which a receipt does not have, so either may be first.
 */
export function receiptFaults(receipt: Receipt, before: Served[]): string[] {
  return [...gaps(receipt, before), ...overtakings(receipt, before)];
}

/** Every turn up to the last is there, once: the holder's own, or the latest of the others. */
function gaps({ turns, isServed }: Receipt, before: Served[]): string[] {
  const found = [...turns, ...before.map(({ turn }) => turn)].sort((a, b) => a - b);
  const last = isServed ? (turns.at(-1) ?? 0) : (found.at(-1) ?? 0);
  const isWhole = found.length === last && found.every((turn, index) => turn === index + 1);
  return isWhole ? [] : [`Of the turns 1 to ${last} some are missing, or there twice.`];
}

function overtakings(receipt: Receipt, before: Served[]): string[] {
  const { arrivedAt, joinedAt, leftAt, policy, quantity } = receipt;
  if (joinedAt === undefined) return [];
  const from = iso(Date.parse(joinedAt) + ACKNOWLEDGED_MS);
  const until = leftAt === undefined ? undefined : iso(Date.parse(leftAt) - CLOCK_SKEW_MS);
  return before
    .filter((other) => other.arrivedAt > arrivedAt && other.servedAt > from)
    .filter((other) => until === undefined || other.servedAt < until)
    .filter((other) => policy !== 'skip' || other.quantity >= quantity)
    .map(({ turn, place }) => `Turn ${turn} went to ${place}, who arrived later.`);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
