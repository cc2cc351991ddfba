/**
 * The sweep: it finds what is due, reads nothing of what is not, leaves the past alone, goes on where it stopped, and
 * lets no event hold up another.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import { changeEvent } from '../../functions/domain/change-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import {
  ACKNOWLEDGED_MS,
  ATTENTION_GRACE_MS,
  BOOKING_PATIENCE_MS,
  SWEEP_TIME_MS,
} from '../../functions/domain/limits.ts';
import { type Swept, sweepAttention } from '../../functions/domain/sweep-attention.ts';
import { attentionStore } from '../../functions/store/attention.ts';
import { lineKey } from '../../functions/store/keys.ts';
import { callsOf, meter } from '../kit/metering.ts';
import { aCast, aStage, type Cast, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

/** A stage for each test: the sweep looks at every event of a table. */
let stage: Stage;
beforeEach(async () => {
  await stage?.stop();
  stage = await aStage();
});
beforeAll(() => undefined);
afterAll(() => stage.stop());

const A_MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * A_MINUTE_MS;

const ahead = (ms: number) => aCast(aheadBy(ms));
const aheadBy =
  (ms: number) =>
  ({ environment }: BookingPorts) => ({ environment: { ...environment, now: () => environment.now() + ms } });

/** An event with one ticket in the pool, and a head of the line that waits for two. */
async function withATicketAndAWaiter(cast: Cast, salesCloseInMs = DAY_MS): Promise<Event> {
  const event = await cast.anEvent({
    capacity: 2,
    salesCloseAt: new Date(Date.now() + salesCloseInMs).toISOString(),
  });
  const held = await cast.book(event, { quantity: 2 });
  await cast.book(event, { quantity: 2 });
  await cast.cancel(held, 1);
  await cast.serve();
  expect((await cast.picture(event)).line.pool).toBe(1);
  return event;
}

/** Sweeps and serves until there is nothing more to send. @returns how many rounds had something. */
async function settle(cast: Cast): Promise<number> {
  let rounds = 0;
  for (; (await cast.sweep()) > 0; rounds += 1) await cast.serve();
  return rounds;
}

describe('What is not due', () => {
  test('costs nothing: forty open offers make no read of the sweep dearer', async () => {
    const table = strictTable(TABLE_NAME);
    const cast = aCast(undefined, table);
    const uses = meter(table);
    expect(await cast.sweep()).toBe(0);
    const idle = [...uses];
    const event = await cast.anEvent({
      capacity: 40,
      maxPerBooking: 40,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 24 * 3_600 },
    });
    const held = await cast.book(event, { quantity: 40 });
    await Promise.all(Array.from({ length: 40 }, () => cast.book(event)));
    await cast.cancel(held);
    await cast.serve();
    const offered = (await cast.picture(event)).bookings.filter(({ status }) => status === 'offered');
    expect(offered).toHaveLength(40);
    uses.length = 0;
    expect(await cast.sweep(A_MINUTE_MS)).toBe(0);
    expect(uses).toEqual(idle);
  });

  test('is read once it is: all offers that ran out are named in one message, and passed on', async () => {
    const cast = aCast();
    const event = await cast.anEvent({
      capacity: 3,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 60 },
    });
    const held = await cast.book(event, { quantity: 3 });
    const waiters = await Promise.all(Array.from({ length: 6 }, () => cast.book(event)));
    await cast.cancel(held);
    await cast.serve();
    const later = ahead(A_MINUTE_MS + 1);
    expect(await later.sweep()).toBe(1);
    expect(later.sent[0]?.bookingIds).toHaveLength(3);
    await later.serve();
    const { bookings } = await cast.picture(event);
    const stateOf = (id: string) => bookings.find((booking) => booking.id === id)?.status;
    expect(waiters.filter(({ id }) => stateOf(id) === 'offered')).toHaveLength(3);
    expect(waiters.filter(({ id }) => stateOf(id) === 'cancelled')).toHaveLength(3);
  });
});

