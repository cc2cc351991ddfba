/** Bugs of well-known ticketing systems, by the number of their issue, each as a test that detects it. */
import { expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { availabilityOf } from '../../functions/domain/model/availability.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const OFFERS = { enabled: true, policy: 'strict' as const, offerTtlSeconds: 60 };
const HOUR_MS = 60 * 60 * 1_000;

/** A process whose clock a test may advance. */
function aBoxofficeWithClock() {
  const clock = { aheadMs: 0 };
  const boxoffice = aBoxoffice(({ runtime }) => ({
    runtime: { ...runtime, now: () => runtime.now() + clock.aheadMs },
  }));
  return { boxoffice, clock };
}

/** An event whose tickets are held one by one, and a waitlist with an entry for each quantity of `wants`. */
async function aWaitlist(
  boxoffice: Boxoffice,
  capacity: number,
  wants: number[],
  fields: Partial<Event> = {},
) {
  const event = await boxoffice.anEvent({ capacity, ...fields });
  const holders: Booking[] = [];
  while (holders.length < capacity) holders.push(await boxoffice.book(event));
  const waiters: Booking[] = [];
  for (const [n, quantity] of wants.entries()) {
    waiters.push(await boxoffice.book(event, { quantity, arrival: 1_000 + n }));
  }
  return { event, holders, waiters };
}

async function release(boxoffice: Boxoffice, ...bookings: Booking[]): Promise<void> {
  for (const booking of bookings) await boxoffice.cancel(booking);
  await boxoffice.serve();
}

const cancelAsOrganizer = (
  boxoffice: Boxoffice,
  { organizerId }: Event,
  { eventId, id: bookingId }: Booking,
) =>
  cancelBooking(
    { eventId, bookingId, actor: { userId: organizerId, role: 'organizer' }, idempotencyKey: undefined },
    boxoffice.ports,
  );

async function statuses(boxoffice: Boxoffice, event: Event, bookings: Booking[]): Promise<string[]> {
  const stored = new Map((await boxoffice.snapshot(event)).bookings.map(({ id, status }) => [id, status]));
  return bookings.map(({ id }) => stored.get(id) ?? 'nowhere');
}

async function availability(boxoffice: Boxoffice, event: Event) {
  const { shards, waitlist } = await boxoffice.snapshot(event);
  return availabilityOf(event, shards, waitlist, boxoffice.ports.runtime.now());
}

const accept = (boxoffice: Boxoffice, { eventId, id, customerId }: Booking) =>
  answerOffer(
    { eventId, bookingId: id, actor: { userId: customerId, role: 'attendee' }, answer: 'accept' },
    boxoffice.ports,
  );

test('Hi.Events #218: a booking that is cancelled twice releases its tickets once', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 4 });
  const booking = await boxoffice.book(event);
  await boxoffice.cancel(booking);
  await expect(boxoffice.cancel(booking)).rejects.toMatchObject({ code: 'already-cancelled' });
  for (let n = 0; n < 3; n += 1) await promoteWaitlist(event.id, [booking.id], boxoffice.ports);
  expect(await availability(boxoffice, event)).toMatchObject({ available: 4, booked: 0 });
});

test('Hi.Events #466: a cancelled booking frees its tickets, also when it is cancelled twice', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 3, maxPerBooking: 3 });
  const booking = await boxoffice.book(event, { quantity: 3 });
  await Promise.allSettled([boxoffice.cancel(booking), boxoffice.cancel(booking)]);
  await boxoffice.serve();
  expect((await boxoffice.book(event, { quantity: 3 })).status).toBe('confirmed');
});

test('Hi.Events #1072: an accepted offer is not collected when its time is over', async () => {
  const { boxoffice, clock } = aBoxofficeWithClock();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 1, [1, 1], { waitlist: OFFERS });
  await release(boxoffice, ...holders);
  for (const waiter of waiters.slice(0, 1)) await accept(boxoffice, waiter);
  clock.aheadMs = HOUR_MS;
  await boxoffice.sweep(HOUR_MS);
  await promoteWaitlist(
    event.id,
    waiters.map(({ id }) => id),
    boxoffice.ports,
  );
  expect(await statuses(boxoffice, event, waiters)).toEqual(['confirmed', 'waitlisted']);
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('JEM #1926: one cancellation does not promote the whole waitlist', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 2, [1, 1, 1, 1]);
  await release(boxoffice, ...holders.slice(0, 1));
  expect(await statuses(boxoffice, event, waiters)).toEqual([
    'confirmed',
    'waitlisted',
    'waitlisted',
    'waitlisted',
  ]);
});

test('JEM #2287: a small entry does not overtake a large one', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 3, [3, 1]);
  await release(boxoffice, ...holders.slice(0, 2));
  expect(await statuses(boxoffice, event, waiters)).toEqual(['waitlisted', 'waitlisted']);
  await release(boxoffice, ...holders.slice(2));
  expect(await statuses(boxoffice, event, waiters)).toEqual(['confirmed', 'waitlisted']);
});

