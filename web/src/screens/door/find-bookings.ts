/** Finds bookings of an event as its door staff see them. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';

export type Page = components['schemas']['EventBookingPage'];

/** @param words in names, or the id of a booking. @returns the first bookings that have them. */
export function findBookings(
  eventId: string,
  words: string,
  { limit, status }: { limit: number; status?: 'confirmed' },
): Promise<{ data?: Page; error?: unknown; response: Response }> {
  const query = { q: words, limit, ...(status && { status }) };
  // The list exists as CSV, too, which is not asked for.
  return api.GET('/v1/events/{eventId}/bookings', { params: { path: { eventId }, query } }) as Promise<{
    data?: Page;
    error?: unknown;
    response: Response;
  }>;
}
