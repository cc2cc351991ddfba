/**
 * What happens between joining the waitlist and the answer to the request: the fence, the short wait for a
 * promotion, and the history entries by which a repeat of the request gets the same answer.
 */
import { arrivalKey, type Booking, type HistoryEntry, leavesUnserved } from '../model/booking.ts';
import { BOOKING_RETRY_BUDGET_MS, PASS_POLL_MS } from '../model/limits.ts';
import { isQuickJoin } from '../model/quiet-waitlist.ts';
import { Busy } from '../model/refusal.ts';
import { isIdle, type WaitlistState } from '../model/waitlist-state.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import type { BookingAttempt } from './booking-attempt.ts';

/** Reads the waitlist's state, and notes whether it is quiet. @throws Busy when the retry budget is spent. */
export function readWaitlist({ event, ports, retryBudget }: BookingAttempt): Promise<WaitlistState> {
  return retryBudget.retryWhileBusy(async () => {
    const readAt = ports.runtime.now();
    const waitlist = await ports.waitlist.read(event);
    ports.cache.quietWaitlists.note(event.id, waitlist, readAt);
    return waitlist;
  });
}

/**
 * The fence: waits until no running pass of the clerk can have overlooked the entry. Each pause is twice as
 * long as the one before, because all requests that join during a pass read the same item.
 * @returns the state of the waitlist after the wait
 * @throws Busy when the retry budget is spent.
 */
export async function waitForRunningPass(attempt: BookingAttempt, waiting: Booking): Promise<WaitlistState> {
  const key = arrivalKey(waiting);
  const first = await readWaitlist(attempt);
  let waitlist = first;
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    const mayBeOverlooked =
      waitlist.pass === first.pass && waitlist.servingUpTo !== undefined && key <= waitlist.servingUpTo;
    if (!mayBeOverlooked) return waitlist;
    await attempt.retryBudget.wait(pauseMs);
    waitlist = await readWaitlist(attempt);
  }
}

/**
 * Whether a new booking that may wait is acknowledged without a look at the waitlist's state: newcomers get nothing, so
 * there are no tickets to tell the clerk of, and every pass that did not see its entry serves earlier arrivals alone.
 */
export function needsNoLook({ event, ports }: BookingAttempt, { arrival }: Booking): boolean {
  const now = ports.runtime.now();
  return isQuickJoin(arrival, now) && ports.cache.quietWaitlists.has(event.id, now);
}

/**
 * `seen`: the booking as last read, undefined once it is gone. `passedOver`: the state of the waitlist after
 * a whole pass of the clerk that did not serve the booking, or when the waitlist was idle.
 */
export type Awaited = { seen: Booking | undefined; passedOver?: WaitlistState };

/**
 * Reads the booking, with pauses that double, until it no longer waits, a whole pass of the clerk did not
 * serve it, or `waitMs` is over. `nudged` is the state of the waitlist when the clerk was notified. A
 * read that fails with Busy is ignored.
 */
export async function awaitPromotion(
  { event, ports }: BookingAttempt,
  waiting: Booking,
  nudged: WaitlistState,
  waitMs: number,
): Promise<Awaited> {
  const moment = new RetryBudget(ports.runtime, waitMs);
  let seen: Booking | undefined = waiting;
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    await ports.runtime.sleep(Math.min(pauseMs, Math.max(PASS_POLL_MS, moment.remainingMs)));
    try {
      const waitlist = await ports.waitlist.read(event);
      seen = await ports.bookings.read(event, waiting.id);
      if (seen?.status !== 'waitlisted') return { seen };
      const laterPasses = waitlist.pass - nudged.pass;
      const passIsOver = laterPasses > 1 || (laterPasses === 1 && waitlist.servingUpTo === undefined);
      if (passIsOver || isIdle(waitlist)) return { seen, passedOver: waitlist };
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
    if (moment.isOver) return { seen };
  }
}

/**
 * Records that the request is answered with tickets, so that a repeat gets the same answer. If a repeat was answered with the
 * place in the waitlist meanwhile, this request is, too.
 * @returns the booking to answer with: `promoted` with all its tickets, also if some were given back meanwhile, or `waiting`
 * @throws Busy when the retry budget is spent. The record may be there, so no answer is known to be that of repeats.
 */
export async function noteAnswer(
  attempt: BookingAttempt,
  waiting: Booking,
  promoted: Booking,
): Promise<Booking> {
  const { event, ports } = attempt;
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  attempt.isAnswerUncertain = true;
  for (let known = promoted; ; ) {
    const has = (note: Note) => known.history.some(({ what }) => what === note);
    const isNoted = has('answered-at-once');
    if (!isNoted && has('place-confirmed')) return waiting;
    if (isNoted || (await addNote(attempt, known, 'answered-at-once')))
      return { ...promoted, quantity: waiting.quantity };
    await retryBudget.backOff();
    known = (await retryBudget.retryWhileBusy(() => ports.bookings.read(event, promoted.id))) ?? known;
  }
}

/**
 * Records that a waiting booking is acknowledged, so that the request that made it does not remove it.
 * @returns the booking after that; without the record if it no longer waits
 * @throws Busy when the retry budget is spent, or when the booking is gone.
 */
export async function noteConfirmedPosition(attempt: BookingAttempt, waiting: Booking): Promise<Booking> {
  const { event, ports, retryBudget } = attempt;
  for (let known = waiting; ; ) {
    const isNoted = known.history.some(({ what }) => what === 'place-confirmed');
    if (isNoted || known.status !== 'waitlisted') return known;
    const noted = await addNote(attempt, known, 'place-confirmed');
    if (noted !== undefined) return noted;
    await retryBudget.backOff();
    const found = await retryBudget.retryWhileBusy(() => ports.bookings.read(event, waiting.id));
    if (found === undefined) throw new Busy();
    known = found;
  }
}

/**
 * Records that a repeat is answered with the place in the waitlist of a booking that was promoted since. So the request that
 * made it cannot record any more that it is answered with the tickets, not even by a write that is still on its way.
 * @returns the booking after that; without the record if it has one already, or has changed since the promotion
 * @throws Busy when the retry budget is spent, or when the booking is gone.
 */
export async function noteFormerPlace(attempt: BookingAttempt, promoted: Booking): Promise<Booking> {
  const { event, ports, retryBudget } = attempt;
  for (let known = promoted; ; ) {
    if (known.history.at(-1)?.what !== 'promoted' || leavesUnserved(known)) return known;
    const noted = await addNote(attempt, known, 'place-confirmed');
    if (noted !== undefined) return noted;
    await retryBudget.backOff();
    const found = await retryBudget.retryWhileBusy(() => ports.bookings.read(event, promoted.id));
    if (found === undefined) throw new Busy();
    known = found;
  }
}

type Note = 'answered-at-once' | 'place-confirmed';

async function addNote(
  { event, ports }: BookingAttempt,
  booking: Booking,
  what: Note,
): Promise<Booking | undefined> {
  const historyEntry: HistoryEntry = { what, at: ports.runtime.now(), quantity: booking.quantity };
  const isWritten = await ports.bookings.appendHistory(event, booking, historyEntry);
  return isWritten ? { ...booking, history: [...booking.history, historyEntry] } : undefined;
}
