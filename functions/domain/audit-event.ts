/**
 * Checks the guarantees on one event, from nothing but what is stored of it. The reader passes a picture of the event
 * taken while nothing moves; pure, so that anyone can repeat the verdict.
 */
import { arrivalKey, type Booking, ticketsHeld } from './booking.ts';
import type { Event, Line, Shard } from './event.ts';
import { type Entry, isEmpty, planTurn } from './serve-line.ts';
import { hasSoundTickets } from './tickets.ts';

export type EventPicture = {
  event: Event;
  shards: Shard[];
  line: Line;
  bookings: Booking[];
  entries: Entry[];
};

export type GuaranteeName = 'NoOversell' | 'NoLostTicket' | 'NoOvertaking' | 'OneEffect' | 'WithinLimit';

/** `offenders` are ids of bookings. */
export type Finding = { guarantee: GuaranteeName; holds: boolean; evidence: string; offenders: string[] };

/** Every guarantee that an event at rest can show. */
export function auditEvent(picture: EventPicture): Finding[] {
  return [
    checkConservation(picture),
    checkRest(picture),
    checkOrder(picture),
    checkEffects(picture),
    checkLimits(picture),
  ];
}

/** At every instant, free + held by bookings = capacity; also true of a picture in the middle of a sale. */
export function checkConservation({ event, shards, line, bookings }: EventPicture): Finding {
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);
  const held = bookings.reduce((sum, booking) => sum + ticketsHeld(booking), 0);
  const released = bookings.reduce((sum, booking) => sum + booking.released, 0);
  const negative = shards.some((shard) => shard.freeTickets < 0) || line.pool < 0;
  return {
    guarantee: 'NoOversell',
    holds: free + held + released === event.capacity && !negative,
    evidence: `${free} free + ${held} held + ${released} released = ${event.capacity} tickets`,
    offenders: [],
  };
}

/** At rest no release is left over, the line and its bookings agree, and nobody waits whose tickets are there. */
function checkRest(picture: EventPicture): Finding {
  const { line, bookings, entries } = picture;
  const left = bookings.filter((booking) => booking.released > 0);
  const waiting = bookings.filter((booking) => booking.status === 'waitlisted');
  const inLine = new Map(entries.map((entry) => [entry.bookingId, entry]));
  const astray = waiting.filter(
    (booking) => inLine.get(booking.id)?.quantity !== booking.quantity - booking.granted,
  );
  const { event } = picture;
  const [head] = entries;
  const next = planTurn({ pool: line.pool, releases: [], line: entries, policy: event.waitlist.policy }, 2);
  const isServed = isEmpty(next) || !event.waitlist.enabled;
  return {
    guarantee: 'NoLostTicket',
    holds: left.length === 0 && astray.length === 0 && entries.length === waiting.length && isServed,
    evidence: `${left.length} releases left over, ${waiting.length} waiting and ${entries.length} in the line, ${line.pool} tickets in the pool`,
    offenders: [...left, ...astray, ...(isServed ? [] : waiting.filter((b) => b.id === head?.bookingId))].map(
      (b) => b.id,
    ),
  };
}

/** Promotions went in order of arrival, past nobody who was in the line by then and stayed. */
function checkOrder({ event, bookings }: EventPicture): Finding {
  const joined = bookings
    .filter((booking) => booking.history[0]?.what === 'joined')
    .sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  const turnOf = (booking: Booking) =>
    booking.history.flatMap((fact) => ('turn' in fact ? fact.turn : []))[0];
  const leftUnserved = (booking: Booking) => turnOf(booking) === undefined && booking.status === 'cancelled';
  const offenders: string[] = [];
  let latestTurn = Number.POSITIVE_INFINITY;
  const maySkip = event.waitlist.policy === 'skip';
  for (const booking of maySkip ? [] : joined.reverse()) {
    const turn = turnOf(booking) ?? Number.POSITIVE_INFINITY;
    if (turn > latestTurn && !leftUnserved(booking)) offenders.push(booking.id);
    latestTurn = Math.min(latestTurn, turn);
  }
  const turns = joined.flatMap((booking) => turnOf(booking) ?? []);
  return {
    guarantee: 'NoOvertaking',
    holds: offenders.length === 0 && new Set(turns).size === turns.length,
    evidence: `${turns.length} promotions ${maySkip ? 'of those who fitted' : 'in order of arrival'} among ${joined.length} who joined the line`,
    offenders,
  };
}

/** Ways in which a booking lets go of tickets that it had. */
const GIVEN_UP = ['cancelled', 'declined', 'expired', 'event-cancelled'];

/**
 * Each booking began once and was promoted at most once; what it gave up was handed on exactly once; and each of its
 * tickets let one in at a time.
 */
function checkEffects({ bookings }: EventPicture): Finding {
  const sum = (booking: Booking, ...kinds: string[]) =>
    booking.history
      .filter((fact) => kinds.includes(fact.what))
      .reduce((total, fact) => total + ('quantity' in fact ? fact.quantity : 0), 0);
  const count = (booking: Booking, ...kinds: string[]) =>
    booking.history.filter((fact) => kinds.includes(fact.what)).length;
  const isSound = (booking: Booking) =>
    count(booking, 'booked', 'joined') === 1 &&
    count(booking, 'promoted', 'offered') <= 1 &&
    hasSoundTickets(booking) &&
    sum(booking, ...GIVEN_UP) === sum(booking, 'handed-on') + booking.released &&
    sum(booking, 'booked', 'joined') === booking.quantity + sum(booking, ...GIVEN_UP, 'left', 'turned-away');
  const offenders = bookings.filter((booking) => !isSound(booking)).map((booking) => booking.id);
  return {
    guarantee: 'OneEffect',
    holds: offenders.length === 0,
    evidence: `${bookings.length} bookings whose history adds up to what they hold`,
    offenders,
  };
}

function checkLimits({ event, bookings }: EventPicture): Finding {
  const held = new Map<string, number>();
  for (const { customerId, quantity } of bookings)
    held.set(customerId, (held.get(customerId) ?? 0) + quantity);
  const over = new Set([...held].filter(([, quantity]) => quantity > event.maxPerCustomer).map(([id]) => id));
  return {
    guarantee: 'WithinLimit',
    holds: over.size === 0,
    evidence: `${held.size} customers with at most ${event.maxPerCustomer} tickets each`,
    offenders: bookings.filter((booking) => over.has(booking.customerId)).map((booking) => booking.id),
  };
}
