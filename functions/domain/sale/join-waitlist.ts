/**
 * Puts a booking into the waitlist of an event that sells in order and, if there are tickets to hand out,
 * waits briefly for the clerk to promote it. It hands out no tickets: only the clerk does.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the booking and its entry through one closed shard, which gives it room if the waitlist has a
 *    limit, or the waitlist's item does (find-room). Crash: the booking waits, and a repeat of the request finds it. The
 *    entry of a request that would not wait is valid for a few seconds only.
 *    A new entry at the end of a quiet waitlist is acknowledged here, if it was written quickly: nobody who arrived
 *    later can be served before it, and there are no tickets for newcomers.
 * 2. The fence: if a running pass of the clerk may have read the waitlist before the entry was written, and
 *    may serve later arrivals, the acknowledgement waits for the end of the pass. Crash: as after 1.
 * 3. If there are tickets to hand out, a message is sent to the clerk. Crash: the sweep finds the tickets.
 * 4. A request that would not wait and was not served removes its booking, and so does a new request whose
 *    wait at the fence timed out, unless it replaced a waiting booking: neither was acknowledged. Crash: the sweep finds
 *    the booking of a request that would not wait after its deadline, and the clerk removes it; any other booking waits, as
 *    after 1.
 *
 * A request writes its entry and then reads the waitlist's state, for the fence and the message. The clerk
 * starts its pass, which changes that state, and then reads the entries. So at least one of the two sees the
 * other. A failure after 1 is tolerated, or the booking is removed before the request is answered 503.
 *
 * In the window of a draw the arrival is drawn, and nobody is served, so a request ends after step 1: by a clock that is
 * behind by less than `DRAW_SETTLING_MS`, no pass can serve anybody yet. A request of the window whose write comes later
 * waits at the fence by its drawn arrival. If a pass has served others by then, it was acknowledged after them.
 */

