/**
 * Checks `HonestAnswer` for refusals: "sold out", "not open", "draw is open", "waitlist full", "already waiting" and "limit
 * reached" were true at some instant between the sending of the request and its answer. Needs the timeline of the event.
 */
import { isWaiter } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import { waitingLimit } from '../model/event.ts';
import { EVENT_CACHE_TTL_MS } from '../model/limits.ts';
import { demandOf, isEnough } from '../model/pools.ts';
import type { TypeCount } from '../model/ticket-types.ts';
import type { Violation } from './finding.ts';
import { latestOf, nameOf, type RequestRecord } from './request-record.ts';
import type { Instant, Timeline } from './timeline.ts';

/** Checks the latest answer to a request for tickets, right after it came. `requests`: all that were sent. */
export function untrueRefusals(
  request: RequestRecord,
  timeline: Timeline,
  requests: RequestRecord[],
): Violation[] {
  const { asked, sendings } = request;
  const answer = latestOf(request)?.answer;
  if ((asked.what !== 'book' && asked.what !== 'book-at-door') || answer === undefined) return [];
  const since = Math.min(...sendings.map(({ sentAt }) => sentAt));
  const ofOthers = new Set(requests.flatMap((other) => (other === request ? [] : other.bookingId)));
  const says = untruth(request, asked, answer.code, since, timeline, ofOthers);
  if (says === undefined) return [];
  return [{ guarantee: 'HonestAnswer', says: `${nameOf(request)} was told ${says}`, request }];
}

function untruth(
  { actorId, bookingId, key, replacesId }: RequestRecord,
  { quantity, types }: { quantity: number; types?: TypeCount[] },
  code: string | undefined,
  since: number,
  timeline: Timeline,
  ofOthers: Set<string | undefined>,
): string | undefined {
  const seen = timeline.since(since);
  switch (code) {
    case 'sold-out': {
      // Without a key, the request's own booking is not known. The customer may have others, from before or by other requests.
      const mayBeOwn = ({ id, customerId, history: [first] }: Instant['waiting'][number]) =>
        customerId === actorId &&
        !ofOthers.has(id) &&
        first !== undefined &&
        first.at >= since - timeline.skewMs;
      const isOwn = (one: Instant['waiting'][number]) =>
        one.id === bookingId || (key === undefined && mayBeOwn(one));
      const available = ({ free, freeInPools, waiting }: Instant) => ({
        freeTickets: waiting.every(isOwn) ? free : 0,
        freeInPools,
      });
      const demand = demandOf(timeline.latest?.event ?? {}, quantity, types);
      return seen.some((instant) => !isEnough(available(instant), demand))
        ? undefined
        : `"sold out" while ${quantity} tickets were available`;
    }
    case 'sales-not-open': {
      const isTrue = seen.some(({ window }) => since - timeline.skewMs < window.salesOpenAt);
      return isTrue ? undefined : 'that sales are not open, which they were';
    }
    case 'draw-is-open': {
      const event = timeline.latest?.event;
      const isTrue = event !== undefined && isDrawing(event, since - timeline.skewMs);
      return isTrue ? undefined : 'of a draw, which was over';
    }
    case 'waitlist-full': {
      return seen.some(({ isFull }) => isFull) ? undefined : 'that the waitlist is full, which it was not';
    }
    case 'already-waiting': {
      const limit = timeline.latest && waitingLimit(timeline.latest.event);
      const isTrue = seen.some(
        ({ waiting, mayWaitAgain }) =>
          [...waiting, ...mayWaitAgain].filter(({ customerId }) => customerId === actorId).length >=
          (limit ?? 0),
      );
      return isTrue ? undefined : 'to wait already, which the customer did not';
    }
    case 'not-waiting': {
      // One whose request would not wait is not replaced while that is unanswered, since it may be removed.
      const isReplaced = (one: Instant['waiting'][number]) => one.id === replacesId && isWaiter(one);
      const isTrue = seen.some(({ waiting }) => !waiting.some(isReplaced));
      return isTrue ? undefined : 'that the replaced booking does not wait, which it did';
    }
    case 'customer-limit-reached': {
      // A function may use the limit in its event cache.
      const limit = Math.min(...timeline.since(since - EVENT_CACHE_TTL_MS).map((instant) => instant.limit));
      const isOver = seen.some(({ held }) => (held.get(actorId) ?? 0) + quantity > limit);
      return isOver ? undefined : "that the customer's limit is reached, which it was not";
    }
    default:
      return undefined;
  }
}
