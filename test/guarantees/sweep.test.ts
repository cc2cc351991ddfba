/**
 * The sweep: it finds pending work that is due, reads no other, leaves settled events alone, continues where
 * it stopped, and lets no event delay another.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  ACKNOWLEDGED_MS,
  BOOKING_RETRY_BUDGET_MS,
  PENDING_WORK_GRACE_MS,
  SWEEP_TIME_MS,
} from '../../functions/domain/model/limits.ts';
import { type Swept, sweepPendingWork } from '../../functions/domain/waitlist/sweep-pending-work.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { pendingWorkStore } from '../../functions/store/pending-work.ts';
import { webhookWaker } from '../../functions/store/webhook-waker.ts';
import {
  aBoxoffice,
  type Boxoffice,
  createTestTable,
  type Ports,
  TABLE_NAME,
  type TestTable,
} from '../kit/boxoffice.ts';
import { callsOf, meter } from '../kit/metering.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';

/** A new table for each test, because the sweep reads the pending work of all events in a table. */
let testTable: TestTable;
beforeEach(async () => {
  await testTable?.stop();
  testTable = await createTestTable();
});
beforeAll(() => undefined);
afterAll(() => testTable.stop());

const A_MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * A_MINUTE_MS;

const ahead = (ms: number) => aBoxoffice(aheadBy(ms));
const aheadBy =
  (ms: number) =>
  ({ runtime }: Ports) => ({ runtime: { ...runtime, now: () => runtime.now() + ms } });

/** An event with one unassigned ticket, and a head of the waitlist that waits for two. */
async function withATicketAndAWaiter(boxoffice: Boxoffice, salesCloseInMs = DAY_MS): Promise<Event> {
  const event = await boxoffice.anEvent({
    capacity: 2,
    salesCloseAt: new Date(Date.now() + salesCloseInMs).toISOString(),
  });
  const held = await boxoffice.book(event, { quantity: 2 });
  await boxoffice.book(event, { quantity: 2 });
  await boxoffice.cancel(held, 1);
  await boxoffice.serve();
  expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(1);
  return event;
}

/** Sweeps and serves until a sweep sends nothing. @returns the number of sweeps that sent messages. */
async function settle(boxoffice: Boxoffice): Promise<number> {
  let rounds = 0;
  for (; (await boxoffice.sweep()) > 0; rounds += 1) await boxoffice.serve();
  return rounds;
}

describe('Pending work', () => {
  test('that is not due costs nothing: with forty open offers the sweep makes the same reads', async () => {
    const table = strictTable(TABLE_NAME);
    const boxoffice = aBoxoffice(undefined, table);
    const uses = meter(table);
    expect(await boxoffice.sweep()).toBe(0);
    const idle = [...uses];
    const event = await boxoffice.anEvent({
      capacity: 40,
      maxPerBooking: 40,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 24 * 3_600 },
    });
    const held = await boxoffice.book(event, { quantity: 40 });
    await Promise.all(Array.from({ length: 40 }, () => boxoffice.book(event)));
    await boxoffice.cancel(held);
    await boxoffice.serve();
    const offered = (await boxoffice.snapshot(event)).bookings.filter(({ status }) => status === 'offered');
    expect(offered).toHaveLength(40);
    uses.length = 0;
    expect(await boxoffice.sweep(A_MINUTE_MS)).toBe(0);
    expect(uses).toEqual(idle);
  });

  test('that is due is found: one message names all expired offers of an event', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 3,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 60 },
    });
    const held = await boxoffice.book(event, { quantity: 3 });
    const waiters = await Promise.all(Array.from({ length: 6 }, () => boxoffice.book(event)));
    await boxoffice.cancel(held);
    await boxoffice.serve();
    const later = ahead(A_MINUTE_MS + 1);
    expect(await later.sweep()).toBe(1);
    expect(later.sent[0]?.bookingIds).toHaveLength(3);
    await later.serve();
    const { bookings } = await boxoffice.snapshot(event);
    const stateOf = (id: string) => bookings.find((booking) => booking.id === id)?.status;
    expect(waiters.filter(({ id }) => stateOf(id) === 'offered')).toHaveLength(3);
    expect(waiters.filter(({ id }) => stateOf(id) === 'cancelled')).toHaveLength(3);
  });
});

