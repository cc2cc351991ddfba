/**
 * Joins the waitlist of an event that sells in order, and waits a moment where tickets are there for the taking.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the booking and its entry in the line through one closed shard. Crash: it waits; the
 *    same request repeated finds it. The entry of a request that would not wait is good for a few seconds only.
 * 2. The fence: if the clerk's pass may have looked at the line before the entry was there, and may serve people
 *    who arrived later, the acknowledgement waits for the pass to end. Crash: as after 1.
 * 3. Where there is something to hand out, the clerk is sent a message. Crash: the sweep finds the pool.
 * 4. A request that would not wait and was not served removes its booking, and so does one that could not get through
 *    the fence: nobody was told of it. Crash: the sweep finds a booking whose time is over, and the clerk removes it.
 *
 * Fence and message make the pair with the clerk, who opens its pass before it looks: one of the two sees the other.
 * Whatever fails after 1 is survived, or the booking is removed before the request is answered 503.
 */
import { asFirstAnswered, type Booking, leavesUnserved } from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { holdsTickets, isIdle, joinVerdict, type Line } from './event.ts';
import { AFTERCARE_PATIENCE_MS, NEWCOMER_PATIENCE_MS } from './limits.ts';
import { awaitPromotion, noteAnswer, notePlace, passFence } from './line-answers.ts';
import { Patience } from './patience.ts';
import { Busy, type Refusal } from './refusal.ts';
import { rejectWithoutWriting, someoneWaits } from './reject-without-writing.ts';
import { nudgeClerk } from './tell-clerk.ts';

/** Of an id; repeats of one request are few. */
const ATTEMPT_MARK_CHARACTERS = 8;

/** @throws Refusal `sold-out` for somebody who would not wait and was not served; what `learn` throws; Busy. */
export async function joinLine(attempt: BookingAttempt): Promise<Booking> {
  await rejectWithoutWriting(attempt);
  const { booking, isNew } = await enter(attempt);
  attempt.standsInLine = true;
  if (!isNew) return acknowledgeWaiting(attempt, booking);
  return booking.status === 'waitlisted'
    ? acknowledgeOrRemove(attempt, booking)
    : answerServed(attempt, booking);
}

/** The clerk was faster than the answer to the join, which came late. */
function answerServed(attempt: BookingAttempt, booking: Booking): Promise<Booking> | Booking {
  const asWaiting = asFirstAnswered(booking);
  return booking.status === 'confirmed' ? noteAnswer(attempt, asWaiting, booking) : asWaiting;
}

/**
 * Answers a request whose booking was there before: as it was answered the first time, and while the booking waits with
 * its place, through the fence again.
 */
export async function acknowledgeWaiting(attempt: BookingAttempt, booking: Booking): Promise<Booking> {
  if (booking.status !== 'waitlisted') return asFirstAnswered(booking);
  if (leavesUnserved(booking)) return acknowledgeOrRemove(attempt, booking);
  const noted = await notePlace(attempt, booking);
  if (noted.status !== 'waitlisted') return asFirstAnswered(noted);
  return answerBehindFence(attempt, noted, await passFence(attempt, noted));
}

/** For a booking that nobody was told of: it goes where it cannot get through the fence. */
async function acknowledgeOrRemove(attempt: BookingAttempt, booking: Booking): Promise<Booking> {
  let line: Line;
  try {
    line = await passFence(attempt, booking);
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
    return removeUnanswered(attempt, booking, error);
  }
  return answerBehindFence(attempt, booking, line);
}

/** Nothing that fails here is heard of: the place in the line is acknowledged. */
async function answerBehindFence(attempt: BookingAttempt, booking: Booking, line: Line): Promise<Booking> {
  if (!isIdle(line)) await nudgeClerk(attempt.event, line, attempt.ports);
  if (leavesUnserved(booking)) return serveOrRemove(attempt, booking, line);
  const mayBeFirstAnswer = booking.arrival === attempt.booking.arrival;
  if (!mayBeFirstAnswer || !holdsTickets(line)) return booking;
  const { seen } = await awaitPromotion(attempt, booking, line, NEWCOMER_PATIENCE_MS);
  return seen?.status === 'confirmed' ? noteAnswer(attempt, booking, seen) : (seen ?? booking);
}

