/**
 * Creates and checks the receipt of a waitlist booking: the promotions before its own, from which its holder
 * can check the order without learning who the other customers are. A receipt names bookings by pseudonyms. A
 * pseudonym can be computed only from a booking's id, so customers who tell each other their ids can find
 * each other, and nobody else.
 *
 * Receipts are not stored. Promotions are in the histories of bookings, in no order, so each answer reads a
 * part of the event's bookings. All parts together contain every promotion before the holder's own.
 * Promotions are numbered without a gap (`turn` in the API), so a missing one is detected. The arrival of a
 * booking is drawn by its pseudonym, so everybody who sees that can check the arrival once the seed is published.
 */
import {
  aheadBecause,
  arrivalAsOf,
  type Booking,
  type HistoryEntry,
  passingOf,
  requestedAt,
} from '../model/booking.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import {
  drawnArrival,
  isDrawing,
  isDrawn,
  isOfWindow,
  isPublishedSeed,
  seedPublishedAt,
} from '../model/draw.ts';
import type { Event, PolicyTerm, WaitlistPolicy } from '../model/event.ts';
import {
  ACKNOWLEDGED_MS,
  CLOCK_SKEW_MS,
  LISTING_RETRY_BUDGET_MS,
  RECEIPT_LOOK_BOOKINGS,
} from '../model/limits.ts';
import { policyAt } from '../model/policy-terms.ts';
import { pseudonymOf } from '../model/pseudonym.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Positions } from '../process/positions.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { cursorIn, FIRST_CURSOR, lookAtBookings } from './look-at-bookings.ts';

/**
 * A promotion or a grant, as shown in a receipt. Instants are ISO 8601 UTC strings. `drawnArrivalAt`: its arrival by the
 * draw, if it was drawn. `aheadBecause`: why the organizer put the booking ahead of the waitlist, if that was so. `movedTo`:
 * the arrival that it had instead, if it was at the end of the waitlist because it let two offers lapse.
 */
export type Served = {
  turn: number;
  place: string;
  arrivedAt: string;
  drawnArrivalAt?: string;
  aheadBecause?: string;
  movedTo?: string;
  quantity: number;
  servedAt: string;
};

/** The draw of the event. `seed`: once it is published. */
export type ReceiptDraw = { salesOpenAt: string; windowSeconds: number; seedHash: string; seed?: string };

/** An offer, of the promotion `turn`, that ran out unanswered, after which the booking waited again from `at` on. */
export type LapsedTurn = { turn: number; at: string; movedTo?: string };

/**
 * `place`: the booking's pseudonym. `quantity`: tickets asked for. `joinedAt` is missing if the booking never
 * waited. `turns`: the numbers of its promotions, several if it got its tickets in grants or let offers lapse. `lapsed`: the
 * latter, if any. `isServed`: it has all the tickets that it asked for, or an offer of them. `leftAt`: when it left the waitlist
 * without them. `position`: 1-based, while it waits. Before the positions of a draw are known, there are neither
 * `drawnArrivalAt` nor `position`. `policies`: those so far, once the policy was changed. `passed`: after the promotion
 * `afterTurn`, bookings that want fewer than `quantity` tickets may pass it.
 */
export type Receipt = {
  eventId: string;
  bookingId: string;
  place: string;
  policy: WaitlistPolicy;
  policies?: PolicyTerm[];
  quantity: number;
  arrivedAt: string;
  drawnArrivalAt?: string;
  draw?: ReceiptDraw;
  aheadBecause?: string;
  joinedAt?: string;
  turns: number[];
  lapsed?: LapsedTurn[];
  isServed: boolean;
  leftAt?: string;
  position?: number;
  passed?: { at: string; heldBackSince: string; quantity: number; afterTurn: number };
};

/** One part of a receipt. `items`: promotions of other bookings before this one's own, in order of number. */
export type ReceiptPage = Receipt & { items: Served[]; nextCursor: string | null };

export type ReceiptPorts = {
  listings: Pick<ListingStore, 'bookings'>;
  positions: Pick<Positions, 'of'>;
  runtime: Runtime;
};

/** Reads one part of the receipt. @throws Refusal `validation-failed` for a wrong cursor; Busy. */
export async function readReceipt(
  event: Event,
  booking: Booking,
  cursor: string | undefined,
  { listings, positions, runtime }: ReceiptPorts,
): Promise<ReceiptPage> {
  const now = runtime.now();
  const hasPosition = booking.status === 'waitlisted' && !isDrawing(event, now);
  const receipt = {
    ...receiptOf(event, booking),
    ...drawOf(event, booking, now),
    ...(hasPosition && { position: (await positions.of(event, booking)).position }),
  };
  if (receipt.joinedAt === undefined) return { ...receipt, items: [], nextCursor: null };
  const from = cursor === undefined ? FIRST_CURSOR : cursorIn(decodeCursor(cursor), event);
  const items: Served[] = [];
  const retryBudget = new RetryBudget(runtime, LISTING_RETRY_BUDGET_MS);
  const look = { most: RECEIPT_LOOK_BOOKINGS, retryBudget };
  const next = await lookAtBookings(event, from, look, { listings }, (other) => {
    if (other.id !== booking.id) items.push(...servedOf(other).filter((turn) => isBefore(turn, receipt)));
    return true;
  });
  items.sort((a, b) => a.turn - b.turn);
  return { ...receipt, items, nextCursor: next === undefined ? null : encodeCursor(next) };
}

