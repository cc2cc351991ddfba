/** The bookings that were found, a row for each; on a narrow screen a row is a card. */
import type { Event } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { sayTypes } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { type ListedBooking, type Search, useBookings } from './use-bookings.ts';

type Props = { eventId: string; event: OfTypes; search: Search };
type OfTypes = Pick<Event, 'ticketTypes'>;

export function BookingTable({ eventId, event, search }: Props) {
  const { who } = organizerTexts.value;
  const pages = useBookings(eventId, search);
  const { found, problem, isLoading, again } = pages;
  if (found === undefined) return <NoAnswer problem={problem} again={again} />;
  const isFiltered = search.words !== '' || search.state !== undefined;
  if (found.items.length === 0 && found.nextCursor === null)
    return (
      <section class="empty">
        <p role="status">{isFiltered ? who.noneFound : who.none}</p>
      </section>
    );
  return (
    <>
      <table class="bookings" aria-busy={isLoading}>
        <thead>
          <tr>
            <th scope="col">{who.customer}</th>
            <th scope="col">{who.state}</th>
            <th scope="col" class="count">
              {who.tickets}
            </th>
            <th scope="col" class="count">
              {who.in}
            </th>
            <th scope="col">{who.booked}</th>
          </tr>
        </thead>
        <tbody>
          {found.items.map((booking) => (
            <Row key={booking.id} booking={booking} event={event} />
          ))}
        </tbody>
      </table>
      <MoreButton {...pages} />
    </>
  );
}

/** The attendee, or else the account. */
function whoIs({ attendee, customer }: ListedBooking): {
  name?: string | undefined;
  email?: string | undefined;
} {
  const person = (attendee ?? customer) as { email?: string } | undefined;
  const name = attendee === undefined ? customer?.name : `${attendee.firstName} ${attendee.lastName}`;
  return { name, email: person?.email };
}

function Row({ booking, event }: { booking: ListedBooking; event: OfTypes }) {
  const { who } = organizerTexts.value;
  const { name, email } = whoIs(booking);
  const types = 'types' in booking ? booking.types : undefined;
  const { status, quantity, checkedInTickets = 0, createdAt } = booking;
  return (
    <tr>
      <th scope="row">
        {name ?? who.noName}
        {email && <span class="address">{email}</span>}
      </th>
      <td>
        <span class={`badge ${status}`}>{who.states[status]}</span>
      </td>
      <td class="count" data-name={who.tickets}>
        {number(quantity)}
        {types && types.length > 0 && <span class="types">{sayTypes(types, event)}</span>}
      </td>
      <td class="count" data-name={who.in}>
        {number(checkedInTickets)}
      </td>
      <td class="booked">
        <time dateTime={createdAt}>{dateTime(createdAt)}</time>
      </td>
    </tr>
  );
}
