/**
 * `NoLostTicket`: a ticket that was given up reaches the next waiter or can be booked again, although
 * messages are lost and processes die. The negative control runs no sweep.
 */
import { describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS, RELEASES_PER_LOOK } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { aBoxoffice, type Boxoffice, type Ports, rush } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { tableWithFaults } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** Requests of a crowd that are under way together. */
const AT_ONCE = 20;

/** A sold-out event of two tickets, the booking that holds both, and a booking that waits for both. */
async function soldOut(boxoffice: Boxoffice) {
  const event = await boxoffice.anEvent({ capacity: 2 });
  const holder = await boxoffice.book(event, { quantity: 2 });
  const waiter = await boxoffice.book(event, { quantity: 2 });
  expect(waiter.status).toBe('waitlisted');
  await boxoffice.serve();
  return { event, holder, waiter };
}

const crashBeforeSending = () => ({
  queue: {
    send: async () => {
      throw new Error('The process died here.');
    },
  },
});

/** Dies after it has joined the waitlist, before it reads the waitlist again. */
const crashBeforeLooking = ({ bookings, waitlist }: Ports) => {
  let hasJoined = false;
  return {
    bookings: {
      ...bookings,
      join: async (...write: Parameters<typeof bookings.join>) => {
        hasJoined = true;
        return bookings.join(...write);
      },
    },
    waitlist: {
      ...waitlist,
      read: async (event: Event) => {
        if (hasJoined) throw new Error('The process died here.');
        return waitlist.read(event);
      },
    },
  };
};

const statusOf = async (boxoffice: Boxoffice, event: Parameters<Boxoffice['snapshot']>[0], id: string) =>
  (await boxoffice.snapshot(event)).bookings.find((booking) => booking.id === id)?.status;

