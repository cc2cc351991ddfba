/** Bugs of well-known ticketing systems, by the number under which their users reported them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/answer-offer.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import { cancelBooking } from '../../functions/domain/cancel-booking.ts';
import { changeEvent } from '../../functions/domain/change-event.ts';
import { availabilityOf, type Event } from '../../functions/domain/event.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { barrier } from '../kit/barrier.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const OFFERS = { enabled: true, policy: 'strict' as const, offerTtlSeconds: 60 };
const HOUR_MS = 60 * 60 * 1_000;

/** A cast with a clock that its tests may put forward. */
function aCastWithClock() {
  const clock = { aheadMs: 0 };
  const cast = aCast(({ environment }) => ({
    environment: { ...environment, now: () => environment.now() + clock.aheadMs },
  }));
  return { cast, clock };
}

/** Every ticket is held by a booking of its own, and people wait who want so many each. */
async function aLine(cast: Cast, capacity: number, wants: number[], fields: Partial<Event> = {}) {
  const event = await cast.anEvent({ capacity, ...fields });
  const holders: Booking[] = [];
  while (holders.length < capacity) holders.push(await cast.book(event));
  const waiters: Booking[] = [];
  for (const [n, quantity] of wants.entries()) {
    waiters.push(await cast.book(event, { quantity, arrival: 1_000 + n }));
  }
  return { event, holders, waiters };
}

async function release(cast: Cast, ...bookings: Booking[]): Promise<void> {
  for (const booking of bookings) await cast.cancel(booking);
  await cast.serve();
}

const cancelAsOrganizer = (cast: Cast, { organizerId }: Event, { eventId, id: bookingId }: Booking) =>
  cancelBooking(
    { eventId, bookingId, actor: { userId: organizerId, role: 'organizer' }, idempotencyKey: undefined },
    cast.ports,
  );

async function statuses(cast: Cast, event: Event, bookings: Booking[]): Promise<string[]> {
  const stored = new Map((await cast.picture(event)).bookings.map(({ id, status }) => [id, status]));
  return bookings.map(({ id }) => stored.get(id) ?? 'nowhere');
}

async function availability(cast: Cast, event: Event) {
  const { shards, line } = await cast.picture(event);
  return availabilityOf(event, shards, line, cast.ports.environment.now());
}

const accept = (cast: Cast, { eventId, id, customerId }: Booking) =>
  answerOffer(
    { eventId, bookingId: id, actor: { userId: customerId, role: 'attendee' }, answer: 'accept' },
    cast.ports,
  );

test('Hi.Events #218: a double cancel leaves no capacity below zero, and none above the whole', async () => {
  const cast = aCast();
  const event = await cast.anEvent({ capacity: 4 });
  const booking = await cast.book(event);
  await cast.cancel(booking);
  await expect(cast.cancel(booking)).rejects.toMatchObject({ code: 'already-cancelled' });
  for (let n = 0; n < 3; n += 1) await promoteWaitlist(event.id, [booking.id], cast.ports);
  expect(await availability(cast, event)).toMatchObject({ available: 4, booked: 0 });
});

test('Hi.Events #466: a cancelled booking frees its tickets, also when it is cancelled twice', async () => {
  const cast = aCast();
  const event = await cast.anEvent({ capacity: 3, maxPerBooking: 3 });
  const booking = await cast.book(event, { quantity: 3 });
  await Promise.allSettled([cast.cancel(booking), cast.cancel(booking)]);
  await cast.serve();
  expect((await cast.book(event, { quantity: 3 })).status).toBe('confirmed');
});

test('Hi.Events #1072: an offer that was accepted is not taken back when its time is over', async () => {
  const { cast, clock } = aCastWithClock();
  const { event, holders, waiters } = await aLine(cast, 1, [1, 1], { waitlist: OFFERS });
  await release(cast, ...holders);
  for (const waiter of waiters.slice(0, 1)) await accept(cast, waiter);
  clock.aheadMs = HOUR_MS;
  await cast.sweep(HOUR_MS);
  await promoteWaitlist(
    event.id,
    waiters.map(({ id }) => id),
    cast.ports,
  );
  expect(await statuses(cast, event, waiters)).toEqual(['confirmed', 'waitlisted']);
  expect(await cast.broken(event)).toEqual([]);
});

test('JEM #1926: one cancellation does not promote everyone', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 2, [1, 1, 1, 1]);
  await release(cast, ...holders.slice(0, 1));
  expect(await statuses(cast, event, waiters)).toEqual([
    'confirmed',
    'waitlisted',
    'waitlisted',
    'waitlisted',
  ]);
});

test('JEM #2287: a small entry does not overtake a large one', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 3, [3, 1]);
  await release(cast, ...holders.slice(0, 2));
  expect(await statuses(cast, event, waiters)).toEqual(['waitlisted', 'waitlisted']);
  await release(cast, ...holders.slice(2));
  expect(await statuses(cast, event, waiters)).toEqual(['confirmed', 'waitlisted']);
});