describe('A request that would not wait, and died in the line', () => {
  const dying = () =>
    aCast(({ bookings }) => ({
      bookings: {
        ...bookings,
        join: async (write) => {
          await bookings.join(write);
          throw new Error('died');
        },
      },
    }));

  /** One ticket of three is free, and the request wanted two. */
  async function leaveInTheLine(cast: Cast) {
    const event = await cast.anEvent({ capacity: 3 });
    const held = await cast.book(event, { quantity: 2 });
    const waiter = await cast.book(event, { quantity: 2 });
    await expect(dying().book(event, { quantity: 2, onSoldOut: 'reject' })).rejects.toThrow('died');
    await cast.cancel(waiter);
    return { event, held };
  }

  /** A pass of the clerk has gone by without it. */
  async function withARemainder(cast: Cast): Promise<Event> {
    const { event } = await leaveInTheLine(cast);
    await cast.serve();
    const { line, entries } = await cast.picture(event);
    expect([line.pool, entries.length]).toEqual([1, 1]);
    return event;
  }

  test('is found once it must have given up, and leaves no trace', async () => {
    const cast = aCast();
    const event = await withARemainder(cast);
    expect(await cast.sweep()).toBe(0);
    const later = ahead(BOOKING_PATIENCE_MS + ATTENTION_GRACE_MS + 1);
    expect(await later.sweep()).toBe(1);
    await later.serve();
    const { line, bookings, entries } = await cast.picture(event);
    expect([line.pool, bookings.length, entries]).toEqual([1, 2, []]);
    expect(await later.sweep(A_MINUTE_MS)).toBe(0);
    expect(await later.broken(event)).toEqual([]);
  });

  test('is found by the audit, should the sweep not find it', async () => {
    const cast = aCast();
    const event = await withARemainder(cast);
    const [finding] = await ahead(BOOKING_PATIENCE_MS).broken(event);
    expect(finding).toMatchObject({ guarantee: 'NoLostTicket', holds: false });
    expect(finding?.evidence).toContain('1 waiting that would not wait');
  });

  test('leaves no trace in an event that is cancelled', async () => {
    const cast = aCast();
    const { event, held } = await leaveInTheLine(cast);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await cancelEvent({ eventId: event.id, actor }, cast.ports);
    await cast.serve();
    const { line, bookings } = await cast.picture(event);
    expect(line).toMatchObject({ cancellationDone: true, cancelled: 1, pool: 3 });
    expect(bookings).toHaveLength(2);
    expect(bookings.find(({ id }) => id === held.id)?.history.at(-2)?.what).toBe('event-cancelled');
  });

  test('leaves no mark on a booking that is served after all', async () => {
    const cast = aCast();
    const { event, held } = await leaveInTheLine(cast);
    await cast.cancel(held);
    await cast.serve();
    expect((await cast.picture(event)).bookings.map(({ status }) => status)).toContain('confirmed');
    expect(await ahead(A_MINUTE_MS).sweep()).toBe(0);
  });
});

describe('The past', () => {
  test('is left alone: events whose sale is over are settled, and then no call is made for them', async () => {
    const cast = aCast();
    const events: Event[] = [];
    for (let n = 0; n < 5; n += 1) events.push(await withATicketAndAWaiter(cast, 3_000));
    const table = strictTable(TABLE_NAME);
    const later = aCast(aheadBy(3_000 + ACKNOWLEDGED_MS + ATTENTION_GRACE_MS), table);
    expect(await settle(later)).toBeLessThanOrEqual(2);
    for (const event of events) {
      const { entries, line } = await cast.picture(event);
      expect([entries, line.lookAt]).toEqual([[], undefined]);
    }
    const uses = meter(table);
    expect(await later.sweep(DAY_MS)).toBe(0);
    const { GetItemCommand, QueryCommand, ...others } = callsOf(uses);
    // One look at where the last sweep stopped, and one at each bucket.
    expect([GetItemCommand, QueryCommand, others]).toEqual([1, 32, {}]);
  });

  test('that still had a write under way when sales closed is looked at once more', async () => {
    const cast = aCast();
    const event = await withATicketAndAWaiter(cast, 3_000);
    const soonAfter = ahead(3_000 + ATTENTION_GRACE_MS + 1);
    await soonAfter.sweep(ATTENTION_GRACE_MS);
    await soonAfter.serve();
    expect((await cast.picture(event)).entries).toEqual([]);
    await cast.book(event, { quantity: 2 });
    expect((await cast.picture(event)).entries).toHaveLength(1);
    const later = ahead(3_000 + ACKNOWLEDGED_MS + ATTENTION_GRACE_MS);
    await settle(later);
    expect((await cast.picture(event)).entries).toEqual([]);
    expect((await cast.picture(event)).line.lookAt).toBeUndefined();
  });

  test('a head that nothing can be done for now wakes no clerk', async () => {
    const cast = aCast();
    await withATicketAndAWaiter(cast);
    expect(await cast.sweep(A_MINUTE_MS)).toBe(0);
  });
});