describe('NoLostTicket', () => {
  test('a release whose message was never sent is handed on to the waiter because of the sweep', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, waiter } = await soldOut(boxoffice);
    await aBoxoffice(crashBeforeSending).cancel(holder);
    expect(await boxoffice.sweep()).toBe(0);
    expect(await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1)).toBe(1);
    await boxoffice.serve();
    expect(await statusOf(boxoffice, event, waiter.id)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the sweep a release whose message was never sent is not handed on', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, waiter } = await soldOut(boxoffice);
    await aBoxoffice(crashBeforeSending).cancel(holder);
    await boxoffice.serve();
    expect(await statusOf(boxoffice, event, waiter.id)).toBe('waitlisted');
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoLostTicket']);
  });

  /** One held and one offered ticket, and a process whose first write takes effect and loses its answer. */
  const losingFirstWrite = async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 60 } as const;
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2, waitlist });
    const held = await boxoffice.book(event, { quantity: 2 });
    const { id } = await boxoffice.book(event);
    await boxoffice.cancel(held, 1);
    await boxoffice.serve();
    const offered = (await boxoffice.snapshot(event)).bookings.find(
      (booking) => booking.id === id,
    ) as Booking;
    expect(offered.status).toBe('offered');
    let writes = 0;
    const table = tableWithFaults((command) => {
      if (!command.startsWith('Put') && !command.startsWith('TransactWrite')) return undefined;
      writes += 1;
      return writes === 1 ? 'lost-after' : undefined;
    });
    return { event, held, offered, lossy: aBoxoffice(undefined, table) };
  };

  type Lossy = Awaited<ReturnType<typeof losingFirstWrite>>;

  test.each<[string, (scene: Lossy) => Promise<unknown>]>([
    ['a cancellation', ({ lossy, held }) => lossy.cancel(held, 1)],
    [
      'a declined offer',
      ({ lossy, offered: { id: bookingId, eventId, customerId } }) => {
        const actor = { userId: customerId, role: 'attendee' } as const;
        return answerOffer({ eventId, bookingId, actor, answer: 'decline' }, lossy.ports);
      },
    ],
    [
      'the cancellation of an event',
      ({ lossy, event: { id: eventId, organizerId } }) =>
        cancelEvent({ eventId, actor: { userId: organizerId, role: 'organizer' }, ...NO_MAIL }, lossy.ports),
    ],
  ])('the clerk is notified of %s, also if the answer to its write is lost', async (_, act) => {
    const scene = await losingFirstWrite();
    await act(scene);
    expect(scene.lossy.sent).toHaveLength(1);
    await scene.lossy.serve();
    expect(await scene.lossy.broken(scene.event)).toEqual([]);
  });

  test('a request that joins while tickets are unassigned notifies the clerk and is confirmed', async () => {
    const boxoffice = aBoxoffice();
    const { event, waiter } = await soldOut(boxoffice);
    await boxoffice.cancel(waiter);
    const [holder] = (await boxoffice.snapshot(event)).bookings.filter(
      (booking) => booking.status === 'confirmed',
    );
    if (holder === undefined) throw new Error('Nobody holds the tickets.');
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(2);

    const joining = boxoffice.book(event);
    while (boxoffice.sent.length === 0) await boxoffice.ports.runtime.sleep(1);
    await boxoffice.serve();
    expect((await joining).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a request that joins and dies before it notifies the clerk is served because of the sweep', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, waiter } = await soldOut(boxoffice);
    await boxoffice.cancel(waiter);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    await expect(aBoxoffice(crashBeforeLooking).book(event)).rejects.toThrow('died');
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoLostTicket']);
    await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('cancelled tickets can be booked again while the shards sell', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 5 });
    const booking = await boxoffice.book(event, { quantity: 5 });
    await boxoffice.cancel(booking, 3);
    await boxoffice.serve();
    expect((await aBoxoffice().book(event, { quantity: 3 })).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a release while the shards close goes to the unassigned tickets', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 4 });
    const booking = await boxoffice.book(event, { quantity: 4 });
    await boxoffice.cancel(booking);
    for (const shard of [0, 1, 2, 3]) await boxoffice.ports.waitlist.closeShard(event.id, shard);
    await boxoffice.serve();
    const { waitlist } = await boxoffice.snapshot(event);
    expect(waitlist).toMatchObject({ sellsInOrder: true, shardsEmpty: true, unassigned: 4 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('another process closes the shards if the first one died meanwhile', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 4 });
    await boxoffice.book(event, { quantity: 4 });
    const now = boxoffice.ports.runtime.now();
    expect(await boxoffice.ports.waitlist.electCloser(event, now, now + 50)).toBe(true);
    await boxoffice.ports.waitlist.closeShard(event.id, 0);
    expect((await aBoxoffice().book(event)).status).toBe('waitlisted');
  });

  test('tickets that come back one by one go to the head of the waitlist once there are enough', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 3 });
    const singles = [await boxoffice.book(event), await boxoffice.book(event), await boxoffice.book(event)];
    const big = await boxoffice.book(event, { quantity: 2 });
    const small = await boxoffice.book(event);
    for (const [index, expected] of ['waitlisted', 'confirmed', 'confirmed'].entries()) {
      const single = singles[index];
      if (single !== undefined) await boxoffice.cancel(single);
      await boxoffice.serve();
      expect(await statusOf(boxoffice, event, big.id)).toBe(expected);
    }
    expect(await statusOf(boxoffice, event, small.id)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a hundred and fifty promotions take several transactions and omit nobody', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 150, maxPerBooking: 90 });
    const held = [
      await boxoffice.book(event, { quantity: 90 }),
      await boxoffice.book(event, { quantity: 60 }),
    ];
    const waiting = await Promise.all(Array.from({ length: 150 }, () => boxoffice.book(event)));
    expect(waiting.every((booking) => booking.status === 'waitlisted')).toBe(true);
    for (const booking of held) await boxoffice.cancel(booking);
    await boxoffice.serve();
    const { bookings, waitlist } = await boxoffice.snapshot(event);
    expect(bookings.filter((booking) => booking.status === 'confirmed')).toHaveLength(150);
    expect(waitlist).toMatchObject({ unassigned: 0, served: 150 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('one message serves a mass cancellation in several passes', async () => {
    const boxoffice = aBoxoffice();
    const many = RELEASES_PER_LOOK + AT_ONCE;
    const event = await boxoffice.anEvent({ capacity: many });
    for (let n = 0; n < 2 * many; n += AT_ONCE) await rush(boxoffice, event, Array(AT_ONCE).fill({}));
    await boxoffice.serve();
    const { waitlist: before, bookings } = await boxoffice.snapshot(event);
    const held = bookings.filter(({ status }) => status === 'confirmed');
    for (let n = 0; n < many; n += AT_ONCE)
      await Promise.all(held.slice(n, n + AT_ONCE).map((booking) => boxoffice.cancel(booking)));
    boxoffice.sent.splice(1);
    await boxoffice.serve();
    const { waitlist } = await boxoffice.snapshot(event);
    expect(waitlist).toMatchObject({ unassigned: 0, served: many });
    expect(waitlist.pass - before.pass).toBeGreaterThan(1);
    expect(waitlist.servingUpTo).toBeUndefined();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  /** Five bookings are cancelled, and the queue refuses all messages but the first. @returns how many were promoted */
  async function promotedByOneMessage(change: (ports: Ports) => Partial<Ports>): Promise<number> {
    const boxoffice = aBoxoffice(change);
    const event = await boxoffice.anEvent({ capacity: 5 });
    const held = [];
    for (let n = 0; n < 5; n += 1) held.push(await boxoffice.book(event));
    await rush(boxoffice, event, Array(5).fill({}));
    await boxoffice.serve();
    const { queue } = boxoffice.ports;
    const { send } = queue;
    for (const booking of held) {
      await boxoffice.cancel(booking);
      queue.send = () => Promise.reject(new Busy());
    }
    queue.send = send;
    expect(boxoffice.sent).toHaveLength(1);
    await boxoffice.serve();
    return (await boxoffice.snapshot(event)).waitlist.served;
  }

  test('releases whose messages the queue refused are handed on with the next message', async () => {
    expect(await promotedByOneMessage(() => ({}))).toBe(5);
  });

  test('a negative control: without the index only the release that the message names is handed on', async () => {
    const blind = ({ waitlist }: Ports) => ({
      waitlist: { ...waitlist, releasedBookingIds: async () => [] },
    });
    expect(await promotedByOneMessage(blind)).toBe(1);
  });
});
