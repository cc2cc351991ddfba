/**
 * The requests of an opening window are served in the order of a draw, whenever they came in it. Nobody is served before
 * the window has ended.
 */
import { describe, expect, test } from '@jest/globals';
import { listBookingsOf } from '../../functions/domain/bookings/list-bookings.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { CLOCK_SKEW_MS, PASS_PROMOTING_MS } from '../../functions/domain/model/limits.ts';
import { readHold } from '../../functions/domain/waitlist/read-hold.ts';
import { listingStore } from '../../functions/store/listings.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { seededArrival, TestClock, timesOf, withDraw } from '../kit/draw.ts';
import { type Fault, tableWithFirstFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

type Drawing = { boxoffice: Boxoffice; clock: TestClock; event: Event; times: ReturnType<typeof timesOf> };

async function aDrawing(fields: Partial<CreateEvent> = {}, table?: Table): Promise<Drawing> {
  const clock = new TestClock();
  const boxoffice = aBoxoffice(() => ({ runtime: clock.runtime }), table);
  const event = await boxoffice.anEvent({ capacity: 3, maxPerBooking: 4, ...withDraw(), ...fields });
  return { boxoffice, clock, event, times: timesOf(event) };
}

/** Books for so many customers one after the other, from the opening on. */
async function bookEarly({ boxoffice, clock, event, times }: Drawing, count: number): Promise<Booking[]> {
  const bookings: Booking[] = [];
  for (let index = 0; index < count; index += 1) {
    clock.set(times.during(index * 3));
    bookings.push(await boxoffice.book(event));
  }
  return bookings;
}

const byArrival = (event: Event, bookings: Booking[]) =>
  bookings.toSorted((a, b) => seededArrival(event, a) - seededArrival(event, b)).map(({ id }) => id);

async function statusesOf({ boxoffice, event }: Drawing, ids: string[]): Promise<string[]> {
  const { bookings } = await boxoffice.snapshot(event);
  return ids.map((id) => bookings.find((booking) => booking.id === id)?.status ?? 'gone');
}

const guaranteesIn = async ({ boxoffice, event }: Drawing) =>
  (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

describe('In the window of a draw', () => {
  test('everybody waits with a drawn arrival, and the sweep begins the draw by the clock alone', async () => {
    const drawing = await aDrawing();
    const { boxoffice, clock, event, times } = drawing;
    const bookings = await bookEarly(drawing, 8);
    expect(bookings.map(({ status }) => status)).toEqual(Array(8).fill('waitlisted'));
    expect(bookings.map(({ arrival }) => arrival)).toEqual(bookings.map((one) => seededArrival(event, one)));
    expect(bookings.map(({ arrival }) => arrival >= times.during(0) && arrival < times.ended)).not.toContain(
      false,
    );
    expect(boxoffice.sent).toEqual([]);
    for (const instant of [times.during(30_000), times.ended, times.drawn - 2_000]) {
      clock.set(instant);
      expect(await boxoffice.sweep()).toBe(0);
    }
    clock.set(times.drawn);
    expect(await boxoffice.sweep()).toBe(1);
    await boxoffice.serve();
    const ids = byArrival(event, bookings);
    expect(await statusesOf(drawing, ids)).toEqual([
      ...Array(3).fill('confirmed'),
      ...Array(5).fill('waitlisted'),
    ]);
    expect(await guaranteesIn(drawing)).toEqual([]);
  });

  test('the clerk serves nobody, whatever it is called for, and a raised capacity waits, too', async () => {
    const drawing = await aDrawing();
    const { boxoffice, clock, event, times } = drawing;
    const bookings = await bookEarly(drawing, 4);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await changeEvent({ eventId: event.id, actor, change: { capacity: 5 } }, boxoffice.ports);
    boxoffice.sent.push({ eventId: event.id, bookingIds: bookings.map(({ id }) => id) });
    await boxoffice.serve();
    expect(await boxoffice.sweep(30_000)).toBe(0);
    const { waitlist, entries } = await boxoffice.snapshot(event);
    expect([waitlist.unassigned, entries.length, waitlist.lookAt]).toEqual([5, 4, times.drawn]);
    clock.set(times.drawn - 2_000);
    boxoffice.sent.push({ eventId: event.id });
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).waitlist.promotions).toBe(0);
    expect(await guaranteesIn(drawing)).toEqual([]);
  });

  test('a request just before sales opened is drawn, and later ones are behind all drawn ones', async () => {
    const drawing = await aDrawing();
    const { boxoffice, clock, event, times } = drawing;
    clock.set(times.during(0));
    const early = await boxoffice.book(event, { arrival: times.during(-3) });
    clock.set(times.ended + 1);
    const late = await boxoffice.book(event);
    expect(early.arrival).toBe(seededArrival(event, early));
    expect(early.history).toMatchObject([{ what: 'joined', requestedAt: times.during(-3) }]);
    expect(late.arrival).toBeGreaterThan(times.ended);
    expect(late.history[0]).not.toHaveProperty('requestedAt');
    expect(early.arrival).toBeLessThan(late.arrival);
  });

  test('a repeat with its key gets the same booking, and its arrival does not change', async () => {
    const drawing = await aDrawing();
    const { boxoffice, clock, event, times } = drawing;
    const request = { customerId: 'ada', keyOwner: 'ada', idempotencyKey: 'one' };
    clock.set(times.during(10));
    const first = await boxoffice.book(event, request);
    clock.set(times.during(40_000));
    const again = await boxoffice.book(event, request);
    expect([again.id, again.arrival, again.status]).toEqual([first.id, first.arrival, 'waitlisted']);
  });

  test('a request that would not wait is told of the draw, and nothing is written', async () => {
    const { boxoffice, clock, event, times } = await aDrawing({
      waitlist: { enabled: true, policy: 'strict', maxPerBooking: 2 },
    });
    for (const instant of [times.during(10), times.drawn - 2_000]) {
      clock.set(instant);
      await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({
        code: 'draw-is-open',
      });
      await expect(boxoffice.book(event, { quantity: 3 })).rejects.toMatchObject({
        code: 'draw-is-open',
        message: expect.stringContaining('at most 2 tickets'),
      });
    }
    expect((await boxoffice.snapshot(event)).bookings).toEqual([]);
    clock.set(times.drawn);
    const bought = boxoffice.book(event, { onSoldOut: 'reject' });
    for (let turn = 0; turn < 50; turn += 1) {
      await clock.runtime.sleep(10);
      await boxoffice.serve();
    }
    expect((await bought).status).toBe('confirmed');
  });

  test('the organizer puts a speaker ahead, who is served first when the window has ended', async () => {
    const drawing = await aDrawing({ capacity: 2 });
    const { boxoffice, clock, event, times } = drawing;
    const bookings = await bookEarly(drawing, 3);
    const onBehalf = { by: event.organizerId, why: 'Speaks at seven' };
    const ahead = await boxoffice.book(event, { onBehalf, isAhead: true });
    const byHand = await boxoffice.book(event, { onBehalf: { ...onBehalf, why: 'Sponsor' } });
    expect([ahead.status, byHand.status]).toEqual(['waitlisted', 'waitlisted']);
    expect(byHand.arrival).toBe(seededArrival(event, byHand));
    clock.set(times.drawn);
    await boxoffice.sweep();
    await boxoffice.serve();
    const [winner, ...others] = byArrival(event, [...bookings, byHand]);
    expect(await statusesOf(drawing, [ahead.id, winner ?? '', ...others])).toEqual([
      'confirmed',
      'confirmed',
      ...Array(3).fill('waitlisted'),
    ]);
    expect(await guaranteesIn(drawing)).toEqual([]);
  });

  test('winners are offered their tickets where the event makes offers', async () => {
    const drawing = await aDrawing({
      capacity: 1,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 60 },
    });
    const { boxoffice, clock, event, times } = drawing;
    const bookings = await bookEarly(drawing, 2);
    clock.set(times.drawn);
    await boxoffice.sweep();
    await boxoffice.serve();
    expect(await statusesOf(drawing, byArrival(event, bookings))).toEqual(['offered', 'waitlisted']);
  });

  test('the tickets of a large draw are given out in several passes, none of which takes long', async () => {
    const drawing = await aDrawing({ capacity: 120 });
    const { boxoffice, clock, event, times } = drawing;
    clock.set(times.during(1));
    const bookings = await Promise.all(Array.from({ length: 120 }, () => boxoffice.book(event)));
    clock.set(times.drawn);
    await boxoffice.sweep();
    const passes: number[] = [];
    const slow = aBoxoffice(({ waitlist }) => ({
      runtime: clock.runtime,
      waitlist: {
        ...waitlist,
        startPass(of, pass, upTo) {
          passes.push(pass);
          return waitlist.startPass(of, pass, upTo);
        },
        async writeBatch(...batch) {
          clock.set(clock.runtime.now() + PASS_PROMOTING_MS);
          return waitlist.writeBatch(...batch);
        },
      },
    }));
    slow.sent.push(...boxoffice.sent.splice(0));
    await slow.serve();
    expect(passes).toEqual([1, 2, 3]);
    const statuses = await statusesOf(drawing, byArrival(event, bookings));
    expect(statuses).toEqual(Array(120).fill('confirmed'));
    expect(await guaranteesIn(drawing)).toEqual([]);
  });

  test('a write of the window that comes late is acknowledged after the pass that did not see it', async () => {
    const drawing = await aDrawing({ capacity: 1 });
    const { boxoffice, clock, event, times } = drawing;
    const [early] = await bookEarly(drawing, 1);
    clock.set(times.drawn);
    await boxoffice.sweep();
    let passEnded = false;
    const clerk = aBoxoffice(({ waitlist }) => ({
      runtime: clock.runtime,
      waitlist: {
        ...waitlist,
        async writeBatch(...batch) {
          // The pass has read its entries.
          late = boxoffice.book(event, { arrival: times.ended - 1 }).then((booking) => {
            expect(passEnded).toBe(true);
            return booking;
          });
          await clock.runtime.sleep(200);
          passEnded = true;
          return waitlist.writeBatch(...batch);
        },
      },
    }));
    let late: Promise<Booking> | undefined;
    clerk.sent.push(...boxoffice.sent.splice(0));
    await clerk.serve();
    const waiting = await late;
    expect(waiting?.arrival).toBe(seededArrival(event, waiting as Booking));
    expect(await statusesOf(drawing, [early?.id ?? '', waiting?.id ?? ''])).toEqual([
      'confirmed',
      'waitlisted',
    ]);
    expect(await guaranteesIn(drawing)).toEqual([]);
  });
});