/** Waits for the tickets that are there, and removes the booking if it does not get them. */
async function serveOrRemove(attempt: BookingAttempt, booking: Booking, line: Line): Promise<Booking> {
  if (isIdle(line)) return removeUnanswered(attempt, booking, attempt.soldOut(line.pool));
  for (let nudged = line; ; ) {
    const { seen, passedOver } = await awaitPromotion(attempt, booking, nudged, attempt.patience.remainingMs);
    if (seen !== undefined && seen.status !== 'waitlisted') return asFirstAnswered(seen);
    const reason = passedOver && (await whyPassedOver(attempt, passedOver));
    if (passedOver === undefined || reason !== undefined || attempt.patience.isOver) {
      return removeUnanswered(attempt, booking, reason ?? new Busy());
    }
    await nudgeClerk(attempt.event, passedOver, attempt.ports);
    nudged = passedOver;
  }
}

/**
 * Why the clerk did not serve a request that would not wait. Undefined: no reason is to be seen, so the pass that went
 * by was cut off before it came to serve anybody.
 */
async function whyPassedOver(attempt: BookingAttempt, line: Line): Promise<Refusal | undefined> {
  if (attempt.ports.environment.now() >= line.salesCloseAt) return attempt.salesOver(line.salesCloseAt);
  if (line.pool < attempt.request.quantity) return attempt.soldOut(line.pool);
  return (await someoneWaits(attempt).catch(() => true)) ? attempt.soldOut(0) : undefined;
}

/**
 * Removes a booking that nobody was told of, so that `reason` is true when it is given: the request had no effect.
 * @returns the booking if it was served, in whole or in part, or acknowledged by a repeat, meanwhile. @throws `reason`; Busy when it stays
 * unknown whether it was removed.
 */
async function removeUnanswered(
  { event, ports }: BookingAttempt,
  booking: Booking,
  reason: Refusal,
): Promise<Booking> {
  const patience = new Patience(ports.environment, AFTERCARE_PATIENCE_MS);
  for (let known = booking; ; ) {
    if (known.status !== 'waitlisted') return asFirstAnswered(known);
    if (known.granted > 0 || known.history.some(({ what }) => what === 'place-confirmed')) return known;
    if (await ports.bookings.removeWaiting(event, known)) throw reason;
    const found = await patience.outwaitBusy(() => ports.bookings.read(event, booking.id));
    if (found === undefined) throw reason;
    known = found;
    await patience.backOff();
  }
}

/** `isNew`: this request made the booking, and no repeat of it. */
async function enter(attempt: BookingAttempt): Promise<{ booking: Booking; isNew: boolean }> {
  const { ports, request, patience } = attempt;
  const mark = ports.environment.newId().slice(0, ATTEMPT_MARK_CHARACTERS);
  for (;;) {
    const atOnce = await patience.outwaitBusy(() => isToBeServedAtOnce(attempt));
    await attempt.recheckSalesWindow();
    const { event, tally, mayWait } = attempt;
    const now = ports.environment.now();
    const shard = Math.floor(ports.environment.random() * event.shardCount);
    const { quantity, onBehalf } = request;
    const joined = { what: 'joined' as const, at: now, quantity, attempt: mark, ...onBehalf };
    const booking: Booking = {
      ...attempt.booking,
      status: 'waitlisted',
      shard,
      history: [{ ...joined, ...(!mayWait && { leavesUnserved: true as const }) }],
    };
    const until = mayWait ? undefined : now + patience.remainingMs;
    const write = { event, booking, now, tally, shard, atOnce, isAtDoor: false };
    const outcome = await ports.bookings.join({ ...write, ...(until !== undefined && { until }) });
    if (outcome.kind === 'done') return { booking, isNew: true };
    if (outcome.kind === 'own-booking') {
      const found = attempt.recognise(outcome.booking);
      const [first] = found.history;
      return { booking: found, isNew: first?.what === 'joined' && first.attempt === mark };
    }
    if (outcome.kind === 'refused' && outcome.shards.some(({ closed }) => !closed)) {
      // The event was removed and made again under the same id: what is remembered of it is of the one before.
      ports.memory.forget(event.id);
      throw new Busy();
    }
    await attempt.learn(outcome, (seen) => joinVerdict(seen, { now, maxPerCustomer: event.maxPerCustomer }));
  }
}

/**
 * A newcomer who finds tickets, or who would not wait, is to be confirmed at once even where others are offered.
 * Only offers and a resting line make a difference, so only then is the line looked at before joining it.
 */
async function isToBeServedAtOnce({ event, ports, mayWait }: BookingAttempt): Promise<boolean> {
  if (!mayWait) return true;
  return event.waitlist.offerTtlSeconds !== undefined && holdsTickets(await ports.line.read(event));
}