function receiptOf(event: Event, booking: Booking): Receipt {
  const { id, history } = booking;
  const ahead = aheadBecause(booking);
  const [first] = history;
  const passing = passingOf(booking);
  const left = history.findLast(({ what }) => what === 'left' || what === 'expired');
  const lapsed = lapsedTurns(booking);
  const last = history.findLast(({ what }) => TURNS.has(what));
  const isServed = last !== undefined && last.what !== 'lapsed';
  return {
    eventId: event.id,
    bookingId: id,
    place: pseudonymOf(booking),
    policy: event.waitlist.policy,
    ...(event.waitlist.policies && { policies: event.waitlist.policies }),
    quantity: first !== undefined && 'quantity' in first ? first.quantity : 0,
    arrivedAt: iso(requestedAt(booking)),
    ...(ahead !== undefined && { aheadBecause: ahead }),
    ...(first?.what === 'joined' && { joinedAt: iso(first.at) }),
    turns: history.flatMap((historyEntry) =>
      'promotionNumber' in historyEntry ? historyEntry.promotionNumber : [],
    ),
    ...(lapsed.length > 0 && { lapsed }),
    isServed,
    ...(left !== undefined && !isServed && booking.status !== 'waitlisted' && { leftAt: iso(left.at) }),
    ...(passing && {
      passed: {
        at: iso(passing.at),
        heldBackSince: iso(passing.heldBackSince),
        quantity: passing.quantity,
        afterTurn: passing.promotions,
      },
    }),
  };
}

/** The part of a receipt about the draw, as far as it is known at `now` (ms). */
function drawOf(event: Event, booking: Booking, now: number): Pick<Receipt, 'draw' | 'drawnArrivalAt'> {
  const { draw, salesOpenAt } = event;
  if (draw === undefined) return {};
  const { windowSeconds, seed, seedHash } = draw;
  const isPublished = now >= (seedPublishedAt(event) ?? 0);
  return {
    draw: { salesOpenAt, windowSeconds, seedHash, ...(isPublished && { seed }) },
    ...(!isDrawing(event, now) && drawnArrivalIn(booking)),
  };
}

function drawnArrivalIn(booking: Booking): { drawnArrivalAt?: string } {
  return isDrawn(booking) ? { drawnArrivalAt: iso(arrivalAsOf(booking, 0)) } : {};
}

/** The entries with which a booking gets all its tickets, or waits for them again. */
const TURNS = new Set<HistoryEntry['what']>(['booked', 'promoted', 'offered', 'lapsed']);

function lapsedTurns(booking: Booking): LapsedTurn[] {
  let turn = 0;
  return booking.history.flatMap((happened, entry) => {
    if ('promotionNumber' in happened) turn = happened.promotionNumber;
    return happened.what === 'lapsed' ? [{ turn, at: iso(happened.at), ...movedBy(booking, entry) }] : [];
  });
}

/** @returns the arrival that the booking had when the entry was written, if it was not its own any more. */
function movedBy(booking: Booking, entry: number): { movedTo?: string } {
  const arrival = arrivalAsOf(booking, entry);
  return arrival === arrivalAsOf(booking, 0) ? {} : { movedTo: iso(arrival) };
}

function servedOf(booking: Booking): Served[] {
  const ahead = aheadBecause(booking);
  return booking.history.flatMap((happened, entry) => {
    if (!('promotionNumber' in happened)) return [];
    return {
      turn: happened.promotionNumber,
      place: pseudonymOf(booking),
      arrivedAt: iso(requestedAt(booking)),
      ...drawnArrivalIn(booking),
      ...(ahead !== undefined && { aheadBecause: ahead }),
      ...movedBy(booking, entry),
      quantity: happened.quantity,
      servedAt: iso(happened.at),
    };
  });
}

function isBefore({ turn, servedAt }: Served, { isServed, turns, leftAt }: Receipt): boolean {
  if (isServed) return turn < (turns.at(-1) ?? 0);
  return leftAt === undefined || servedAt < leftAt;
}

/**
 * Checks a receipt against the promotions of all its parts (`before`). Two arrivals in one millisecond are
 * ordered by the ids of their bookings, which a receipt does not contain, so either order is accepted. Drawn arrivals are
 * checked once the receipt has the seed. Whether its hash is the one that was published is known to who noted it.
 * @returns each fault as a sentence, or an empty array for a correct receipt.
 */
