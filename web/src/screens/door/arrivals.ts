/** Counts who is in. A large event is counted in parts. */
import { api } from '../../api/client.ts';

export type Arrivals = { confirmed: number; checkedIn: number };

export async function countArrivals(eventId: string) {
  const sum: Arrivals = { confirmed: 0, checkedIn: 0 };
  let cursor: string | null = null;
  for (;;) {
    const answer = await readPart(eventId, cursor);
    const { data, response } = answer;
    if (data === undefined) return { error: answer.error, response };
    sum.confirmed += data.tickets.confirmed;
    sum.checkedIn += data.tickets.checkedIn;
    cursor = data.nextCursor;
    if (cursor === null) return { data: sum, response };
  }
}

const readPart = (eventId: string, cursor: string | null) =>
  api.GET('/v1/events/{eventId}/arrivals', {
    params: { path: { eventId }, query: cursor === null ? {} : { cursor } },
  });
