/** The bookings of an event as the API searches, filters and orders them, a page after the other. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { usePages } from '../../parts/use-pages.ts';

export const STATES = ['confirmed', 'waitlisted', 'offered', 'cancelled'] as const;
export const ORDERS = ['booked', 'name', 'arrival'] as const;
export type Search = {
  words: string;
  state: (typeof STATES)[number] | undefined;
  order: (typeof ORDERS)[number];
};
export type ListedBooking = components['schemas']['EventBookingPage']['items'][number];

const PAGE_BOOKINGS = 50;

export const useBookings = (eventId: string, search: Search) =>
  usePages<ListedBooking>(
    (cursor) => readPage(eventId, search, cursor),
    [eventId, search.words, search.state, search.order],
  );

async function readPage(eventId: string, { words, state, order }: Search, cursor: string | undefined) {
  const query = {
    limit: PAGE_BOOKINGS,
    ...(words !== '' && { q: words }),
    ...(state !== undefined && { status: state }),
    // A search without an order works at any number of bookings.
    ...(order !== 'booked' && { order }),
    ...(cursor !== undefined && { cursor }),
  };
  const answer = await api.GET('/v1/events/{eventId}/bookings', { params: { path: { eventId }, query } });
  // The other type of the answer is CSV, which is not asked for here.
  return { ...answer, data: answer.data as components['schemas']['EventBookingPage'] | undefined };
}
