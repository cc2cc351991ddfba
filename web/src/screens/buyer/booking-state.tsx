/** How a booking stands, in words: confirmed, waiting, offered, or ended and why. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { readReceipt } from '../../api/one-booking.ts';
import { announce } from '../../parts/announcer.tsx';
import type { Event } from '../../parts/event-summary.tsx';
import { dateTime } from '../../parts/times.ts';
import { TypeSummary } from '../../parts/type-summary.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { OfferAnswer } from './booking-actions.tsx';
import { stageOf } from './position-stage.ts';
import type { OpenBooking } from './use-booking.ts';

/** What is shown of a booking; a cancelled event ends its bookings a moment later. */
export type Kind = Booking['status'] | 'eventCancelled';
export const kindOf = ({ status }: Booking, { cancelledAt }: Event): Kind =>
  status !== 'cancelled' && cancelledAt !== undefined ? 'eventCancelled' : status;

export function BookingState(open: OpenBooking) {
  const { booking, event } = open;
  const kind = kindOf(booking, event);
  const title = titleOf(booking, kind);
  const heading = useRef<HTMLHeadingElement>(null);
  const earlier = useRef(title);
  // Whoever looks elsewhere hears of the change; the focus moves only if what had it is gone.
  useEffect(() => {
    if (earlier.current === title) return undefined;
    earlier.current = title;
    if (document.activeElement === document.body) heading.current?.focus();
    return announce(title);
  }, [title]);
  return (
    <section class={`card done state ${kind}`}>
      <p class="of-event">
        <strong dir="auto">{event.name}</strong> <span class="muted">{dateTime(event.startsAt, event)}</span>
      </p>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <TypeSummary event={event} types={booking.types} />
      {kind === 'waitlisted' && <Wait {...open} />}
      {kind === 'offered' && <Offer {...open} />}
      {kind === 'confirmed' && <p>{bookingTexts.value.confirmedText}</p>}
      {kind === 'eventCancelled' && <p>{bookingTexts.value.eventCancelledText}</p>}
      {kind === 'cancelled' && <End booking={booking} />}
    </section>
  );
}

function titleOf({ quantity, granted = 0, drawnAt, endedBecause }: Booking, kind: Kind): string {
  const { states, ended } = bookingTexts.value;
  if (kind === 'cancelled') return ended[endedBecause ?? 'unknown'].title;
  if (kind !== 'waitlisted')
    return kind === 'eventCancelled' ? states.eventCancelled : states[kind](quantity);
  if (drawnAt !== undefined) return states.drawing;
  return granted > 0 ? states.partGranted(granted, quantity) : states.waitlisted(quantity);
}

function End({ booking: { endedBecause, cancelReason } }: { booking: Booking }) {
  const { ended, reason } = bookingTexts.value;
  return (
    <>
      <p>{ended[endedBecause ?? 'unknown'].text}</p>
      {cancelReason !== undefined && (
        <>
          <p class="muted">{reason}</p>
          <blockquote dir="auto">{cancelReason}</blockquote>
        </>
      )}
    </>
  );
}

function Wait(open: OpenBooking) {
  const { booking, event, watch } = open;
  const { wait } = bookingTexts.value;
  const { position, drawnAt, granted = 0, quantity, passedAt } = booking;
  if (drawnAt !== undefined)
    return (
      <>
        <p>{wait.takesPart(quantity)}</p>
        <p>{wait.drawnAt(dateTime(drawnAt, event))}</p>
      </>
    );
  const movedUp = (watch.firstPosition.value ?? 0) - (position ?? 0);
  const { enabled, offerTtlSeconds } = event.waitlist;
  const how = !enabled ? wait.paused : offerTtlSeconds === undefined ? wait.comesByItself : wait.comesAsOffer;
  return (
    <>
      <p class="position" aria-live="polite">
        {position === undefined
          ? wait.counting
          : (watch.isAbout.value ? wait.about : wait.position)(position)}
      </p>
      {position !== undefined && movedUp > 0 && <p class="moved">{wait.movedUp(movedUp)}</p>}
      {granted > 0 && <p>{wait.rest(quantity - granted)}</p>}
      <p>{how}</p>
      {passedAt !== undefined && <p>{wait.passed}</p>}
      {position !== undefined && <Odds {...open} position={position} isAbout={watch.isAbout.value} />}
    </>
  );
}

/** What can be said of the chances: what came back so far, and how many are before. No more is known. */
function Odds({ ref, event, position, isAbout }: OpenBooking & { position: number; isAbout: boolean }) {
  const { wait } = bookingTexts.value;
  const { data: receipt } = useAnswer(() => readReceipt(ref), [stageOf(position)]);
  const latest = receipt?.items.at(-1);
  const count = receipt?.items.length ?? 0;
  const last = latest === undefined ? '' : dateTime(latest.servedAt, event);
  const soFar =
    latest === undefined
      ? wait.nobodyYet
      : receipt?.nextCursor
        ? wait.servedMany(count)
        : count === 1
          ? wait.servedOnce(last)
          : wait.servedSoFar(count, last);
  return (
    <p class="muted">
      {receipt && `${soFar} `}
      {(isAbout ? wait.noPromiseAbout : wait.noPromise)(position - 1, dateTime(event.salesCloseAt, event))}
    </p>
  );
}

function Offer(open: OpenBooking) {
  const { offer } = bookingTexts.value;
  const { offerExpiresAt = '', ifUnanswered = 'ends' } = open.booking;
  return (
    <>
      <p>{offer.until(dateTime(offerExpiresAt, open.event))}</p>
      <p class="position">
        {offer.left}: <Countdown {...open} to={Date.parse(offerExpiresAt)} />
      </p>
      <p class="muted">{offer.ifUnanswered[ifUnanswered]}</p>
      <OfferAnswer {...open} />
    </>
  );
}

const LAST_MINUTE_MS = 60_000;

/** Counts down by the clock of the service, and looks at once when the end is reached. */
function Countdown({ watch, to }: OpenBooking & { to: number }) {
  const { offer } = bookingTexts.value;
  const [left, setLeft] = useState(to - watch.now());
  const isLastMinute = left > 0 && left <= LAST_MINUTE_MS;
  useEffect(() => {
    const timer = setInterval(() => {
      const now = to - watch.now();
      setLeft(now);
      if (now <= 0 && watch.problem.value === undefined) watch.look();
    }, 1000);
    return () => clearInterval(timer);
  }, [to]);
  useEffect(() => (isLastMinute ? announce(offer.oneMinute) : undefined), [isLastMinute]);
  return <strong role="timer">{durationText(left, offer.days)}</strong>;
}

const SECONDS_PER_DAY = 24 * 60 * 60;

/** @returns a duration as `4:09`, `2:04:09` or, from a day on, `1 day 2:04:09`. */
function durationText(ms: number, days: (count: number) => string): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (count: number) => String(count).padStart(2, '0');
  const [day, rest] = [Math.floor(seconds / SECONDS_PER_DAY), seconds % SECONDS_PER_DAY];
  const [hour, minute] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  const end = `${two(minute)}:${two(rest % 60)}`;
  if (day > 0) return `${days(day)} ${hour}:${end}`;
  return hour > 0 ? `${hour}:${end}` : end.replace(/^0/, '');
}
