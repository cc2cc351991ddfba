import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bookingIdFor } from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { listBookingsOf } from '../../functions/domain/list-bookings.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { Busy } from '../../functions/domain/refusal.ts';
import { IS_NEW } from '../../functions/store/conditions.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { eventually } from '../kit/service.ts';
import { aCast, aStage, type Cast, realEnvironment, rush, type Stage } from '../kit/stage.ts';
import { type Fault, tableWithFaults, tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const sameRequest = {
  customerId: 'customer-a',
  idempotencyKey: 'key-1',
  quantity: 2,
  get arrival() {
    return realEnvironment.now();
  },
};

/** Fails the first transactions in the given way, and then no more. */
function firstTransactions(faults: Fault[]) {
  const left = [...faults];
  return tableWithFaults((command) => (command === 'TransactWriteItemsCommand' ? left.shift() : undefined));
}

describe('OneEffect', () => {
  test('the same request eight times at once is one booking', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 10 });
    const bookings = await rush(cast, event, Array(8).fill(sameRequest));
    expect(new Set(bookings.map((booking) => ('id' in booking ? booking.id : booking.message))).size).toBe(1);
    expect((await cast.picture(event)).bookings).toHaveLength(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition on the booking, a repeat takes tickets again', async () => {
    const cast = aCast(undefined, tableWithout(IS_NEW));
    const event = await cast.anEvent({ capacity: 10 });
    await cast.book(event, sameRequest);
    await cast.book(event, sameRequest);
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoOversell']);
  });

  test('a negative control: with an id that does not derive from the key, a repeat is a second booking', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 10 });
    await cast.book(event, { ...sameRequest, idempotencyKey: undefined });
    await cast.book(event, { ...sameRequest, idempotencyKey: undefined });
    expect((await cast.picture(event)).bookings).toHaveLength(2);
  });

  test('the id depends on event, customer and key, and on where one ends and the next begins', () => {
    const ids = [
      bookingIdFor('event', 'customer', 'key'),
      bookingIdFor('event2', 'customer', 'key'),
      bookingIdFor('event', 'customer2', 'key'),
      bookingIdFor('event', 'customer', 'key2'),
      bookingIdFor('eventc', 'ustomer', 'key'),
    ];
    expect(new Set(ids).size).toBe(5);
  });

  test.each<Fault[][]>([
    [['lost-after']],
    [['lost-before', 'lost-after']],
    [['conflict', 'throttle', 'lost-after']],
  ])('a booking whose answers are %p is made once and found', async (faults) => {
    const cast = aCast(undefined, firstTransactions(faults));
    const event = await cast.anEvent({ capacity: 10 });
    expect((await cast.book(event, { quantity: 3 })).status).toBe('confirmed');
    expect((await cast.picture(event)).bookings).toHaveLength(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('joining the line whose answer is lost is done once and found', async () => {
    const plain = aCast();
    const event = await plain.anEvent({ capacity: 1 });
    await plain.book(event);
    await plain.book(event);
    const joinsOnly = aCast(
      ({ memory }) => {
        memory.queueing.add(event.id);
        return {};
      },
      firstTransactions(['lost-after']),
    );
    expect((await joinsOnly.book(event)).status).toBe('waitlisted');
    expect((await plain.picture(event)).entries).toHaveLength(2);
    expect(await plain.broken(event)).toEqual([]);
  });

  test('a turn of the clerk whose answer is lost is not taken twice', async () => {
    const plain = aCast();
    const event = await plain.anEvent({ capacity: 2 });
    const holder = await plain.book(event, { quantity: 2 });
    const waiters = [await plain.book(event), await plain.book(event), await plain.book(event)];
    await plain.cancel(holder);
    const faulty = aCast(undefined, firstTransactions(['lost-after', 'conflict']));
    await promoteWaitlist(event.id, [holder.id], faulty.ports);
    const { bookings, line } = await plain.picture(event);
    const promoted = bookings
      .filter((b) => b.history.some((fact) => fact.what === 'promoted'))
      .map((b) => b.id);
    expect(promoted.sort()).toEqual([waiters[0]?.id, waiters[1]?.id].sort());
    expect(line).toMatchObject({ pool: 0, served: 2 });
    expect(await plain.broken(event)).toEqual([]);
  });

  test('the same message twenty times promotes once', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1 });
    const holder = await cast.book(event);
    await cast.book(event);
    await cast.book(event);
    await cast.cancel(holder);
    for (let n = 0; n < 20; n += 1) await promoteWaitlist(event.id, [holder.id], cast.ports);
    expect((await cast.picture(event)).line.served).toBe(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a cancellation whose answer is lost cancels once and answers', async () => {
    const plain = aCast();
    const event = await plain.anEvent({ capacity: 4 });
    const booking = await plain.book(event, { quantity: 4 });
    let isFirst = true;
    const faulty = aCast(
      undefined,
      tableWithFaults((command) => {
        const fails = command === 'PutItemCommand' && isFirst;
        if (fails) isFirst = false;
        return fails ? 'lost-after' : undefined;
      }),
    );
    expect(await faulty.cancel(booking, 1)).toMatchObject({ quantity: 3, released: 1 });
    expect((await plain.picture(event)).bookings[0]).toMatchObject({ quantity: 3, released: 1 });
  });

  test('a repeated key with another body is refused and changes nothing', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 10 });
    await cast.book(event, sameRequest);
    await expect(cast.book(event, { ...sameRequest, quantity: 3 })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect((await cast.picture(event)).bookings).toHaveLength(1);
  });

  test('a request that was told "sold out" has left nothing, and its key books once there are tickets', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1 });
    const holder = await cast.book(event);
    const waiter = await cast.book(event);
    const rejected = { ...sameRequest, quantity: 1, onSoldOut: 'reject' as const };
    await expect(cast.book(event, rejected)).rejects.toMatchObject({ code: 'sold-out' });
    await cast.cancel(holder);
    await expect(cast.book(event, rejected)).rejects.toMatchObject({ code: 'sold-out' });
    expect((await cast.picture(event)).bookings).toHaveLength(2);
    await cast.cancel(waiter);
    await cast.serve();
    const booking = cast.book(event, rejected);
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    await cast.serve();
    expect((await booking).status).toBe('confirmed');
  });

  /** An event of two tickets that both came back, so that the pool has them and nobody waits. */
  async function withTicketsInThePool(cast: Cast): Promise<Event> {
    const event = await cast.anEvent({ capacity: 2 });
    const held = await cast.book(event, { quantity: 2 });
    await cast.cancel(await cast.book(event));
    await cast.cancel(held);
    await cast.serve();
    return event;
  }

  test('somebody who is served while about to leave has tickets, also for a repeat after a cancellation', async () => {
    let isBlind = false;
    const cast = aCast(({ bookings }) => ({
      bookings: {
        ...bookings,
        read: async (...booking) => {
          if (isBlind) throw new Busy();
          return bookings.read(...booking);
        },
        removeWaiting: async (...booking) => {
          isBlind = false;
          return bookings.removeWaiting(...booking);
        },
      },
    }));
    const event = await withTicketsInThePool(cast);
    isBlind = true;
    const hasty = { ...sameRequest, onSoldOut: 'reject' as const };
    const booking = cast.book(event, hasty);
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    await cast.serve();
    const first = await booking;
    await cast.cancel(first, 1);
    const again = await cast.book(event, hasty);
    expect([first, again]).toMatchObject(Array(2).fill({ id: first.id, status: 'confirmed', quantity: 2 }));
    await cast.serve();
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a place in the line is answered as one to a repeat after the promotion, with tickets in the pool', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 2 });
    const held = await cast.book(event, { quantity: 2 });
    const first = await cast.book(event, { ...sameRequest, quantity: 1 });
    await cast.cancel(held);
    await cast.serve();
    expect((await cast.picture(event)).line.pool).toBe(1);
    const again = await cast.book(event, { ...sameRequest, quantity: 1 });
    expect([first.status, again.status]).toEqual(['waitlisted', 'waitlisted']);
    await cast.cancel(first);
    const last = await cast.book(event, { ...sameRequest, quantity: 1 });
    expect(last).toMatchObject({ status: 'waitlisted', quantity: 1 });
  });

  test('a place in the line is answered as one to a repeat that comes just before the promotion', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 3 });
    const [one] = [await cast.book(event), await cast.book(event, { quantity: 2 })];
    const head = await cast.book(event, { quantity: 2 });
    const request = { ...sameRequest, quantity: 1, arrival: Date.now() };
    const first = await cast.book(event, request);
    await cast.cancel(one);
    await cast.serve();
    await cast.cancel(head);
    const repeating = cast.book(event, { ...request, arrival: request.arrival + 1 });
    const again = await Promise.all([repeating, cast.serve()]);
    expect([first.status, again[0].status]).toEqual(['waitlisted', 'waitlisted']);
    expect((await cast.picture(event)).bookings.find(({ id }) => id === first.id)?.status).toBe('confirmed');
  });

  test('somebody who would not wait, and whom no clerk serves, is told to try again and leaves no trace', async () => {
    let conflicts = 2;
    const cast = aCast(({ bookings }) => ({
      bookings: {
        ...bookings,
        removeWaiting: async (...booking) => {
          conflicts -= 1;
          return conflicts < 0 ? bookings.removeWaiting(...booking) : false;
        },
      },
    }));
    const event = await withTicketsInThePool(cast);
    const before = await cast.picture(event);
    const hasty = cast.book(event, { ...sameRequest, onSoldOut: 'reject' });
    await expect(hasty).rejects.toMatchObject({ code: 'busy' });
    expect(conflicts).toBe(-1);
    const after = await cast.picture(event);
    expect(after.entries).toEqual([]);
    expect(after.bookings).toEqual(before.bookings);
  });

  test('whoever comes again and again with the same request is counted once, and finds their bookings', async () => {
    const cast = aCast();
    const event = await withTicketsInThePool(cast);
    const customerId = realEnvironment.newId();
    const hasty = { ...sameRequest, customerId, quantity: 1, onSoldOut: 'reject' as const };
    const attempt = () => cast.book(event, { ...hasty, arrival: Date.now() });
    for (let time = 0; time < 2; time += 1) await expect(attempt()).rejects.toMatchObject({ code: 'busy' });
    const booking = attempt();
    await eventually(async () => (await cast.picture(event)).entries.length > 0);
    await cast.serve();
    expect((await booking).status).toBe('confirmed');
    const id = bookingIdFor(event.id, hasty.customerId, hasty.idempotencyKey);
    const ports = { ...cast.ports, listings: listingStore(cast.table) };
    const { items } = await listBookingsOf(hasty.customerId, { limit: 10 }, ports);
    expect(items.map((item) => item.id)).toEqual([id]);
  });
});
