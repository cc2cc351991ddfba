/**
 * Writes a page of bookings as CSV. Pages can be concatenated to one file: only the first page has the header
 * row and, before it, the byte order mark, without which Excel does not read UTF-8. Column names are not
 * quoted, because a parser that does not know the mark would fail at a quote directly after it.
 */

import { contactOf } from '../../domain/bookings/contacts.ts';
import type { BookingsPage, ListedBooking } from '../../domain/bookings/list-event-bookings.ts';
import { type Booking, fullName, requestedAt } from '../../domain/model/booking.ts';
import { nameInList } from '../../domain/model/booking-search.ts';
import { wasErased } from '../../domain/model/closing.ts';
import { EXPORT_PAGE_NAMES_MAX_BYTES } from '../../domain/model/limits.ts';
import { checkedInCount, ticketsOf, typesOf } from '../../domain/model/ticket.ts';
import type { Contact } from '../../domain/model/user.ts';
import { type Cell, csvRecord, harmless } from './csv.ts';

const BYTE_ORDER_MARK = '\ufeff';

type Row = ListedBooking & { customer: Contact | undefined };

/**
 * The columns in their order. Text that people wrote goes through `harmless`; the service writes all other
 * cells.
 */
const COLUMNS: Record<string, (row: Row) => Cell> = {
  id: ({ booking }) => booking.id,
  status: ({ booking }) => booking.status,
  quantity: ({ booking }) => booking.quantity,
  createdAt: ({ booking }) => new Date(requestedAt(booking)).toISOString(),
  customerId: ({ booking }) => (wasErased(booking) ? undefined : booking.customerId),
  name: ({ booking, customer }) => harmless(nameInList(booking, customer)),
  firstName: ({ booking }) => harmless(booking.attendee?.firstName),
  lastName: ({ booking }) => harmless(booking.attendee?.lastName),
  email: ({ booking, customer }) => harmless(booking.attendee?.email ?? customer?.email),
  position: ({ position }) => position,
  granted: ({ booking: { granted } }) => (granted > 0 ? granted : undefined),
  checkedInTickets: ({ booking }) => checkedInCount(booking),
};

const FIRST_LINE = `${BYTE_ORDER_MARK}${[...Object.keys(COLUMNS), 'ticketNames', 'ticketTypes'].join(',')}\r\n`;

/** How many tickets there are of each type, as `2 adult; 1 child`. */
function ticketTypes(booking: Booking): string | undefined {
  const counts = typesOf(booking)?.map(({ type, quantity }) => `${quantity} ${type}`) ?? [];
  return counts.length === 0 ? undefined : counts.join('; ');
}

/** The names on the tickets that the booking has, as `1: Ada Lovelace; 2: Grace Hopper`. */
function ticketNames({ ticketHolders, ...booking }: Booking): string | undefined {
  if (ticketHolders === undefined) return undefined;
  const names = ticketsOf(booking).flatMap(({ number }) => {
    const holder = ticketHolders[number];
    return holder === undefined ? [] : [`${number}: ${fullName(holder)}`];
  });
  return names.length === 0 ? undefined : harmless(names.join('; '));
}

/**
 * `customers` are contacts by customer id. `query` is the query of the request; the link to the next page
 * (RFC 8288) repeats it with another cursor.
 */
export function bookingsCsvAnswer(
  page: BookingsPage,
  customers: Map<string, Contact>,
  eventId: string,
  query: Record<string, unknown>,
) {
  const isFirst = query['cursor'] === undefined;
  const { nextCursor: cursor, nextPosition: position } = page;
  let namesLeft = EXPORT_PAGE_NAMES_MAX_BYTES;
  const rows = page.items.map((item) => {
    const row = { ...item, customer: contactOf(item.booking, customers) };
    const names = ticketNames(item.booking);
    namesLeft -= Buffer.byteLength(names ?? '');
    const cells = Object.values(COLUMNS).map((cell) => cell(row));
    const shownNames = names !== undefined && namesLeft < 0 ? '…' : names;
    return csvRecord([...cells, shownNames, ticketTypes(item.booking)]);
  });
  const next = { ...query, cursor, ...(position && { position }) };
  return {
    text: (isFirst ? FIRST_LINE : '') + rows.join(''),
    headers: {
      vary: 'accept',
      'content-type': `text/csv; charset=utf-8; header=${isFirst ? 'present' : 'absent'}`,
      'content-disposition': `attachment; filename="bookings-${eventId}.csv"`,
      ...(cursor && { link: linkToNext(`/v1/events/${eventId}/bookings`, next) }),
    },
  };
}

function linkToNext(path: string, query: Record<string, unknown>): string {
  const parameters = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `<${path}?${new URLSearchParams(parameters)}>; rel="next"`;
}