test('alf.io #300: released tickets are handed on to the waitlist', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 3, [1, 2]);
  await release(boxoffice, ...holders);
  expect(await statuses(boxoffice, event, waiters)).toEqual(['confirmed', 'confirmed']);
});

test('alf.io #309: tickets of a raised capacity go to the waitlist', async () => {
  const boxoffice = aBoxoffice();
  const { event, waiters } = await aWaitlist(boxoffice, 2, [2, 1]);
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  const { event: raised } = await changeEvent(
    { eventId: event.id, actor, change: { capacity: 5 } },
    boxoffice.ports,
  );
  await boxoffice.serve();
  expect(await statuses(boxoffice, event, waiters)).toEqual(['confirmed', 'confirmed']);
  expect(await boxoffice.broken(raised)).toEqual([]);
});

test.each([
  ['pretix #1163', undefined],
  ['pretix #1405', OFFERS],
])('%s: a promoted booking that is cancelled frees its ticket', async (_, waitlist) => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 1, [1, 1], waitlist && { waitlist });
  await release(boxoffice, ...holders);
  if (waitlist !== undefined) for (const waiter of waiters.slice(0, 1)) await accept(boxoffice, waiter);
  await release(boxoffice, ...waiters.slice(0, 1));
  const next = waitlist === undefined ? 'confirmed' : 'offered';
  expect(await statuses(boxoffice, event, waiters)).toEqual(['cancelled', next]);
  await release(boxoffice, ...waiters.slice(1));
  expect(await availability(boxoffice, event)).toMatchObject({ available: 1, booked: 0 });
});

test('pretix #2119: entries are promoted in order of arrival', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 3, [1, 1, 1]);
  for (const [n, holder] of holders.entries()) {
    await release(boxoffice, holder);
    const served = (await statuses(boxoffice, event, waiters)).filter((status) => status === 'confirmed');
    expect(served).toHaveLength(n + 1);
    expect((await statuses(boxoffice, event, waiters.slice(0, n + 1))).every((s) => s === 'confirmed')).toBe(
      true,
    );
  }
});

test.each([
  ['pretix #681: after sales have closed', { salesCloseAt: new Date(Date.now() + HOUR_MS).toISOString() }],
  ['pretix #1031: after the event has begun', { startsAt: new Date(Date.now() + HOUR_MS).toISOString() }],
])('%s nobody is promoted or offered tickets', async (_, fields) => {
  for (const waitlist of [OFFERS, { enabled: true, policy: 'strict' as const }]) {
    const { boxoffice, clock } = aBoxofficeWithClock();
    const { event, holders, waiters } = await aWaitlist(boxoffice, 1, [1], { ...fields, waitlist });
    clock.aheadMs = 2 * HOUR_MS;
    for (const holder of holders) await cancelAsOrganizer(boxoffice, event, holder);
    await boxoffice.sweep(HOUR_MS);
    await boxoffice.serve();
    const { bookings } = await boxoffice.snapshot(event);
    const histories = waiters.map(({ id }) => bookings.find((booking) => booking.id === id)?.history ?? []);
    expect(histories.map((entries) => entries.map(({ what }) => what))).toEqual([['joined', 'expired']]);
  }
});

test('pretix #681: an offer expires no later than sales close', async () => {
  const closesAt = Date.now() + 30_000;
  const boxoffice = aBoxoffice();
  const fields = { salesCloseAt: new Date(closesAt).toISOString(), waitlist: OFFERS };
  const { event, holders, waiters } = await aWaitlist(boxoffice, 1, [1], fields);
  await release(boxoffice, ...holders);
  const { bookings } = await boxoffice.snapshot(event);
  expect(bookings.find(({ id }) => id === waiters[0]?.id)).toMatchObject({
    status: 'offered',
    offerExpiresAt: closesAt,
  });
});

test('lego/lego #3211: a position is one more than the number of entries before it', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 1, [1, 1, 1, 1, 1, 1, 1, 1]);
  const positions = (bookings: Booking[]) =>
    Promise.all(bookings.map((booking) => boxoffice.positionOf(event, booking)));
  expect(await positions(waiters)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const leaver of waiters.slice(2, 3)) await boxoffice.cancel(leaver);
  await release(boxoffice, ...holders);
  expect(await positions([...waiters.slice(1, 2), ...waiters.slice(3)])).toEqual([1, 2, 3, 4, 5, 6]);
});

test('Attendize #473, eventyay #1359: of many requests that read the last ticket as free, one gets it', async () => {
  const all = barrier(8);
  const boxoffice = aBoxoffice(({ bookings }) => ({
    bookings: { ...bookings, take: (request) => all().then(() => bookings.take(request)) },
  }));
  const event = await boxoffice.anEvent({ capacity: 1 });
  const { shards } = await boxoffice.snapshot(event);
  boxoffice.ports.shardPicker.hints.remember(event.id, shards, boxoffice.ports.runtime.now());
  const results = await rush(boxoffice, event, Array(8).fill({ onSoldOut: 'reject' }));
  expect(results.filter((result) => 'id' in result)).toHaveLength(1);
  expect(await boxoffice.broken(event)).toEqual([]);
});
