/** A page of bookings as CSV. Pages are made to be joined: only the first has the header row and counts positions. */
import type { BookingsPage, ListedBooking } from '../domain/list-event-bookings.ts';
import { type Cell, csvRecord } from './csv.ts';

/** The columns in their order. */
const COLUMNS: Record<string, (listed: ListedBooking) => Cell> = {
  id: ({ booking }) => booking.id,
  status: ({ booking }) => booking.status,
  quantity: ({ booking }) => booking.quantity,
  createdAt: ({ booking }) => new Date(booking.arrival).toISOString(),
  customerId: ({ booking }) => booking.customerId,
  firstName: ({ booking }) => booking.attendee?.firstName,
  lastName: ({ booking }) => booking.attendee?.lastName,
  email: ({ booking }) => booking.attendee?.email,
  position: ({ position }) => position,
};

/** `path` and `query` are those of the request: the next page is the same with another cursor (RFC 8288). */
export function bookingsCsvAnswer(page: BookingsPage, path: string, query: Record<string, unknown>) {
  const isFirst = query['cursor'] === undefined;
  const header = isFirst ? csvRecord(Object.keys(COLUMNS)) : '';
  const { nextCursor: cursor, nextPosition: position } = page;
  const rows = page.items.map((item) => csvRecord(Object.values(COLUMNS).map((cell) => cell(item))));
  return {
    text: header + rows.join(''),
    headers: {
      vary: 'accept',
      'content-type': `text/csv; charset=utf-8; header=${isFirst ? 'present' : 'absent'}`,
      ...(cursor && { link: linkToNext(path, { ...query, cursor, ...(position && { position }) }) }),
    },
  };
}

function linkToNext(path: string, query: Record<string, unknown>): string {
  const parameters = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `<${path}?${new URLSearchParams(parameters)}>; rel="next"`;
}