describe('A booking left in the waitlist by a request that would not wait and died', () => {
  const dying = () =>
    aBoxoffice(({ bookings }) => ({
      bookings: {
        ...bookings,
        join: async (write) => {
          await bookings.join(write);
          throw new Error('died');
        },
      },
    }));

  /** One ticket of three is free; the request that dies asks for two. */
  async function leaveInTheWaitlist(boxoffice: Boxoffice) {
    const event = await boxoffice.anEvent({ capacity: 3 });
    const held = await boxoffice.book(event, { quantity: 2 });
    const waiter = await boxoffice.book(event, { quantity: 2 });
    await expect(dying().book(event, { quantity: 2, onSoldOut: 'reject' })).rejects.toThrow('died');
    await boxoffice.cancel(waiter);
    return { event, held };
  }

  /** A pass of the clerk has left the booking in the waitlist. */
  async function withARemainder(boxoffice: Boxoffice): Promise<Event> {
    const { event } = await leaveInTheWaitlist(boxoffice);
    await boxoffice.serve();
    const { waitlist, entries } = await boxoffice.snapshot(event);
    expect([waitlist.unassigned, entries.length]).toEqual([1, 1]);
    return event;
  }

  test('is found after the retry budget of its request, and removed', async () => {
    const boxoffice = aBoxoffice();
    const event = await withARemainder(boxoffice);
    expect(await boxoffice.sweep()).toBe(0);
    const later = ahead(BOOKING_RETRY_BUDGET_MS + PENDING_WORK_GRACE_MS + 1);
    expect(await later.sweep()).toBe(1);
    await later.serve();
    const { waitlist, bookings, entries } = await boxoffice.snapshot(event);
    expect([waitlist.unassigned, bookings.length, entries]).toEqual([1, 2, []]);
    expect(await later.sweep(A_MINUTE_MS)).toBe(0);
    expect(await later.broken(event)).toEqual([]);
  });

  test('is found by the audit, if no sweep runs', async () => {
    const boxoffice = aBoxoffice();
    const event = await withARemainder(boxoffice);
    const [finding] = await ahead(BOOKING_RETRY_BUDGET_MS).broken(event);
    expect(finding).toMatchObject({ guarantee: 'NoLostTicket', holds: false });
    expect(finding?.evidence).toContain('1 waiting against their request');
  });

  test('is removed when the event is cancelled', async () => {
    const boxoffice = aBoxoffice();
    const { event, held } = await leaveInTheWaitlist(boxoffice);
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await cancelEvent({ eventId: event.id, actor, ...NO_MAIL }, boxoffice.ports);
    await boxoffice.serve();
    const { waitlist, bookings } = await boxoffice.snapshot(event);
    expect(waitlist).toMatchObject({ cancellationDone: true, cancelled: 1, unassigned: 3 });
    expect(bookings).toHaveLength(2);
    expect(bookings.find(({ id }) => id === held.id)?.history.at(-2)?.what).toBe('event-cancelled');
  });

  test('is no pending work any more once it is promoted', async () => {
    const boxoffice = aBoxoffice();
    const { event, held } = await leaveInTheWaitlist(boxoffice);
    await boxoffice.cancel(held);
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).bookings.map(({ status }) => status)).toContain('confirmed');
    expect(await ahead(A_MINUTE_MS).sweep()).toBe(0);
  });
});

describe('An event', () => {
  test('whose sales have closed is settled once, and then costs the sweep no call', async () => {
    const boxoffice = aBoxoffice();
    const events: Event[] = [];
    for (let n = 0; n < 5; n += 1) events.push(await withATicketAndAWaiter(boxoffice, 3_000));
    const table = strictTable(TABLE_NAME);
    const later = aBoxoffice(aheadBy(3_000 + ACKNOWLEDGED_MS + PENDING_WORK_GRACE_MS), table);
    expect(await settle(later)).toBeLessThanOrEqual(2);
    for (const event of events) {
      const { entries, waitlist } = await boxoffice.snapshot(event);
      expect([entries, waitlist.lookAt]).toEqual([[], undefined]);
    }
    const uses = meter(table);
    expect(await later.sweep(DAY_MS)).toBe(0);
    const { GetItemCommand, QueryCommand, ...others } = callsOf(uses);
    // One read of the cursor, and one query for each partition of the index.
    expect([GetItemCommand, QueryCommand, others]).toEqual([1, 32, {}]);
  });

  test('whose sales have closed is looked at once more, for writes that were under way at that time', async () => {
    const boxoffice = aBoxoffice();
    const event = await withATicketAndAWaiter(boxoffice, 3_000);
    const soonAfter = ahead(3_000 + PENDING_WORK_GRACE_MS + 1);
    await soonAfter.sweep(PENDING_WORK_GRACE_MS);
    await soonAfter.serve();
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
    await boxoffice.book(event, { quantity: 2 });
    expect((await boxoffice.snapshot(event)).entries).toHaveLength(1);
    const later = ahead(3_000 + ACKNOWLEDGED_MS + PENDING_WORK_GRACE_MS);
    await settle(later);
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
    expect((await boxoffice.snapshot(event)).waitlist.lookAt).toBeUndefined();
  });

  test('whose head of the waitlist cannot be served yet causes no message', async () => {
    const boxoffice = aBoxoffice();
    await withATicketAndAWaiter(boxoffice);
    expect(await boxoffice.sweep(A_MINUTE_MS)).toBe(0);
  });
});

