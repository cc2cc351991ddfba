/**
 * Joins the waitlist of an event that sells in order, and waits a moment where tickets are there for the taking.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the booking and its entry in the line through one closed shard. Crash: it waits; the
 *    same request repeated finds it.
 * 2. The fence: if the clerk's pass may have looked at the line before the entry was there, and may serve people
 *    who arrived later, the acknowledgement waits for the pass to end. Crash: as after 1.
 * 3. Where there is something to hand out, the clerk is sent a message. Crash: the sweep finds the pool.
 *
 * Fence and message make the pair with the clerk, who opens its pass before it looks: one of the two sees the other.
 */
import {
  arrivalKey,
  asFirstAnswered,
  type Booking,
  type Fact,
  leavesUnserved,
  wasTurnedAway,
} from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { turnAway } from './cancel-booking.ts';
import { availabilityOf, isIdle, joinVerdict, type Line } from './event.ts';
import { NEWCOMER_PATIENCE_MS, PASS_POLL_MS } from './limits.ts';
import { Patience } from './patience.ts';

/** @throws Refusal `sold-out` for somebody who would not wait and was not served; what `learn` throws; Busy. */
export async function joinLine(attempt: BookingAttempt): Promise<Booking> {
  if (!attempt.mayWait) await refuseIfTooFewAreLeft(attempt);
  return acknowledgeWaiting(attempt, await enter(attempt));
}

/**
 * Lets a booking that waits through the fence and serves it where it can be served; any other is answered as it was
 * the first time. Somebody who has been told to wait is told so again, and never turned away by their own repeat.
 */
export async function acknowledgeWaiting(attempt: BookingAttempt, booking: Booking): Promise<Booking> {
  if (booking.status !== 'waitlisted') return asFirstAnswered(booking);
  const { event, ports } = attempt;
  const leaves = leavesUnserved(booking);
  const line = await passFence(attempt, booking);
  let settled = booking;
  if (!isIdle(line)) {
    await ports.queue.send({ eventId: event.id }, `${event.id}:${line.pass}`);
    const mayBeFirstAnswer = booking.arrival === attempt.booking.arrival;
    const isWorthWaiting = leaves || (mayBeFirstAnswer && hasTickets(line));
    if (isWorthWaiting) settled = await awaitPromotion(attempt, booking, line);
  }
  while (leaves && settled.status === 'waitlisted') {
    settled = await turnAway(event, settled, ports);
    if (settled.status === 'waitlisted') await attempt.patience.backOff();
  }
  if (wasTurnedAway(settled)) throw attempt.soldOut(0);
  if (settled.status === 'confirmed') return rememberAnswer(attempt, settled);
  return settled.status === 'cancelled' ? asFirstAnswered(settled) : settled;
}

/** Writes down that the request was answered with tickets, so that a repeat of it is answered the same. */
async function rememberAnswer(
  { event, ports, patience }: BookingAttempt,
  promoted: Booking,
): Promise<Booking> {
  for (let booking = promoted; ; booking = (await ports.bookings.read(event, booking.id)) ?? booking) {
    const fact: Fact = { what: 'answered-at-once', at: ports.environment.now(), quantity: promoted.quantity };
    if (await ports.bookings.addFact(event, booking, fact)) return promoted;
    await patience.backOff();
  }
}

function hasTickets(line: Line): boolean {
  return line.pool > 0 || line.raised > 0 || !line.drained;
}

async function refuseIfTooFewAreLeft(attempt: BookingAttempt): Promise<void> {
  const { event, request, ports } = attempt;
  const line = await ports.line.read(event);
  if (!line.drained || line.pool + line.raised >= request.quantity) return;
  if (line.pool === 0) throw attempt.soldOut(0);
  const shards = await ports.events.readShards(event, 'strong');
  throw attempt.soldOut(availabilityOf(event, shards, line, ports.environment.now()).available);
}

/**
 * A newcomer who finds tickets, or who would not wait, is to be confirmed at once even where others are offered.
 * Only offers and a resting line make a difference, so only then is the line looked at before joining it.
 */
async function isToBeServedAtOnce({ event, ports, mayWait }: BookingAttempt): Promise<boolean> {
  if (!mayWait) return true;
  return event.waitlist.offerTtlSeconds !== undefined && hasTickets(await ports.line.read(event));
}

async function enter(attempt: BookingAttempt): Promise<Booking> {
  const { ports, request } = attempt;
  for (;;) {
    const atOnce = await isToBeServedAtOnce(attempt);
    await attempt.heedSpreadingChange();
    const { event, tally, mayWait } = attempt;
    const now = ports.environment.now();
    const shard = Math.floor(ports.environment.random() * event.shardCount);
    const booking: Booking = {
      ...attempt.booking,
      status: 'waitlisted',
      shard,
      history: [
        {
          what: 'joined',
          at: now,
          quantity: request.quantity,
          ...request.onBehalf,
          ...(!mayWait && { leavesUnserved: true }),
        },
      ],
    };
    const outcome = await ports.bookings.join({ event, booking, now, tally, shard, atOnce });
    if (outcome.kind === 'done') return booking;
    if (outcome.kind === 'own-booking') return attempt.recognise(outcome.booking);
    await attempt.learn(outcome, (seen) => joinVerdict(seen, { now, maxPerCustomer: event.maxPerCustomer }));
  }
}

/**
 * Returns the line as it is once no running pass can have overlooked the entry. The looks get rarer: everyone who joins
 * during a pass is here, and all read one item. @throws Busy
 */
async function passFence({ event, ports, patience }: BookingAttempt, waiting: Booking): Promise<Line> {
  const key = arrivalKey(waiting);
  const first = await ports.line.read(event);
  let line = first;
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    const mayBeOverlooked =
      line.pass === first.pass && line.servingUpTo !== undefined && key <= line.servingUpTo;
    if (!mayBeOverlooked) return line;
    await patience.wait(pauseMs);
    line = await ports.line.read(event);
  }
}

/** Looks at the booking, ever more rarely, until it is promoted, a whole pass went by without that, or a second is over. */
async function awaitPromotion(attempt: BookingAttempt, waiting: Booking, nudged: Line): Promise<Booking> {
  const { event, ports } = attempt;
  const moment = new Patience(ports.environment, NEWCOMER_PATIENCE_MS);
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    await ports.environment.sleep(pauseMs);
    const line = await ports.line.read(event);
    const laterPasses = line.pass - nudged.pass;
    const passIsOver = laterPasses > 1 || (laterPasses === 1 && line.servingUpTo === undefined);
    const booking = (await ports.bookings.read(event, waiting.id)) ?? waiting;
    if (booking.status !== 'waitlisted' || passIsOver || isIdle(line) || moment.isOver) return booking;
  }
}
