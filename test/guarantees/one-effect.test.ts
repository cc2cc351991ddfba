/**
 * `OneEffect`: a request that is repeated, or whose answer is lost, has one effect, and a repeat gets the
 * first answer. The negative controls remove the condition `IS_NEW`, and the derivation of the booking's id
 * from the key.
 */
import { describe, expect, test } from '@jest/globals';
import { listBookingsOf } from '../../functions/domain/bookings/list-bookings.ts';
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { IS_NEW } from '../../functions/store/table/existence.ts';
import { aBoxoffice, type Boxoffice, realRuntime, rush } from '../kit/boxoffice.ts';
import { eventually } from '../kit/service.ts';
import { type Fault, tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const sameRequest = {
  customerId: 'customer-a',
  idempotencyKey: 'key-1',
  quantity: 2,
  get arrival() {
    return realRuntime.now();
  },
};

/** A table in which the first transactions have these faults, in order. */
const firstTransactions = (faults: Fault[]) => tableWithFirstFaults('TransactWriteItemsCommand', [...faults]);

describe('OneEffect', () => {
  test('a request that is sent eight times at once makes one booking', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    const bookings = await rush(boxoffice, event, Array(8).fill(sameRequest));
    expect(new Set(bookings.map((booking) => ('id' in booking ? booking.id : booking.message))).size).toBe(1);
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition on the booking, a repeat takes tickets again', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithout(IS_NEW));
    const event = await boxoffice.anEvent({ capacity: 10 });
    await boxoffice.book(event, sameRequest);
    await boxoffice.book(event, sameRequest);
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoOversell']);
  });

  test('a negative control: with an id that does not derive from the key, a repeat is a second booking', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    await boxoffice.book(event, { ...sameRequest, idempotencyKey: undefined });
    await boxoffice.book(event, { ...sameRequest, idempotencyKey: undefined });
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(2);
  });

  test('the id of a booking depends on event, customer and key, and on their boundaries', () => {
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
  ])('a booking whose transactions have the faults %p is made once and found', async (faults) => {
    const boxoffice = aBoxoffice(undefined, firstTransactions(faults));
    const event = await boxoffice.anEvent({ capacity: 10 });
    expect((await boxoffice.book(event, { quantity: 3 })).status).toBe('confirmed');
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a join whose answer is lost is done once and found', async () => {
    const plain = aBoxoffice();
    const event = await plain.anEvent({ capacity: 1 });
    await plain.book(event);
    await plain.book(event);
    const joinsOnly = aBoxoffice(
      ({ cache }) => {
        cache.sellsInOrder.add(event.id);
        return {};
      },
      firstTransactions(['lost-after']),
    );
    expect((await joinsOnly.book(event)).status).toBe('waitlisted');
    expect((await plain.snapshot(event)).entries).toHaveLength(2);
    expect(await plain.broken(event)).toEqual([]);
  });

  test('a promotion batch whose answer is lost is not written twice', async () => {
    const plain = aBoxoffice();
    const event = await plain.anEvent({ capacity: 2 });
    const holder = await plain.book(event, { quantity: 2 });
    const waiters = [await plain.book(event), await plain.book(event), await plain.book(event)];
    await plain.cancel(holder);
    const faulty = aBoxoffice(undefined, firstTransactions(['lost-after', 'conflict']));
    await promoteWaitlist(event.id, [holder.id], faulty.ports);
    const { bookings, waitlist } = await plain.snapshot(event);
    const promoted = bookings
      .filter((b) => b.history.some((historyEntry) => historyEntry.what === 'promoted'))
      .map((b) => b.id);
    expect(promoted.sort()).toEqual([waiters[0]?.id, waiters[1]?.id].sort());
    expect(waitlist).toMatchObject({ unassigned: 0, served: 2 });
    expect(await plain.broken(event)).toEqual([]);
  });

  test('a message that is delivered twenty times promotes once', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    const holder = await boxoffice.book(event);
    await boxoffice.book(event);
    await boxoffice.book(event);
    await boxoffice.cancel(holder);
    for (let n = 0; n < 20; n += 1) await promoteWaitlist(event.id, [holder.id], boxoffice.ports);
    expect((await boxoffice.snapshot(event)).waitlist.served).toBe(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a cancellation whose answer is lost cancels once and is answered', async () => {
    const plain = aBoxoffice();
    const event = await plain.anEvent({ capacity: 4 });
    const booking = await plain.book(event, { quantity: 4 });
    const faulty = aBoxoffice(undefined, tableWithFirstFaults('PutItemCommand', ['lost-after']));
    expect(await faulty.cancel(booking, 1)).toMatchObject({ quantity: 3, released: 1 });
    expect((await plain.snapshot(event)).bookings[0]).toMatchObject({ quantity: 3, released: 1 });
  });

  test('once a repeat was answered with the place of a promoted booking, no late record of the first request changes that', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2 });
    const holder = await boxoffice.book(event, { quantity: 2 });
    expect((await boxoffice.book(event, sameRequest)).status).toBe('waitlisted');
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    const { bookings } = boxoffice.ports;
    const promoted = (await boxoffice.snapshot(event)).bookings.find(({ status }) => status === 'confirmed');
    if (promoted === undefined) throw new Error('Nobody was promoted.');
    expect((await boxoffice.book(event, sameRequest)).status).toBe('waitlisted');
    const late = { what: 'answered-at-once' as const, at: 1, quantity: 2 };
    expect(await bookings.appendHistory(event, promoted, late)).toBe(false);
    expect((await boxoffice.book(event, sameRequest)).status).toBe('waitlisted');
    const { history } = (await boxoffice.snapshot(event)).bookings.find(({ id }) => id === promoted.id) ?? {};
    expect(history?.map(({ what }) => what)).toEqual(['joined', 'promoted', 'place-confirmed']);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a repeated key with another body is refused and changes nothing', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 10 });
    await boxoffice.book(event, sameRequest);
    await expect(boxoffice.book(event, { ...sameRequest, quantity: 3 })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(1);
  });

  test('a request that is answered "sold out" stores nothing, and its key books once there are tickets', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1 });
    const holder = await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    const rejected = { ...sameRequest, quantity: 1, onSoldOut: 'reject' as const };
    await expect(boxoffice.book(event, rejected)).rejects.toMatchObject({ code: 'sold-out' });
    await boxoffice.cancel(holder);
    await expect(boxoffice.book(event, rejected)).rejects.toMatchObject({ code: 'sold-out' });
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(2);
    await boxoffice.cancel(waiter);
    await boxoffice.serve();
    const booking = boxoffice.book(event, rejected);
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    await boxoffice.serve();
    expect((await booking).status).toBe('confirmed');
  });

  /** An event of two tickets that were released, so that both are unassigned, and nobody waits. */
  async function withUnassignedTickets(boxoffice: Boxoffice): Promise<Event> {
    const event = await boxoffice.anEvent({ capacity: 2 });
    const held = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.cancel(held);
    await boxoffice.serve();
    return event;
  }

  test('a booking promoted just before its request gives up is confirmed, also for a later repeat', async () => {
    let isBlind = false;
    const boxoffice = aBoxoffice(({ bookings }) => ({
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
    const event = await withUnassignedTickets(boxoffice);
    isBlind = true;
    const hasty = { ...sameRequest, onSoldOut: 'reject' as const };
    const booking = boxoffice.book(event, hasty);
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    await boxoffice.serve();
    const first = await booking;
    await boxoffice.cancel(first, 1);
    const again = await boxoffice.book(event, hasty);
    expect([first, again]).toMatchObject(Array(2).fill({ id: first.id, status: 'confirmed', quantity: 2 }));
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a repeat of a waitlisted request is answered "waitlisted" after the promotion', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2 });
    const held = await boxoffice.book(event, { quantity: 2 });
    const first = await boxoffice.book(event, { ...sameRequest, quantity: 1 });
    await boxoffice.cancel(held);
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(1);
    const again = await boxoffice.book(event, { ...sameRequest, quantity: 1 });
    expect([first.status, again.status]).toEqual(['waitlisted', 'waitlisted']);
    await boxoffice.cancel(first);
    const last = await boxoffice.book(event, { ...sameRequest, quantity: 1 });
    expect(last).toMatchObject({ status: 'waitlisted', quantity: 1 });
  });

  test('a repeat of a waitlisted request is answered "waitlisted" during the promotion', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 3 });
    const [one] = [await boxoffice.book(event), await boxoffice.book(event, { quantity: 2 })];
    const head = await boxoffice.book(event, { quantity: 2 });
    const request = { ...sameRequest, quantity: 1, arrival: Date.now() };
    const first = await boxoffice.book(event, request);
    await boxoffice.cancel(one);
    await boxoffice.serve();
    await boxoffice.cancel(head);
    const repeating = boxoffice.book(event, { ...request, arrival: request.arrival + 1 });
    const again = await Promise.all([repeating, boxoffice.serve()]);
    expect([first.status, again[0].status]).toEqual(['waitlisted', 'waitlisted']);
    expect((await boxoffice.snapshot(event)).bookings.find(({ id }) => id === first.id)?.status).toBe(
      'confirmed',
    );
  });

  test('a request that times out after a repeat was acknowledged is answered like it, also if a ticket was given back', async () => {
    let isBlind = false;
    let meanwhile = async () => {};
    const boxoffice = aBoxoffice(({ bookings, waitlist }) => ({
      bookings: {
        ...bookings,
        join: async (...booking) => {
          const joined = await bookings.join(...booking);
          isBlind = joined.kind === 'done';
          return joined;
        },
        removeWaiting: async (...booking) => {
          isBlind = false;
          await meanwhile();
          return bookings.removeWaiting(...booking);
        },
      },
      waitlist: {
        ...waitlist,
        read: async (event) => {
          if (isBlind) throw new Busy();
          return waitlist.read(event);
        },
      },
    }));
    const event = await boxoffice.anEvent({ capacity: 2 });
    await boxoffice.book(event, { quantity: 2 });
    meanwhile = async () => boxoffice.cancel(await boxoffice.book(event, sameRequest), 1).then(() => {});
    const first = await boxoffice.book(event, sameRequest);
    const again = await boxoffice.book(event, sameRequest);
    expect([first, again]).toMatchObject(
      Array(2).fill({ id: first.id, status: 'waitlisted', quantity: sameRequest.quantity }),
    );
  });

  test('a request that would not wait, and that no clerk serves, is answered busy and stores nothing', async () => {
    let conflicts = 2;
    const boxoffice = aBoxoffice(({ bookings }) => ({
      bookings: {
        ...bookings,
        removeWaiting: async (...booking) => {
          conflicts -= 1;
          return conflicts < 0 ? bookings.removeWaiting(...booking) : false;
        },
      },
    }));
    const event = await withUnassignedTickets(boxoffice);
    const before = await boxoffice.snapshot(event);
    const hasty = boxoffice.book(event, { ...sameRequest, onSoldOut: 'reject' });
    await expect(hasty).rejects.toMatchObject({ code: 'busy' });
    expect(conflicts).toBe(-1);
    const after = await boxoffice.snapshot(event);
    expect(after.entries).toEqual([]);
    expect(after.bookings).toEqual(before.bookings);
  });

  test('a customer who repeats a request after busy answers is counted once, and lists one booking', async () => {
    const boxoffice = aBoxoffice();
    const event = await withUnassignedTickets(boxoffice);
    const customerId = realRuntime.newId();
    const hasty = { ...sameRequest, customerId, quantity: 1, onSoldOut: 'reject' as const };
    const attempt = () => boxoffice.book(event, { ...hasty, arrival: Date.now() });
    for (let time = 0; time < 2; time += 1) await expect(attempt()).rejects.toMatchObject({ code: 'busy' });
    const booking = attempt();
    await eventually(async () => (await boxoffice.snapshot(event)).entries.length > 0);
    await boxoffice.serve();
    expect((await booking).status).toBe('confirmed');
    const id = bookingIdFor(event.id, hasty.customerId, hasty.idempotencyKey);
    const ports = { ...boxoffice.ports, listings: listingStore(boxoffice.table) };
    const { items } = await listBookingsOf(hasty.customerId, { limit: 10 }, ports);
    expect(items.map((item) => item.id)).toEqual([id]);
  });

  test('a request whose tickets are given back in part before its answer is answered like its repeat', async () => {
    const boxoffice = aBoxoffice();
    const event = await withUnassignedTickets(boxoffice);
    const request = { ...sameRequest, customerId: realRuntime.newId() };
    const answered = boxoffice.book(event, request);
    await eventually(async () => (await boxoffice.snapshot(event)).entries.length > 0);
    const own = async () =>
      (await boxoffice.snapshot(event)).bookings.find(({ customerId }) => customerId === request.customerId);
    const joined = await own();
    if (joined === undefined) throw new Error('The booking is not stored.');
    await boxoffice.cancel(joined, 1);
    const first = await answered;
    await boxoffice.serve();
    const again = await boxoffice.book(event, { ...request, arrival: realRuntime.now() });
    expect(first).toMatchObject({ id: again.id, status: again.status, quantity: again.quantity });
    expect([again.quantity, (await own())?.quantity]).toEqual([2, 1]);
  });

  test('the booking of a request that would not wait can be cancelled once its request is answered', async () => {
    const boxoffice = aBoxoffice();
    const event = await withUnassignedTickets(boxoffice);
    const hasty = { ...sameRequest, customerId: realRuntime.newId(), onSoldOut: 'reject' as const };
    const answered = boxoffice.book(event, hasty);
    await eventually(async () => (await boxoffice.snapshot(event)).entries.length > 0);
    const id = bookingIdFor(event.id, hasty.customerId, hasty.idempotencyKey);
    const waiting = await boxoffice.ports.bookings.read(event, id);
    if (waiting === undefined) throw new Error('The booking is not stored.');
    await expect(boxoffice.cancel(waiting)).rejects.toMatchObject({ code: 'not-found' });
    await boxoffice.serve();
    expect((await answered).status).toBe('confirmed');
    expect((await boxoffice.cancel(waiting)).status).toBe('cancelled');
  });
});
