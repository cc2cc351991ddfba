/** The bookings of the account that is logged in, and those that were made in this browser without one. Each event is read once. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { api } from '../../api/client.ts';
import { forgetBooking } from '../../api/forget-booking.ts';
import { ownBookings } from '../../api/own-bookings.ts';
import type { Answered } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { sayTypes, type TypeCount } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

const readEvent = (eventId: string) =>
  api.GET('/v1/events/{eventId}', { params: { path: { eventId } } }) as Promise<Answered<Event>>;

/** @returns what reads an event for all of its cards at once. A read that failed is made anew. */
function useEventReads(): typeof readEvent {
  const reads = useRef(new Map<string, ReturnType<typeof readEvent>>());
  return (eventId) => {
    const earlier = reads.current.get(eventId);
    if (earlier !== undefined) return earlier;
    const read = readEvent(eventId);
    reads.current.set(eventId, read);
    const forget = () => reads.current.delete(eventId);
    read.then(({ data }) => data === undefined && forget(), forget);
    return read;
  };
}

export function MyBookings(_props: ScreenProps) {
  const { bookings, menu } = texts.value;
  const user = session.value?.user;
  const [listed, setListed] = useState<string[]>([]);
  const read = useEventReads();
  // A link in a mail opens bookings of accounts, too.
  const here = ownBookings.value.filter(({ bookingId }) => user === undefined || !listed.includes(bookingId));
  useEffect(() => {
    document.title = `${bookings.title} · ${texts.value.product}`;
  }, [bookings]);
  return (
    <>
      <h1>{bookings.title}</h1>
      {user === undefined ? (
        <section class="card">
          <p>{bookings.logInHint}</p>
          <a class="button primary" href={`${addressOf('logIn')}?next=${addressOf('myBookings')}`}>
            {menu.logIn}
          </a>
        </section>
      ) : (
        <OfAccount key={user.id} list={setListed} read={read} />
      )}
      {here.length > 0 && (
        <section class="booked-here">
          <h2>{bookings.here}</h2>
          <ul class="cards">
            {here.map((booking) => (
              <li key={`${booking.eventId} ${booking.bookingId}`}>
                <Card read={read} eventId={booking.eventId} booking={booking} bookingId={booking.bookingId}>
                  <button type="button" class="quiet" onClick={() => forgetBooking(booking)}>
                    {bookings.forget}
                  </button>
                </Card>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const PAGE_BOOKINGS = 20;

const readPage = (cursor?: string) =>
  api.GET('/v1/bookings', {
    params: { query: { limit: PAGE_BOOKINGS, ...(cursor !== undefined && { cursor }) } },
  });

/** `list` gets the ids of the bookings that are listed here. */
function OfAccount({ list, read }: { list: (ids: string[]) => void; read: typeof readEvent }) {
  const { bookings } = texts.value;
  const pages = usePages<Booking>(readPage, []);
  const { found, problem, again } = pages;
  useLayoutEffect(() => list(found?.items.map(({ id }) => id) ?? []), [found]);
  if (found === undefined) return <NoAnswer problem={problem} again={again} />;
  if (found.items.length === 0)
    return (
      <section class="empty">
        <p>{bookings.none}</p>
        <a class="button primary" href={addressOf('events')}>
          {bookings.find}
        </a>
      </section>
    );
  return (
    <section>
      <ul class="cards">
        {found.items.map((booking) => (
          <li key={booking.id}>
            <Card
              read={read}
              eventId={booking.eventId}
              booking={{ ...booking, at: booking.createdAt }}
              bookingId={booking.id}
            />
          </li>
        ))}
      </ul>
      <MoreButton {...pages} />
    </section>
  );
}

type CardProps = {
  read: typeof readEvent;
  eventId: string;
  bookingId: string;
  /** `quantity`, `at`: unknown of a booking of a link that was not read yet. */
  booking: {
    quantity?: number | undefined;
    at?: string | undefined;
    status?: Booking['status'];
    types?: TypeCount[] | undefined;
  };
  children?: preact.ComponentChildren;
};

function Card({ read, eventId, bookingId, booking, children }: CardProps) {
  const { bookings, tickets, loading } = texts.value;
  const { data: event } = useAnswer(() => read(eventId), [eventId]);
  return (
    <article class="card booking-card">
      <div>
        <h3>
          <a href={addressOf('booking', { eventId, bookingId })}>{event?.name ?? loading}</a>
        </h3>
        <p class="muted">
          {[
            event && dateTime(event.startsAt, event),
            booking.quantity && ((event && sayTypes(booking.types, event)) || tickets(booking.quantity)),
            booking.at && bookings.booked(dateTime(booking.at)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div class="booking-side">
        {booking.status && <span class={`badge ${booking.status}`}>{bookings.states[booking.status]}</span>}
        {children}
      </div>
    </article>
  );
}