export function receiptFaults(receipt: Receipt, before: Served[]): string[] {
  return [...gaps(receipt, before), ...overtakings(receipt, before), ...unfairDraws(receipt, before)];
}

/** Checks that every promotion number occurs once, up to the holder's last or, if not served, the highest. */
function gaps({ turns, isServed }: Receipt, before: Served[]): string[] {
  const found = [...turns, ...before.map(({ turn }) => turn)].sort((a, b) => a - b);
  const last = isServed ? (turns.at(-1) ?? 0) : (found.at(-1) ?? 0);
  const isWhole = found.length === last && found.every((turn, index) => turn === index + 1);
  return isWhole ? [] : [`Some of the turns 1 to ${last} are missing or occur twice.`];
}

function overtakings(receipt: Receipt, before: Served[]): string[] {
  const { leftAt, policy, policies, quantity, passed } = receipt;
  /** @returns how many tickets of a later arrival in this turn are a fault. */
  const wantedIn = (turn: number) => {
    const inForce = policies === undefined ? policy : policyAt(policies, turn);
    if (inForce === 'skip') return quantity;
    return inForce === 'strict' && passed && turn > passed.afterTurn ? passed.quantity : 0;
  };
  const until = leftAt === undefined ? undefined : iso(Date.parse(leftAt) - CLOCK_SKEW_MS);
  const stays = staysIn(receipt);
  return before
    .filter((other) => stays.some((stay) => isDuring(other, stay) && isAfter(other, stay.place)))
    .filter((other) => until === undefined || other.servedAt < until)
    .filter((other) => other.quantity >= wantedIn(other.turn))
    .map(({ turn, place }) => `Turn ${turn} went to ${place}, who arrived later.`);
}

/** Checks the seed, and that each place has the arrival that the seed gives to it, and no other has one. */
function unfairDraws(receipt: Receipt, before: Served[]): string[] {
  const { draw, joinedAt } = receipt;
  if (draw?.seed === undefined) return [];
  const { seed, seedHash, windowSeconds, salesOpenAt } = draw;
  const event = { draw: { windowSeconds, seed, seedHash }, salesOpenAt };
  const arrivalOf = ({ place, arrivedAt, aheadBecause: ahead }: Receipt | Served) =>
    ahead === undefined && isOfWindow(event, Date.parse(arrivedAt))
      ? iso(drawnArrival(event.draw, salesOpenAt, place))
      : undefined;
  const places = joinedAt === undefined ? before : [receipt, ...before];
  const misplaced = places.filter((one) => one.drawnArrivalAt !== arrivalOf(one));
  const early = before.filter(({ servedAt }) => isDrawing(event, Date.parse(servedAt)));
  return [
    ...(isPublishedSeed({ seed, seedHash }) ? [] : ['The seed is not the one whose hash was published.']),
    ...misplaced.map(({ place }) => `The arrival of ${place} is not the one that the draw gives to it.`),
    ...early.map(({ turn, place }) => `Turn ${turn} went to ${place} before the positions were known.`),
  ];
}

type Place = Pick<Served, 'arrivedAt' | 'drawnArrivalAt' | 'aheadBecause' | 'movedTo'>;

/** A time in the waitlist: after the instant `from` and before the promotion `beforeTurn`. */
type Stay = { from: string; beforeTurn: number; place: Place };

/** The first begins with the acknowledgement, each later one with a lapsed offer. */
function staysIn({ joinedAt, arrivedAt, drawnArrivalAt, aheadBecause: ahead, lapsed = [] }: Receipt): Stay[] {
  if (joinedAt === undefined) return [];
  const place: Place = {
    arrivedAt,
    ...(drawnArrivalAt !== undefined && { drawnArrivalAt }),
    ...(ahead !== undefined && { aheadBecause: ahead }),
  };
  const beforeTurn = (stay: number) => lapsed[stay]?.turn ?? Number.POSITIVE_INFINITY;
  const first = { from: iso(Date.parse(joinedAt) + ACKNOWLEDGED_MS), beforeTurn: beforeTurn(0), place };
  const later = lapsed.map(({ at, movedTo }, index) => ({
    from: iso(Date.parse(at) + CLOCK_SKEW_MS),
    beforeTurn: beforeTurn(index + 1),
    place: { ...place, ...(movedTo !== undefined && { movedTo }) },
  }));
  return [first, ...later];
}

function isDuring({ turn, servedAt }: Served, { from, beforeTurn }: Stay): boolean {
  return servedAt > from && turn < beforeTurn;
}

/** Whether the place in the waitlist is after the other one: all who were put ahead come first. */
function isAfter(other: Place, place: Place): boolean {
  const { aheadBecause: ahead } = place;
  const arrivalOf = (one: Place) => one.movedTo ?? one.drawnArrivalAt ?? one.arrivedAt;
  const isSameKind = (other.aheadBecause === undefined) === (ahead === undefined);
  if (!isSameKind) return ahead !== undefined;
  return arrivalOf(other) > arrivalOf(place);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
