/** What a listing does at its bound, and with bookings that change between two looks. */
import { expect, test } from '@jest/globals';
import { arrivalKey, type Booking, type BookingStatus } from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { LISTING_LOOK_BOOKINGS } from '../../functions/domain/limits.ts';
import { type ListingPorts, listEventBookings } from '../../functions/domain/list-event-bookings.ts';
import { aBooking } from '../kit/stored-bookings.ts';

const NOW = 1_000_000;
const event = { id: 'event', shardCount: 4 } as Event;

const someBookings = (count: number, status: BookingStatus) =>
  Array.from({ length: count }, (_, n) => aBooking(event, { status, arrival: n + 1 }));

/** Ports over a list. The line holds `waiting`, and `now` is what their bookings say when they are looked at. */
function portsOver(stored: Booking[], waiting: Booking[] = [], now: Booking[] = waiting): ListingPorts {
  const entries = waiting.map((booking) => ({
    bookingId: booking.id,
    key: arrivalKey(booking),
    quantity: booking.quantity,
    partition: '',
  }));
  return {
    listings: {
      async *bookings(_event, after) {
        yield* stored.slice(stored.findIndex(({ id }) => id === after) + 1);
      },
      line: async (_event, after, limit) => entries.filter(({ key }) => key > after).slice(0, limit),
      countLine: async () => ({ bookings: 0, tickets: 0 }),
    },
    bookings: {
      read: async (_event, bookingId) => now.find(({ id }) => id === bookingId),
      readMany: async (_event, ids) => now.filter(({ id }) => ids.includes(id)),
      position: async (_event, { id }) => waiting.findIndex((booking) => booking.id === id) + 1,
    },
    memory: { freshFacts: async () => event },
  };
}

test('a page ends where an answer has looked at enough, and the next goes on from there', async () => {
  const stored = [...someBookings(LISTING_LOOK_BOOKINGS, 'cancelled'), ...someBookings(1, 'confirmed')];
  const ports = portsOver(stored);
  const first = await listEventBookings(event, { now: NOW, status: 'confirmed', limit: 5 }, ports);
  expect(first).toEqual({ items: [], nextCursor: stored[LISTING_LOOK_BOOKINGS - 1]?.id });
  const cursor = String(first.nextCursor);
  const second = await listEventBookings(event, { now: NOW, status: 'confirmed', limit: 5, cursor }, ports);
  expect(second).toEqual({ items: [{ booking: stored[LISTING_LOOK_BOOKINGS] }] });
});

test('a page that looks at everything there is has no next', async () => {
  const ports = portsOver(someBookings(LISTING_LOOK_BOOKINGS, 'cancelled'));
  expect(await listEventBookings(event, { now: NOW, status: 'confirmed', limit: 5 }, ports)).toEqual({
    items: [],
  });
});

test('a page that is full to the last booking has no next', async () => {
  const stored = someBookings(3, 'confirmed');
  const { items, nextCursor } = await listEventBookings(event, { now: NOW, limit: 3 }, portsOver(stored));
  expect([items.length, nextCursor]).toEqual([3, undefined]);
  expect((await listEventBookings(event, { now: NOW, limit: 2 }, portsOver(stored))).nextCursor).toBe(
    stored[1]?.id,
  );
});

test.each<[BookingStatus, number]>([
  ['confirmed', 0],
  ['cancelled', 1],
  ['confirmed', 2],
])(
  'whoever turns out to be %s at place %i of the line is left out, and nobody moves up',
  async (status, place) => {
    const line = someBookings(4, 'waitlisted');
    const now = line.map((booking, n) => (n === place ? { ...booking, status } : booking));
    const ports = portsOver([], line, now);
    const page = await listEventBookings(event, { now: NOW, status: 'waitlisted', limit: 3 }, ports);
    const expected = [0, 1, 2].filter((n) => n !== place);
    expect(page.items).toEqual(expected.map((n) => ({ booking: line[n], position: n + 1 })));
    expect(page.nextCursor).toBe(line[2]?.id);
  },
);

test('a page of the line whose people have all left still leads on to the next', async () => {
  const line = someBookings(3, 'waitlisted');
  const now = line.map((booking, n): Booking => (n < 2 ? { ...booking, status: 'confirmed' } : booking));
  const ports = portsOver([], line, now);
  const first = await listEventBookings(event, { now: NOW, status: 'waitlisted', limit: 2 }, ports);
  expect(first).toEqual({ items: [], nextCursor: line[1]?.id, nextPosition: 3 });
  const cursor = String(first.nextCursor);
  const second = await listEventBookings(event, { now: NOW, status: 'waitlisted', limit: 2, cursor }, ports);
  expect(second).toEqual({ items: [{ booking: line[2], position: 3 }] });
});

test('a line of nobody is an empty page', async () => {
  expect(await listEventBookings(event, { now: NOW, status: 'waitlisted', limit: 2 }, portsOver([]))).toEqual(
    {
      items: [],
    },
  );
});

test('a page that is full to the end of the line has no next', async () => {
  const line = someBookings(2, 'waitlisted');
  const page = await listEventBookings(
    event,
    { now: NOW, status: 'waitlisted', limit: 2 },
    portsOver([], line),
  );
  expect(page).toEqual({ items: line.map((booking, n) => ({ booking, position: n + 1 })) });
});

test('a cursor that is no booking’s is refused', async () => {
  const request = { now: NOW, status: 'waitlisted' as const, limit: 2, cursor: 'nobody' };
  await expect(
    listEventBookings(event, request, portsOver([], someBookings(2, 'waitlisted'))),
  ).rejects.toMatchObject({
    code: 'validation-failed',
  });
});

test('a page of the line that is told where it begins counts nobody again, and says where the next begins', async () => {
  const line = someBookings(5, 'waitlisted');
  const ports = portsOver([], line);
  const position = () => {
    throw new Error('The line was counted.');
  };
  const first = await listEventBookings(event, { now: NOW, status: 'waitlisted', limit: 2 }, ports);
  const request = { now: NOW, status: 'waitlisted' as const, limit: 2, cursor: String(first.nextCursor) };
  const second = await listEventBookings(
    event,
    { ...request, position: first.nextPosition ?? 0 },
    { ...ports, bookings: { ...ports.bookings, position } },
  );
  expect(second).toEqual({
    items: [2, 3].map((n) => ({ booking: line[n], position: n + 1 })),
    nextCursor: line[3]?.id,
    nextPosition: 5,
  });
});

test.each([
  ['before it ends', 1, ['offered', 2]],
  ['at its end, though nobody has cleaned up', 0, ['cancelled', 0]],
])('an offer is listed as it is by the clock %s', async (_when, left, [status, quantity]) => {
  const offerExpiresAt = NOW + Number(left);
  const stored = aBooking(event, { status: 'offered', quantity: 2, offerExpiresAt });
  for (const wanted of ['offered', 'cancelled'] as const) {
    const request = { now: NOW, status: wanted, limit: 5 };
    const { items } = await listEventBookings(event, request, portsOver([stored]));
    expect(items.map(({ booking }) => [booking.status, booking.quantity])).toEqual(
      wanted === status ? [[status, quantity]] : [],
    );
  }
});