describe('A sweep that has no time for everything', () => {
  const sweepWith = (cast: Cast, environment: BookingPorts['environment']): Promise<Swept> =>
    sweepAttention({ ...cast.ports, attention: attentionStore(cast.table), environment });

  /** Every look at the clock takes as long as a sweep may take. */
  const slowly = ({ ports: { environment } }: Cast) => {
    let looks = 0;
    return { ...environment, now: () => environment.now() + A_MINUTE_MS + looks++ * SWEEP_TIME_MS };
  };

  async function leaveReleases(cast: Cast, count: number): Promise<Event[]> {
    const events: Event[] = [];
    for (let n = 0; n < count; n += 1) {
      const event = await cast.anEvent({ capacity: 1 });
      await cast.cancel(await cast.book(event));
      events.push(event);
    }
    cast.sent.length = 0;
    return events;
  }

  test('a line with tickets whose sales were moved to later is looked at again when they open', async () => {
    const cast = aCast();
    const event = await withATicketAndAWaiter(cast);
    const salesOpenAt = new Date(Date.now() + A_MINUTE_MS * 60).toISOString();
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await changeEvent({ eventId: event.id, actor, change: { salesOpenAt } }, cast.ports);
    await cast.serve();
    expect(await ahead(A_MINUTE_MS).sweep()).toBe(0);
    expect((await cast.picture(event)).line.lookAt).toBe(Date.parse(salesOpenAt));
    expect(await ahead(2 * A_MINUTE_MS).sweep()).toBe(0);
  });

  test('goes on where it stopped, until it has been everywhere', async () => {
    const cast = aCast();
    const events = await leaveReleases(cast, 6);
    const told = new Set<string>();
    let rounds = 0;
    for (let isComplete = false; !isComplete; rounds += 1) {
      ({ isComplete } = await sweepWith(cast, slowly(cast)));
      for (const { eventId } of cast.sent) told.add(eventId);
    }
    expect(rounds).toBeGreaterThan(2);
    expect([...told].sort()).toEqual(events.map(({ id }) => id).sort());
    expect((await sweepWith(cast, { ...cast.ports.environment })).isComplete).toBe(true);
  });

  test('a negative control: one that begins anew each time never gets beyond the first', async () => {
    const cast = aCast();
    await leaveReleases(cast, 6);
    const told = new Set<string>();
    const attention = { ...attentionStore(cast.table), savePlace: async () => undefined };
    for (let round = 0; round < 10; round += 1) {
      await sweepAttention({ ...cast.ports, attention, environment: slowly(cast) });
      for (const { eventId } of cast.sent) told.add(eventId);
    }
    expect(told.size).toBeLessThan(6);
  });
});

test('an event that cannot be read, or is gone, holds up no other', async () => {
  const cast = aCast();
  const [broken, sound] = [await withATicketAndAWaiter(cast), await cast.anEvent({ capacity: 1 })];
  const held = await cast.book(sound);
  await cast.cancel(held);
  cast.sent.length = 0;
  await cast.table.client.send(
    new DeleteCommand({ TableName: TABLE_NAME, Key: { pk: `EVENT#${broken.id}`, sk: 'EVENT' } }),
  );
  expect(await cast.sweep(A_MINUTE_MS)).toBe(1);
  expect(cast.sent.map(({ eventId }) => eventId)).toEqual([sound.id]);
  await cast.table.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: lineKey(broken.id) }));
  await cast.serve();
});