describe('In the window, a request whose write fails', () => {
  test.each<Fault>(['conflict', 'throttle', 'lost-before', 'lost-after', 'sent-twice'])(
    'by %s once has one booking, with its drawn arrival',
    async (fault) => {
      const faulty = tableWithFirstFaults('TransactWriteItemsCommand', [fault]);
      const { boxoffice, clock, event, times } = await aDrawing({}, faulty);
      clock.set(times.during(1));
      const booking = await boxoffice.book(event);
      const { bookings } = await boxoffice.snapshot(event);
      expect(bookings.map(({ id, arrival, status }) => [id, arrival, status])).toEqual([
        [booking.id, seededArrival(event, booking), 'waitlisted'],
      ]);
    },
  );
});

describe('Before the positions are known', () => {
  test('lists of bookings have the order of the requests, and cursors hold no drawn arrival', async () => {
    const drawing = await aDrawing({
      maxPerCustomer: 6,
      waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 6 },
    });
    const { boxoffice, clock, event, times } = drawing;
    const bookings: Booking[] = [];
    for (let index = 0; index < 6; index += 1) {
      clock.set(times.during(index * 1000));
      bookings.push(await boxoffice.book(event, { customerId: 'ada', keyOwner: 'ada' }));
    }
    const ports = { listings: listingStore(boxoffice.table), runtime: clock.runtime };
    const page = await listBookingsOf('ada', { limit: 4 }, ports);
    expect(page.items.map(({ id }) => id)).toEqual(
      bookings
        .toReversed()
        .slice(0, 4)
        .map(({ id }) => id),
    );
    const cursor = Buffer.from(page.nextCursor ?? '', 'base64url').toString();
    for (const { arrival } of bookings) expect(cursor).not.toContain(String(arrival));
  });

  test('what holds up the waitlist is the draw, and no head is named', async () => {
    const drawing = await aDrawing();
    const { boxoffice, clock, event, times } = drawing;
    await bookEarly(drawing, 2);
    const hold = () => readHold(event, { ...boxoffice.ports, runtime: clock.runtime });
    expect(await hold()).toMatchObject({ because: 'drawing', unassigned: 3 });
    expect(await hold()).not.toHaveProperty('head');
    clock.set(times.drawn + CLOCK_SKEW_MS);
    expect(await hold()).toMatchObject({ because: 'being-served', head: expect.anything() });
  });
});
