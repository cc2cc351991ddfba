/** The bookings of an event as the API searches, filters and orders them, a page after the other. */
import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { type Problem, problemOf, UNANSWERED } from '../../api/problems.ts';

export const STATES = ['confirmed', 'waitlisted', 'offered', 'cancelled'] as const;
export const ORDERS = ['booked', 'name', 'arrival'] as const;
export type Search = {
  words: string;
  state: (typeof STATES)[number] | undefined;
  order: (typeof ORDERS)[number];
};
export type ListedBooking = components['schemas']['EventBookingPage']['items'][number];
type Found = { items: ListedBooking[]; nextCursor: string | null };

const PAGE_BOOKINGS = 50;
/** A page of a search may be empty although there are more: so many are read before the screen asks. */
const EMPTY_PAGES_MAX = 5;

/** @returns what was found so far, undefined before the first answer; `more` reads the next page. */
export function useBookings(eventId: string, { words, state, order }: Search) {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<Problem>();
  const [isLoading, setLoading] = useState(true);
  const readPage = (cursor: string | null) => {
    const query = {
      limit: PAGE_BOOKINGS,
      ...(words !== '' && { q: words }),
      ...(state !== undefined && { status: state }),
      // A search without an order works at any number of bookings.
      ...(order !== 'booked' && { order }),
      ...(cursor !== null && { cursor }),
    };
    return api.GET('/v1/events/{eventId}/bookings', { params: { path: { eventId }, query } });
  };
  const read = async (from: string | null, isCurrent: () => boolean) => {
    setLoading(true);
    let cursor = from;
    let past = from === null ? [] : (found?.items ?? []);
    for (let pages = 0; pages < EMPTY_PAGES_MAX; pages += 1) {
      const answer = await readPage(cursor).catch(() => undefined);
      if (!isCurrent()) return;
      if (answer?.data === undefined) {
        setProblem(answer === undefined ? UNANSWERED : problemOf(answer));
        break;
      }
      setProblem(undefined);
      // The other type of the answer is CSV, which is not asked for here.
      const { items, nextCursor } = answer.data as Found;
      past = [...past, ...items];
      setFound({ items: past, nextCursor });
      cursor = nextCursor;
      if (items.length > 0 || cursor === null) break;
    }
    setLoading(false);
  };
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isLatest = true;
    read(null, () => isLatest);
    return () => {
      isLatest = false;
    };
  }, [eventId, words, state, order, round]);
  return {
    found,
    problem,
    isLoading,
    again: () => setRound((past) => past + 1),
    more: () => !isLoading && found?.nextCursor != null && read(found.nextCursor, () => true),
  };
}
