/**
 * A cancelled event: all of its bookings are cancelled in the end, also if reading them takes longer than one
 * run of the clerk. One that was never booked is removed, with all of its staff.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../../functions/domain/model/limits.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { eventStore } from '../../functions/store/events.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { staffStore } from '../../functions/store/staff.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { aBoxoffice, type Boxoffice, type Ports, realRuntime, rush, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { actorOf, anEvent, appoint, aUser, NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

/** So slow that a clerk cannot read the 64 partitions of the event in its 15 seconds. */
const PAGE_MS = 1_000;

/** A table and its clock, which every query of bookings moves on by `PAGE_MS`. */
function aSlowTable(): { table: Table; runtime: Ports['runtime'] } {
  const table = strictTable(TABLE_NAME);
  let passed = 0;
  table.client.middlewareStack.add(
    (next) => (args) => {
      if (JSON.stringify(args.input).includes('#BOOKINGS#') && 'KeyConditionExpression' in args.input) {
        passed += PAGE_MS;
      }
      return next(args);
    },
    { step: 'initialize', name: 'slowPages' },
  );
  return { table, runtime: { ...realRuntime, now: () => realRuntime.now() + passed } };
}

/** A cancelled event of 64 partitions with 61 bookings, some of them waiting. */
async function calledOff(boxoffice: Boxoffice): Promise<Event> {
  const event = await boxoffice.anEvent({ capacity: 1_000, maxPerBooking: 97, maxPerCustomer: 1_000 });
  const customerId = 'buys a lot';
  for (let n = 0; n < 10; n += 1) await boxoffice.book(event, { quantity: 97, customerId });
  await rush(boxoffice, event, Array(50).fill({}));
  await boxoffice.book(event);
  await cancelEvent(
    { eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' }, ...NO_MAIL },
    boxoffice.ports,
  );
  return event;
}

const left = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.snapshot(event)).bookings.filter(({ status }) => status !== 'cancelled').length;

/** Runs one clerk after the other until no booking is left. @returns how many were left after each. */
async function serveInOrder(boxoffice: Boxoffice, event: Event, clerks: number): Promise<number[]> {
  const counts: number[] = [];
  while (counts.length < clerks && counts.at(-1) !== 0) {
    await promoteWaitlist(event.id, [], boxoffice.ports);
    counts.push(await left(boxoffice, event));
  }
  return counts;
}

describe('A cancelled event', () => {
  test('is completed by one clerk after another, each of which continues where the last one stopped', async () => {
    const event = await calledOff(aBoxoffice());
    const { table, runtime } = aSlowTable();
    const slow = aBoxoffice(() => ({ runtime }), table);
    const counts = await serveInOrder(slow, event, 20);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.at(-1)).toBe(0);
    expect(slow.sent.filter(({ eventId }) => eventId === event.id).length).toBeGreaterThan(0);
    await promoteWaitlist(event.id, [], slow.ports);
    const { waitlist } = await slow.snapshot(event);
    expect(waitlist).toMatchObject({ cancellationDone: true, cancelled: 61, unassigned: 1_000 });
    expect(waitlist.lookAt).toBeUndefined();
    expect(await slow.broken(event)).toEqual([]);
  });

  test('a negative control: clerks that start at the first booking each time never complete it', async () => {
    const event = await calledOff(aBoxoffice());
    const { table, runtime } = aSlowTable();
    const forgetful = aBoxoffice(
      ({ events }) => ({ runtime, events: { ...events, bookings: (own) => events.bookings(own) } }),
      table,
    );
    const counts = await serveInOrder(forgetful, event, 12);
    expect(counts.at(-1)).toBeGreaterThan(0);
    expect((await forgetful.snapshot(event)).waitlist.cancellationDone).toBe(false);
  });

  test('has every booking cancelled, also one that changes meanwhile', async () => {
    const boxoffice = aBoxoffice();
    const event = await calledOff(boxoffice);
    let isFirst = true;
    const meddled = aBoxoffice(({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        endBookings: async (own, state, ended, when) => {
          const one = ended.find(({ before }) => before.status === 'confirmed');
          if (isFirst && one !== undefined) {
            isFirst = false;
            await boxoffice.cancel(one.before, 1);
          }
          return waitlist.endBookings(own, state, ended, when);
        },
      },
    }));
    await promoteWaitlist(event.id, [], meddled.ports);
    expect(isFirst).toBe(false);
    expect(await left(boxoffice, event)).toBe(0);
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

test('an event that was removed leaves nothing of its staff', async () => {
  const { owner, event } = await anEvent();
  const member = await aUser();
  await appoint(event, owner, member, 'manager');
  const boxoffice = aBoxoffice();
  await cancelEvent({ eventId: event.id, actor: actorOf(owner), ...NO_MAIL }, boxoffice.ports);
  await boxoffice.serve();
  const table = strictTable(TABLE_NAME);
  expect(await eventStore(table).read(event.id)).toBeUndefined();
  expect(await staffStore(table).changes(event.id)).toEqual([]);
});

test('an event with many changes of its staff that was removed in part is found and removed', async () => {
  const { owner, event } = await anEvent();
  const member = await aUser();
  for (let change = 0; change < TRANSACTION_LIMIT_ACTIONS; change += 1)
    await appoint(event, owner, member, change % 2 === 0 ? 'manager' : 'door');
  const { table: dying, died } = dyingTable(1, 'after', (name) => name === 'TransactWriteItemsCommand');
  const clerk = aBoxoffice(({ events }) => ({ events: { ...events, remove: eventStore(dying).remove } }));
  await cancelEvent({ eventId: event.id, actor: actorOf(owner), ...NO_MAIL }, clerk.ports);
  await clerk.serve().catch(() => undefined);
  expect(died()).toBe(true);
  const table = strictTable(TABLE_NAME);
  expect(await getItem(table, waitlistKey(event.id))).toBeDefined();
  const boxoffice = aBoxoffice();
  await boxoffice.sweep(60_000);
  await boxoffice.serve();
  expect(await eventStore(table).read(event.id)).toBeUndefined();
  expect(await staffStore(table).changes(event.id)).toEqual([]);
});