describe('A sweep without time for all pending work', () => {
  const sweepWith = (boxoffice: Boxoffice, runtime: Ports['runtime']): Promise<Swept> =>
    sweepPendingWork({
      ...boxoffice.ports,
      pendingWork: pendingWorkStore(boxoffice.table),
      notices: noticeStore(boxoffice.table),
      letters: letterStore(boxoffice.table),
      webhooks: webhookWaker(boxoffice.table),
      runtime,
    });

  /** Each read of the clock moves it on by the time that a sweep may take. */
  const slowly = ({ ports: { runtime } }: Boxoffice) => {
    let looks = 0;
    return { ...runtime, now: () => runtime.now() + A_MINUTE_MS + looks++ * SWEEP_TIME_MS };
  };

  async function leaveReleases(boxoffice: Boxoffice, count: number): Promise<Event[]> {
    const events: Event[] = [];
    for (let n = 0; n < count; n += 1) {
      const event = await boxoffice.anEvent({ capacity: 1 });
      await boxoffice.cancel(await boxoffice.book(event));
      events.push(event);
    }
    boxoffice.sent.length = 0;
    return events;
  }

  test('leaves a waitlist with tickets alone until sales open, if they were moved to later', async () => {
    const boxoffice = aBoxoffice();
    const event = await withATicketAndAWaiter(boxoffice);
    const salesOpenAt = new Date(Date.now() + A_MINUTE_MS * 60).toISOString();
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await changeEvent({ eventId: event.id, actor, change: { salesOpenAt } }, boxoffice.ports);
    await boxoffice.serve();
    expect(await ahead(A_MINUTE_MS).sweep()).toBe(0);
    expect((await boxoffice.snapshot(event)).waitlist.lookAt).toBe(Date.parse(salesOpenAt));
    expect(await ahead(2 * A_MINUTE_MS).sweep()).toBe(0);
  });

  test('continues where the last one stopped, until all events are done', async () => {
    const boxoffice = aBoxoffice();
    const events = await leaveReleases(boxoffice, 6);
    const notified = new Set<string>();
    let rounds = 0;
    for (let isComplete = false; !isComplete; rounds += 1) {
      ({ isComplete } = await sweepWith(boxoffice, slowly(boxoffice)));
      for (const { eventId } of boxoffice.sent) notified.add(eventId);
    }
    expect(rounds).toBeGreaterThan(2);
    expect([...notified].sort()).toEqual(events.map(({ id }) => id).sort());
    expect((await sweepWith(boxoffice, { ...boxoffice.ports.runtime })).isComplete).toBe(true);
  });

  test('a negative control: a sweep that loses its cursor never reaches all events', async () => {
    const boxoffice = aBoxoffice();
    await leaveReleases(boxoffice, 6);
    const notified = new Set<string>();
    const pendingWork = { ...pendingWorkStore(boxoffice.table), saveCursor: async () => undefined };
    for (let round = 0; round < 10; round += 1) {
      await sweepPendingWork({
        ...boxoffice.ports,
        pendingWork,
        notices: noticeStore(boxoffice.table),
        letters: letterStore(boxoffice.table),
        webhooks: webhookWaker(boxoffice.table),
        runtime: slowly(boxoffice),
      });
      for (const { eventId } of boxoffice.sent) notified.add(eventId);
    }
    expect(notified.size).toBeLessThan(6);
  });
});

test('a release that waits is late, and an offer that ran out is not', async () => {
  const waitlist = { enabled: true, policy: 'strict' as const, offerTtlSeconds: 1 };
  const sweep = async (boxoffice: Boxoffice) => {
    const { ports, table } = boxoffice;
    const runtime = { ...ports.runtime, now: () => ports.runtime.now() + A_MINUTE_MS };
    const [pendingWork, notices] = [pendingWorkStore(table), noticeStore(table)];
    return sweepPendingWork({
      ...ports,
      pendingWork,
      notices,
      letters: letterStore(table),
      webhooks: webhookWaker(table),
      runtime,
    });
  };
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 1, waitlist });
  const held = await boxoffice.book(event);
  await boxoffice.book(event);
  await boxoffice.cancel(held);
  const lost = await sweep(boxoffice);
  expect(lost.late).toBe(lost.sent);
  expect(lost.late).toBeGreaterThan(0);
  await boxoffice.serve();
  const due = await sweep(boxoffice);
  expect(due.late).toBe(0);
  expect(due.sent).toBeGreaterThan(0);
});

test('an event that cannot be read, or was removed, delays no other', async () => {
  const boxoffice = aBoxoffice();
  const [broken, sound] = [await withATicketAndAWaiter(boxoffice), await boxoffice.anEvent({ capacity: 1 })];
  const held = await boxoffice.book(sound);
  await boxoffice.cancel(held);
  boxoffice.sent.length = 0;
  await boxoffice.table.client.send(
    new DeleteCommand({ TableName: TABLE_NAME, Key: { pk: `EVENT#${broken.id}`, sk: 'EVENT' } }),
  );
  expect(await boxoffice.sweep(A_MINUTE_MS)).toBe(1);
  expect(boxoffice.sent.map(({ eventId }) => eventId)).toEqual([sound.id]);
  await boxoffice.table.client.send(
    new DeleteCommand({ TableName: TABLE_NAME, Key: waitlistKey(broken.id) }),
  );
  await boxoffice.serve();
});
