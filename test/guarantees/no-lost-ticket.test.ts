import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/answer-offer.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { ATTENTION_GRACE_MS } from '../../functions/domain/limits.ts';
import { aCast, aStage, type Cast, type Stage } from '../kit/stage.ts';
import { tableWithFaults } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** A sold-out event of two tickets with somebody waiting for both, and the booking that holds them. */
async function soldOut(cast: Cast) {
  const event = await cast.anEvent({ capacity: 2 });
  const holder = await cast.book(event, { quantity: 2 });
  const waiter = await cast.book(event, { quantity: 2 });
  expect(waiter.status).toBe('waitlisted');
  await cast.serve();
  return { event, holder, waiter };
}

const crashBeforeSending = () => ({
  queue: {
    send: async () => {
      throw new Error('The process died here.');
    },
  },
});

/** Dies once its booking is in the line, before it has looked at the line again. */
const crashBeforeLooking = ({ bookings, line }: BookingPorts) => {
  let hasJoined = false;
  return {
    bookings: {
      ...bookings,
      join: async (...write: Parameters<typeof bookings.join>) => {
        hasJoined = true;
        return bookings.join(...write);
      },
    },
    line: {
      ...line,
      read: async (event: Event) => {
        if (hasJoined) throw new Error('The process died here.');
        return line.read(event);
      },
    },
  };
};

const statusOf = async (cast: Cast, event: Parameters<Cast['picture']>[0], id: string) =>
  (await cast.picture(event)).bookings.find((booking) => booking.id === id)?.status;

describe('NoLostTicket', () => {
  test('a release whose message was never sent reaches the waiter by the sweep', async () => {
    const cast = aCast();
    const { event, holder, waiter } = await soldOut(cast);
    await aCast(crashBeforeSending).cancel(holder);
    expect(await cast.sweep()).toBe(0);
    expect(await cast.sweep(ATTENTION_GRACE_MS + 1)).toBe(1);
    await cast.serve();
    expect(await statusOf(cast, event, waiter.id)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: without the sweep that release stays where it is', async () => {
    const cast = aCast();
    const { event, holder, waiter } = await soldOut(cast);
    await aCast(crashBeforeSending).cancel(holder);
    await cast.serve();
    expect(await statusOf(cast, event, waiter.id)).toBe('waitlisted');
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoLostTicket']);
  });

  /** Two tickets and an offer of one of them, which a process answers that loses the answer to its first write. */
  const losingFirstWrite = async () => {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 60 } as const;
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 2, waitlist });
    const held = await cast.book(event, { quantity: 2 });
    const { id } = await cast.book(event);
    await cast.cancel(held, 1);
    await cast.serve();
    const offered = (await cast.picture(event)).bookings.find((booking) => booking.id === id) as Booking;
    expect(offered.status).toBe('offered');
    let writes = 0;
    const table = tableWithFaults((command) => {
      if (!command.startsWith('Put') && !command.startsWith('TransactWrite')) return undefined;
      writes += 1;
      return writes === 1 ? 'lost-after' : undefined;
    });
    return { event, held, offered, lossy: aCast(undefined, table) };
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
        cancelEvent({ eventId, actor: { userId: organizerId, role: 'organizer' } }, lossy.ports),
    ],
  ])('the clerk is told of %s, also where the answer to its write was lost', async (_, act) => {
    const scene = await losingFirstWrite();
    await act(scene);
    expect(scene.lossy.sent).toHaveLength(1);
    await scene.lossy.serve();
    expect(await scene.lossy.broken(scene.event)).toEqual([]);
  });

  test('somebody who joins while the pool has tickets gets them without anyone asking', async () => {
    const cast = aCast();
    const { event, waiter } = await soldOut(cast);
    await cast.cancel(waiter);
    const [holder] = (await cast.picture(event)).bookings.filter((booking) => booking.status === 'confirmed');
    if (holder === undefined) throw new Error('Nobody holds the tickets.');
    await cast.cancel(holder);
    await cast.serve();
    expect((await cast.picture(event)).line.pool).toBe(2);

    const joining = cast.book(event);
    while (cast.sent.length === 0) await cast.ports.environment.sleep(1);
    await cast.serve();
    expect((await joining).status).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a joiner who died before the message to the clerk is served by the sweep', async () => {
    const cast = aCast();
    const { event, holder, waiter } = await soldOut(cast);
    await cast.cancel(waiter);
    await cast.cancel(holder);
    await cast.serve();
    await expect(aCast(crashBeforeLooking).book(event)).rejects.toThrow('died');
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoLostTicket']);
    await cast.sweep(ATTENTION_GRACE_MS + 1);
    await cast.serve();
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a cancellation while tickets last is bookable again', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 5 });
    const booking = await cast.book(event, { quantity: 5 });
    await cast.cancel(booking, 3);
    await cast.serve();
    expect((await aCast().book(event, { quantity: 3 })).status).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a release that meets the closing of the sale goes to the line', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 4 });
    const booking = await cast.book(event, { quantity: 4 });
    await cast.cancel(booking);
    for (const shard of [0, 1, 2, 3]) await cast.ports.line.closeShard(event.id, shard);
    await cast.serve();
    const { line } = await cast.picture(event);
    expect(line).toMatchObject({ queueing: true, drained: true, pool: 4 });
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a closer that died half-way is followed by another', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 4 });
    await cast.book(event, { quantity: 4 });
    const now = cast.ports.environment.now();
    expect(await cast.ports.line.electCloser(event, now, now + 50)).toBe(true);
    await cast.ports.line.closeShard(event.id, 0);
    expect((await aCast().book(event)).status).toBe('waitlisted');
  });

  test('tickets that come back one by one reach the head of the line once there are enough', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 3 });
    const singles = [await cast.book(event), await cast.book(event), await cast.book(event)];
    const big = await cast.book(event, { quantity: 2 });
    const small = await cast.book(event);
    for (const [index, expected] of ['waitlisted', 'confirmed', 'confirmed'].entries()) {
      const single = singles[index];
      if (single !== undefined) await cast.cancel(single);
      await cast.serve();
      expect(await statusOf(cast, event, big.id)).toBe(expected);
    }
    expect(await statusOf(cast, event, small.id)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a hundred and fifty promotions take several transactions and leave nobody out', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 150, maxPerBooking: 90 });
    const held = [await cast.book(event, { quantity: 90 }), await cast.book(event, { quantity: 60 })];
    const waiting = await Promise.all(Array.from({ length: 150 }, () => cast.book(event)));
    expect(waiting.every((booking) => booking.status === 'waitlisted')).toBe(true);
    for (const booking of held) await cast.cancel(booking);
    await cast.serve();
    const { bookings, line } = await cast.picture(event);
    expect(bookings.filter((booking) => booking.status === 'confirmed')).toHaveLength(150);
    expect(line).toMatchObject({ pool: 0, served: 150 });
    expect(await cast.broken(event)).toEqual([]);
  });

  test('one message serves a mass cancellation, pass after pass', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 120 });
    const held = [];
    for (let n = 0; n < 120; n += 1) held.push(await cast.book(event));
    for (let n = 0; n < 120; n += 1) await cast.book(event);
    await cast.serve();
    const { line: before } = await cast.picture(event);
    for (const booking of held) await cast.cancel(booking);
    cast.sent.splice(1);
    await cast.serve();
    const { line } = await cast.picture(event);
    expect(line).toMatchObject({ pool: 0, served: 120 });
    expect(line.pass - before.pass).toBeGreaterThan(1);
    expect(line.servingUpTo).toBeUndefined();
    expect(await cast.broken(event)).toEqual([]);
  });
});
