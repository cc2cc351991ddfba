/** The event of a booking, in short. */
import { dateTime, ownTime } from '../../parts/times.ts';
import { addressOf } from '../../paths.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import type { OpenBooking } from './use-booking.ts';

export function BookingEvent({ event, booking: { attendee } }: OpenBooking) {
  const { event: text } = texts.value;
  const booking = bookingTexts.value;
  const own = ownTime(event.startsAt, event);
  const place = [event.venue, event.address].filter((line) => line !== undefined);
  return (
    <section class="card">
      <h2 dir="auto">
        <a href={addressOf('event', { eventId: event.id })}>{event.name}</a>
      </h2>
      <dl class="details stacked">
        <dt>{text.when}</dt>
        <dd>
          <time dateTime={event.startsAt}>{dateTime(event.startsAt, event)}</time>
          {event.endsAt && <span class="muted"> {text.until(dateTime(event.endsAt, event))}</span>}
          {own && <span class="muted own-time">{booking.ownTime(own)}</span>}
        </dd>
        {place.length > 0 && (
          <>
            <dt>{text.where}</dt>
            <dd dir="auto">{place.join(', ')}</dd>
          </>
        )}
        {event.url && (
          <>
            <dt>{text.website}</dt>
            <dd>
              <a href={event.url} rel="noopener noreferrer external" target="_blank">
                {new URL(event.url).host}
              </a>
            </dd>
          </>
        )}
        {attendee && (
          <>
            <dt>{booking.bookedFor}</dt>
            <dd dir="auto">
              {attendee.firstName} {attendee.lastName}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