import { asFirstAnswered, type Booking, isToStay, leavesUnserved, requestedAt } from '../model/booking.ts';
import { isDrawing, isOfWindow } from '../model/draw.ts';
import { AFTERCARE_RETRY_BUDGET_MS, NEWCOMER_WAIT_MS } from '../model/limits.ts';
import { Busy, type Refusal } from '../model/refusal.ts';
import { joinVerdict } from '../model/shard.ts';
import { holdsTickets, isIdle, type WaitlistState } from '../model/waitlist-state.ts';
import type { WriteOutcome } from '../ports/booking-store.ts';
import { nudgeClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { findGate } from './find-room.ts';
import {
  awaitPromotion,
  needsNoLook,
  noteAnswer,
  noteConfirmedPosition,
  noteFormerPlace,
  waitForRunningPass,
} from './join-answer.ts';
import { rejectWithoutWriting, someoneWaits } from './reject-without-writing.ts';
import { readReplaced } from './replace-waiting.ts';

/**
 * Length of the random text that tells a request from its repeats. It can be short, because repeats are few.
 */
const ATTEMPT_MARK_CHARACTERS = 8;

/**
 * @returns the booking, `waitlisted` or `confirmed`
 * @throws Refusal `sold-out` if the request would not wait and was not served, `waitlist-full`, or a refusal of `learn`;
 *   Busy when the retry budget is spent.
 */
export async function joinWaitlist(attempt: BookingAttempt): Promise<Booking> {
  await rejectWithoutWriting(attempt);
  const { booking, isNew } = await enter(attempt);
  attempt.isInWaitlist = true;
  if (!isNew) return acknowledgeWaiting(attempt, booking);
  if (booking.status !== 'waitlisted') return answerServed(attempt, booking);
  if (attempt.joinsAtEnd && needsNoLook(attempt, booking)) return booking;
  return acknowledgeOrRemove(attempt, booking);
}

/** Answers a request whose booking the clerk had served before the result of its join arrived. */
function answerServed(attempt: BookingAttempt, booking: Booking): Promise<Booking> | Booking {
  const asWaiting = asFirstAnswered(booking);
  return booking.status === 'confirmed' ? noteAnswer(attempt, asWaiting, booking) : asWaiting;
}

/**
 * Answers a request with a booking that is stored already. If the booking waits, or was promoted and its request may not be
 * answered yet, it is recorded as acknowledged. If it waits, the request waits at the fence again, or, if its request would not
 * wait, it is served or removed.
 * @returns the booking as its first answer showed it
 */
export async function acknowledgeWaiting(attempt: BookingAttempt, booking: Booking): Promise<Booking> {
  if (booking.status !== 'waitlisted') return asFirstAnswered(await noteFormerPlace(attempt, booking));
  if (leavesUnserved(booking)) return acknowledgeOrRemove(attempt, booking);
  const noted = await noteConfirmedPosition(attempt, booking);
  if (noted.status !== 'waitlisted') return asFirstAnswered(await noteFormerPlace(attempt, noted));
  if (isWindowOpen(attempt)) return asFirstAnswered(noted);
  const answer = await answerAfterRunningPass(attempt, noted, await waitForRunningPass(attempt, noted));
  // Tickets may have been given back since the first answer.
  return answer.status === 'waitlisted' ? asFirstAnswered(answer) : answer;
}

/**
 * Answers a request whose booking was not acknowledged yet. If the wait at the fence times out, the booking
 * is removed, unless it replaced another one: then it is the only place that the customer has, and it stays.
 */
async function acknowledgeOrRemove(attempt: BookingAttempt, booking: Booking): Promise<Booking> {
  if (isWindowOpen(attempt)) return booking;
  let waitlist: WaitlistState;
  try {
    waitlist = await waitForRunningPass(attempt, booking);
  } catch (error) {
    if (!(error instanceof Busy) || attempt.request.replaces !== undefined) throw error;
    return removeUnanswered(attempt, booking, error);
  }
  return answerAfterRunningPass(attempt, booking, waitlist);
}

/** Whether nobody can be served yet, because the window of a draw is open by the clock of this process. */
function isWindowOpen({ event, ports }: BookingAttempt): boolean {
  return isOfWindow(event, ports.runtime.now());
}

/**
 * Answers a request after the fence. A booking that may stay in the waitlist counts as acknowledged from here
 * on, so contention does not fail its request any more.
 */
async function answerAfterRunningPass(
  attempt: BookingAttempt,
  booking: Booking,
  waitlist: WaitlistState,
): Promise<Booking> {
  const isToBeDrawn = isDrawing(attempt.event, attempt.ports.runtime.now());
  if (isToBeDrawn && !leavesUnserved(booking)) return booking;
  if (!isIdle(waitlist)) await nudgeClerk(attempt.event, waitlist, attempt.ports);
  if (leavesUnserved(booking)) return serveOrRemove(attempt, booking, waitlist);
  const mayBeFirstAnswer = requestedAt(booking) === attempt.booking.arrival;
  if (!mayBeFirstAnswer || !holdsTickets(waitlist)) return booking;
  const { seen } = await awaitPromotion(attempt, booking, waitlist, NEWCOMER_WAIT_MS);
  if (seen?.status === 'confirmed') return noteAnswer(attempt, booking, seen);
  // A booking that was changed before its own request is answered: as a repeat would be answered.
  return seen?.quantity === booking.quantity ? seen : booking;
}

/**
 * Answers a request that would not wait: waits for the clerk to serve the booking, and removes the booking if
 * it is not served.
 */
async function serveOrRemove(
  attempt: BookingAttempt,
  booking: Booking,
  waitlist: WaitlistState,
): Promise<Booking> {
  if (isIdle(waitlist)) return removeUnanswered(attempt, booking, attempt.soldOut(waitlist.unassigned));
  for (let nudged = waitlist; ; ) {
    const { seen, passedOver } = await awaitPromotion(
      attempt,
      booking,
      nudged,
      attempt.retryBudget.remainingMs,
    );
    if (seen !== undefined && seen.status !== 'waitlisted') return asFirstAnswered(seen);
    const reason = passedOver && (await whyPassedOver(attempt, passedOver));
    if (passedOver === undefined || reason !== undefined || attempt.retryBudget.isOver) {
      return removeUnanswered(attempt, booking, reason ?? new Busy());
    }
    await nudgeClerk(attempt.event, passedOver, attempt.ports);
    nudged = passedOver;
  }
}

/**
 * Finds out why a pass of the clerk did not serve a request that would not wait.
 * @returns undefined if there is no visible reason: the pass was interrupted before it served anybody
 */
async function whyPassedOver(attempt: BookingAttempt, waitlist: WaitlistState): Promise<Refusal | undefined> {
  if (attempt.ports.runtime.now() >= waitlist.salesCloseAt) return attempt.salesOver(waitlist.salesCloseAt);
  if (waitlist.unassigned < attempt.request.quantity) return attempt.soldOut(waitlist.unassigned);
  return (await someoneWaits(attempt).catch(() => true)) ? attempt.soldOut(0) : undefined;
}

/**
 * Removes a booking that was not acknowledged, so that the request has no effect when it is answered with
 * `reason`.
 * @returns the booking if meanwhile it was served, in whole or in part, or acknowledged by a repeat
 * @throws `reason` once the booking is gone; Busy if it stays unknown whether it was removed.
 */
async function removeUnanswered(
  { event, ports }: BookingAttempt,
  booking: Booking,
  reason: Refusal,
): Promise<Booking> {
  const retryBudget = new RetryBudget(ports.runtime, AFTERCARE_RETRY_BUDGET_MS);
  for (let known = booking; ; ) {
    if (known.status !== 'waitlisted') return asFirstAnswered(known);
    if (isToStay(known)) return asFirstAnswered(known);
    if (await ports.bookings.removeWaiting(event, known)) throw reason;
    const found = await retryBudget.retryWhileBusy(() => ports.bookings.read(event, booking.id));
    if (found === undefined) throw reason;
    known = found;
    await retryBudget.backOff();
  }
}

/**
 * Writes the booking and its waitlist entry. `isNew`: this request wrote the booking, not an earlier or
 * repeated one.
 */
async function enter(attempt: BookingAttempt): Promise<{ booking: Booking; isNew: boolean }> {
  const { ports, retryBudget } = attempt;
  const { shardPicker } = ports;
  const mark = ports.runtime.newId().slice(0, ATTEMPT_MARK_CHARACTERS);
  for (let misses = 0; ; ) {
    const atOnce = await retryBudget.retryWhileBusy(() => isToBeServedAtOnce(attempt));
    await attempt.recheckSalesWindow();
    const replaces = await readReplaced(attempt);
    const { event, tally, mayWait, requirements } = attempt;
    const position = shardPicker.rotation.enter(ports.runtime.random());
    const place = replaces?.before.shard;
    const gate = place === undefined ? await findGate(attempt, position, misses) : { shard: place };
    const { shard } = gate;
    const now = ports.runtime.now();
    const booking = attempt.waitingBooking(mark, shard, now);
    const until = mayWait ? undefined : now + retryBudget.remainingMs;
    const write = { event, booking, now, tally, ...gate, atOnce, isAtDoor: false, requirements };
    const options = { ...(until !== undefined && { until }), ...(replaces && { replaces }) };
    const outcome = await ports.bookings.join({ ...write, ...options });
    if (outcome.kind === 'done') {
      shardPicker.rotation.keep(position);
      if (place === undefined) shardPicker.rooms.note(event.id, now);
      return { booking, isNew: true };
    }
    if (outcome.kind === 'own-booking') {
      const found = attempt.recognise(outcome.booking);
      const [first] = found.history;
      return { booking: found, isNew: first?.what === 'joined' && first.attempt === mark };
    }
    if (outcome.kind === 'refused' && outcome.shards.some(({ closed }) => !closed)) {
      // An open shard: the event was removed and created again under the same id, so the cache is outdated.
      ports.cache.forget(event.id);
      throw new Busy();
    }
    if (learnOfRoom(attempt, outcome, now)) misses += 1;
    await attempt.learn(outcome, (seen) => joinVerdict(seen, { now, maxPerCustomer: event.maxPerCustomer }));
  }
}

/**
 * Remembers the shard without room that a join of a limited waitlist met. `now` in ms.
 * @returns whether it met one
 */
function learnOfRoom({ event, ports }: BookingAttempt, outcome: WriteOutcome, now: number): boolean {
  const refusing = outcome.kind === 'refused' ? outcome.shards : [];
  if (event.waitlist.limit === undefined || refusing.length === 0) return false;
  ports.shardPicker.rooms.remember(event.id, refusing, now);
  return true;
}

/**
 * Whether the booking is to be confirmed at once where other waiters get offers: the request would not wait, the
 * organizer puts it ahead, or there are tickets to hand out when it joins, and not by a draw. The flag matters only with
 * offers or while the waitlist is paused. A request that may wait cannot join a paused waitlist, so for it the state is
 * read only if the event makes offers and its waitlist is not quiet.
 */
async function isToBeServedAtOnce({ event, ports, mayWait, request }: BookingAttempt): Promise<boolean> {
  if (!mayWait || request.isAhead) return true;
  const now = ports.runtime.now();
  if (isDrawing(event, now) || ports.cache.quietWaitlists.has(event.id, now)) return false;
  return event.waitlist.offerTtlSeconds !== undefined && holdsTickets(await ports.waitlist.read(event));
}
