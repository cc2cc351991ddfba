/** Counts of arrivals: their parts add up, and no answer reads more than its bound. */
import { expect, test } from '@jest/globals';
import { cursorAfter } from '../../../functions/domain/bookings/look-at-bookings.ts';
import { countArrivals } from '../../../functions/domain/door/count-arrivals.ts';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { LISTING_LOOK_BOOKINGS, LISTING_RETRY_BUDGET_MS } from '../../../functions/domain/model/limits.ts';
import { aBooking } from '../../kit/stored-bookings.ts';

const READ_AT_ONCE = 100;
const event = { id: 'event', shardCount: 1 } as Event;

function portsOver(stored: Booking[], msPerPage = 0) {
  let clock = 0;
  return {
    listings: {
      async *bookings(_event: Event, { after }: { after?: string }) {
        let start = after === undefined ? 0 : stored.findIndex(({ id }) => id === after) + 1;
        for (; start < stored.length; start += READ_AT_ONCE) {
          clock += msPerPage;
          const bookings = stored.slice(start, start + READ_AT_ONCE);
          const last = start + READ_AT_ONCE < stored.length ? bookings.at(-1) : undefined;
          yield { bookings, ...(last && { next: cursorAfter(event, last) }) };
        }
      },
    },
    runtime: { now: () => clock, random: () => 0, sleep: async () => {}, newId: () => '' },
  };
}

/** Two tickets, of which `count` are checked in. */
function checkedIn(count: number): Booking {
  const booking = aBooking(event, { quantity: 2 });
  for (let ticket = 1; ticket <= count; ticket += 1)
    booking.history.push({ what: 'checked-in', at: 1, ticket, by: 'organizer', scanId: `${ticket}` });
  return booking;
}

test('tickets and bookings are counted by who is in, without those that have no tickets', async () => {
  const waiting = aBooking(event, { status: 'waitlisted', quantity: 5 });
  const granted = aBooking(event, { status: 'waitlisted', quantity: 5, granted: 1 });
  granted.history.push({ what: 'granted', at: 1, quantity: 1, promotionNumber: 1 });
  const cancelled = { ...checkedIn(1), status: 'cancelled' as const };
  const stored = [checkedIn(0), checkedIn(1), checkedIn(2), checkedIn(2), waiting, granted, cancelled];
  expect(await countArrivals(event, undefined, portsOver(stored))).toEqual({
    tickets: { confirmed: 9, checkedIn: 5, expected: 4 },
    bookings: { all: 2, some: 1, none: 2 },
  });
});

test.each([
  ['a large event', LISTING_LOOK_BOOKINGS + 250, 0, 2],
  ['a slow table', 1_000, LISTING_RETRY_BUDGET_MS / 4, 3],
])('the parts of %s add up', async (_what, count, msPerPage, parts) => {
  const stored = Array.from({ length: count }, () => checkedIn(1));
  const ports = portsOver(stored, msPerPage);
  const counted: number[] = [];
  for (let cursor: string | undefined, part = 0; part === 0 || cursor !== undefined; part += 1) {
    const { tickets, nextCursor } = await countArrivals(event, cursor, ports);
    counted.push(tickets.checkedIn);
    cursor = nextCursor;
  }
  expect(counted).toHaveLength(parts);
  expect(Math.max(...counted)).toBeLessThanOrEqual(LISTING_LOOK_BOOKINGS);
  expect(counted.reduce((sum, one) => sum + one, 0)).toBe(count);
  await expect(countArrivals(event, 'next', ports)).rejects.toMatchObject({ code: 'validation-failed' });
});
