/** What became of an order: tickets, a place in the waitlist, or a part in a draw. */
import { useEffect, useRef } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { api } from '../../api/client.ts';
import { isBetweenMarks } from '../../api/place-in-line.ts';
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { dateTime } from '../../parts/times.ts';
import { TypeSummary } from '../../parts/type-summary.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf } from '../../paths.ts';
import { bookTexts } from '../../texts/book-texts.ts';

type Props = { booking: Booking; event: Event; email: string | undefined; startAgain: () => void };

/** @returns the position of a booking that waits, once it is known: the answer to the order has none. */
function usePosition({ eventId, id, status, drawnAt, manageToken }: Booking): number | undefined {
  const { data } = useAnswer(() => {
    if (status !== 'waitlisted' || drawnAt !== undefined) return undefined;
    return api.GET('/v1/events/{eventId}/bookings/{bookingId}', {
      params: { path: { eventId, bookingId: id } },
      ...(manageToken !== undefined && { headers: { authorization: `Bearer ${manageToken}` } }),
    });
  }, [id]);
  return data?.position;
}

export function BookingDone({ booking, event, email, startAgain }: Props) {
  const { done } = bookTexts.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { status, quantity, drawnAt } = booking;
  const position = usePosition(booking);
  const title =
    status === 'waitlisted'
      ? drawnAt === undefined
        ? done.waitlisted(quantity)
        : done.drawing
      : status === 'offered'
        ? done.offered(quantity)
        : done.confirmed(quantity);
  const address = email ?? session.value?.user.email;
  return (
    <section class={`narrow card done ${status}`}>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <p>
        <strong>{event.name}</strong>
        <br />
        <span class="muted">{dateTime(event.startsAt, event)}</span>
      </p>
      <TypeSummary event={event} types={booking.types} />
      {status === 'waitlisted' && position !== undefined && (
        <p class="position">{(isBetweenMarks(position) ? done.about : done.position)(position)}</p>
      )}
      {address && <p class="muted">{done.mailed(address)}</p>}
      <div class="buttons">
        <a
          class="button primary"
          href={addressOf('booking', { eventId: booking.eventId, bookingId: booking.id })}
        >
          {done.open}
        </a>
        <button type="button" onClick={startAgain}>
          {done.another}
        </button>
      </div>
    </section>
  );
}
