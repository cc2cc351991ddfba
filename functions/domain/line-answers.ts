/**
 * What comes between a place in the line and the answer to its request: the fence, the moment in which a newcomer may be
 * served, and the facts that make a repeat be answered the same.
 */
import { arrivalKey, type Booking, type Fact } from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { isIdle, type Line } from './event.ts';
import { BOOKING_PATIENCE_MS, PASS_POLL_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { Busy } from './refusal.ts';

/**
 * Returns the line as it is once no running pass can have overlooked the entry. The looks get rarer: everyone who joins
 * during a pass is here, and all read one item. @throws Busy
 */
export async function passFence({ event, ports, patience }: BookingAttempt, waiting: Booking): Promise<Line> {
  const key = arrivalKey(waiting);
  const look = () => patience.outwaitBusy(() => ports.line.read(event));
  const first = await look();
  let line = first;
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    const mayBeOverlooked =
      line.pass === first.pass && line.servingUpTo !== undefined && key <= line.servingUpTo;
    if (!mayBeOverlooked) return line;
    await patience.wait(pauseMs);
    line = await look();
  }
}

/**
 * `seen`: the booking as it was seen last, undefined once it is gone. `passedOver`: the line after a whole pass of the
 * clerk, or a look at an idle line, that did not serve it.
 */
export type Awaited = { seen: Booking | undefined; passedOver?: Line };

/**
 * Looks at the booking, ever more rarely, until it is promoted, a whole pass went by without that, or the time is over.
 * `nudged` is the line when the clerk was told. A look that fails is a look that saw nothing new.
 */
export async function awaitPromotion(
  { event, ports }: BookingAttempt,
  waiting: Booking,
  nudged: Line,
  patienceMs: number,
): Promise<Awaited> {
  const moment = new Patience(ports.environment, patienceMs);
  let seen: Booking | undefined = waiting;
  for (let pauseMs = PASS_POLL_MS; ; pauseMs *= 2) {
    await ports.environment.sleep(Math.min(pauseMs, Math.max(PASS_POLL_MS, moment.remainingMs)));
    try {
      const line = await ports.line.read(event);
      seen = await ports.bookings.read(event, waiting.id);
      if (seen?.status !== 'waitlisted') return { seen };
      const laterPasses = line.pass - nudged.pass;
      const passIsOver = laterPasses > 1 || (laterPasses === 1 && line.servingUpTo === undefined);
      if (passIsOver || isIdle(line)) return { seen, passedOver: line };
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
    if (moment.isOver) return { seen };
  }
}

/**
 * Notes that the request was answered with tickets, so that a repeat is answered the same. @returns the booking to
 * answer with: the place in the line, which is as true, where the note could not be made.
 */
export async function noteAnswer(
  attempt: BookingAttempt,
  waiting: Booking,
  promoted: Booking,
): Promise<Booking> {
  const { event, ports } = attempt;
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  try {
    for (let known = promoted; ; ) {
      const isNoted = known.history.some(({ what }) => what === 'answered-at-once');
      if (isNoted || (await addNote(attempt, known, 'answered-at-once'))) return promoted;
      await patience.backOff();
      known = (await patience.outwaitBusy(() => ports.bookings.read(event, promoted.id))) ?? known;
    }
  } catch (error) {
    if (error instanceof Busy) return waiting;
    throw error;
  }
}

/**
 * Notes that a waiting booking was acknowledged, so that the request which made it does not remove it. @returns the
 * booking as it is then. @throws Busy
 */
export async function notePlace(attempt: BookingAttempt, waiting: Booking): Promise<Booking> {
  const { event, ports, patience } = attempt;
  for (let known = waiting; ; ) {
    const isNoted = known.history.some(({ what }) => what === 'place-confirmed');
    if (isNoted || known.status !== 'waitlisted') return known;
    const noted = await addNote(attempt, known, 'place-confirmed');
    if (noted !== undefined) return noted;
    await patience.backOff();
    const found = await patience.outwaitBusy(() => ports.bookings.read(event, waiting.id));
    if (found === undefined) throw new Busy();
    known = found;
  }
}

async function addNote(
  { event, ports }: BookingAttempt,
  booking: Booking,
  what: 'answered-at-once' | 'place-confirmed',
): Promise<Booking | undefined> {
  const fact: Fact = { what, at: ports.environment.now(), quantity: booking.quantity };
  const isWritten = await ports.bookings.addFact(event, booking, fact);
  return isWritten ? { ...booking, history: [...booking.history, fact] } : undefined;
}