test('alf.io #300: seats that are freed reach the list', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 3, [1, 2]);
  await release(cast, ...holders);
  expect(await statuses(cast, event, waiters)).toEqual(['confirmed', 'confirmed']);
});

test('alf.io #309: seats that are added reach the list', async () => {
  const cast = aCast();
  const { event, waiters } = await aLine(cast, 2, [2, 1]);
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  const { event: raised } = await changeEvent(
    { eventId: event.id, actor, change: { capacity: 5 } },
    cast.ports,
  );
  await cast.serve();
  expect(await statuses(cast, event, waiters)).toEqual(['confirmed', 'confirmed']);
  expect(await cast.broken(raised)).toEqual([]);
});

test.each([
  ['pretix #1163', undefined],
  ['pretix #1405', OFFERS],
])('%s: who is promoted and then cancels does not block the seat', async (_, waitlist) => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 1, [1, 1], waitlist && { waitlist });
  await release(cast, ...holders);
  if (waitlist !== undefined) for (const waiter of waiters.slice(0, 1)) await accept(cast, waiter);
  await release(cast, ...waiters.slice(0, 1));
  const next = waitlist === undefined ? 'confirmed' : 'offered';
  expect(await statuses(cast, event, waiters)).toEqual(['cancelled', next]);
  await release(cast, ...waiters.slice(1));
  expect(await availability(cast, event)).toMatchObject({ available: 1, booked: 0 });
});

test('pretix #2119: the oldest entry is served first, and the newest last', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 3, [1, 1, 1]);
  for (const [n, holder] of holders.entries()) {
    await release(cast, holder);
    const served = (await statuses(cast, event, waiters)).filter((status) => status === 'confirmed');
    expect(served).toHaveLength(n + 1);
    expect((await statuses(cast, event, waiters.slice(0, n + 1))).every((s) => s === 'confirmed')).toBe(true);
  }
});

test.each([
  ['pretix #681: after sales have closed', { salesCloseAt: new Date(Date.now() + HOUR_MS).toISOString() }],
  ['pretix #1031: after the event has begun', { startsAt: new Date(Date.now() + HOUR_MS).toISOString() }],
])('%s nobody is offered anything', async (_, fields) => {
  for (const waitlist of [OFFERS, { enabled: true, policy: 'strict' as const }]) {
    const { cast, clock } = aCastWithClock();
    const { event, holders, waiters } = await aLine(cast, 1, [1], { ...fields, waitlist });
    clock.aheadMs = 2 * HOUR_MS;
    for (const holder of holders) await cancelAsOrganizer(cast, event, holder);
    await cast.sweep(HOUR_MS);
    await cast.serve();
    const { bookings } = await cast.picture(event);
    const histories = waiters.map(({ id }) => bookings.find((booking) => booking.id === id)?.history ?? []);
    expect(histories.map((facts) => facts.map(({ what }) => what))).toEqual([['joined', 'expired']]);
  }
});

test('pretix #681: an offer does not outlast the sale in which it was made', async () => {
  const closesAt = Date.now() + 30_000;
  const cast = aCast();
  const fields = { salesCloseAt: new Date(closesAt).toISOString(), waitlist: OFFERS };
  const { event, holders, waiters } = await aLine(cast, 1, [1], fields);
  await release(cast, ...holders);
  const { bookings } = await cast.picture(event);
  expect(bookings.find(({ id }) => id === waiters[0]?.id)).toMatchObject({
    status: 'offered',
    offerExpiresAt: closesAt,
  });
});

test('lego/lego #3211: everybody’s position is how many come before them, and one', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aLine(cast, 1, [1, 1, 1, 1, 1, 1, 1, 1]);
  const positions = (bookings: Booking[]) =>
    Promise.all(bookings.map((booking) => cast.ports.bookings.position(event, booking)));
  expect(await positions(waiters)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const leaver of waiters.slice(2, 3)) await cast.cancel(leaver);
  await release(cast, ...holders);
  expect(await positions([...waiters.slice(1, 2), ...waiters.slice(3)])).toEqual([1, 2, 3, 4, 5, 6]);
});

test('Attendize #473, eventyay #1359: of many who all saw the last ticket before any took it, one gets it', async () => {
  const all = barrier(8);
  const cast = aCast(({ bookings }) => ({
    bookings: { ...bookings, take: (request) => all().then(() => bookings.take(request)) },
  }));
  const event = await cast.anEvent({ capacity: 1 });
  const { shards } = await cast.picture(event);
  cast.ports.memory.hints.remember(event.id, shards, cast.ports.environment.now());
  const results = await rush(cast, event, Array(8).fill({ onSoldOut: 'reject' }));
  expect(results.filter((result) => 'id' in result)).toHaveLength(1);
  expect(await cast.broken(event)).toEqual([]);
});
