/**
 * The limit of a waitlist: however many join at once, through whichever shards, no more wait than it says, and nobody is refused
 * while there is room. The negative controls remove the conditions on room one at a time.
 */
import { describe, expect, test } from '@jest/globals';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { ROOM_MOVED_FROM } from '../../functions/domain/model/waitlist-room-limits.ts';
import { roomFaults } from '../../functions/domain/verify/check-room.ts';
import {
  NO_ROOM_WAS_MOVED,
  ROOM_CAN_BE_CUT,
  ROOM_CAN_BE_MOVED,
} from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, type Ports } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const SHARD_HAS_SOME = 'waitlistRoom >= :one';
const SOME_IS_UNASSIGNED = 'unassignedRoom >= :one';
const ROOM = 2 * ROOM_MOVED_FROM;
/** It has its own parentheses, and more around them are invalid. */
const withoutCut = () =>
  tableWithout(ROOM_CAN_BE_CUT, ROOM_CAN_BE_CUT.replace(')', ' OR attribute_exists(pk))'));

type Change = (ports: Ports) => Partial<Ports>;

async function aSoldOutEvent(limit: number, fields: Partial<Event['waitlist']> = {}) {
  const boxoffice = aBoxoffice();
  const waitlist = { enabled: true, policy: 'strict' as const, limit, ...fields };
  const event = await boxoffice.anEvent({ capacity: 1, waitlist });
  const holder = await boxoffice.book(event);
  return { boxoffice, event, holder };
}

/** @returns those of so many requests at once that wait, each made by a process of its own. */
async function joinAtOnce(
  event: Event,
  requests: number,
  { change, table }: { change?: Change; table?: Table | undefined } = {},
): Promise<Booking[]> {
  const joins = Array.from({ length: requests }, () =>
    aBoxoffice(change, table)
      .book(event)
      .catch((error) => {
        expect(error).toMatchObject({ code: 'waitlist-full', extras: { limit: event.waitlist.limit } });
        return undefined;
      }),
  );
  return (await Promise.all(joins)).filter((booking) => booking !== undefined);
}

/** @returns what is wrong with the room, by its counters, at this moment. */
async function faultsOf(boxoffice: Boxoffice, event: Event): Promise<string[]> {
  const snapshot = await boxoffice.snapshot(event);
  return roomFaults(snapshot, snapshot.entries.length);
}

/** Lets the calls of `method` begin together, once so many were made. */
function together<Ins extends unknown[], Out>(calls: number, method: (...args: Ins) => Promise<Out>) {
  let waiting = calls;
  let open: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async (...args: Ins): Promise<Out> => {
    waiting -= 1;
    if (waiting <= 0) open();
    await isOpen;
    return method(...args);
  };
}

/** Runs `before` ahead of the first call of `method`. */
function interrupted<Ins extends unknown[], Out>(
  before: () => Promise<unknown>,
  method: (...args: Ins) => Promise<Out>,
) {
  let isFirst = true;
  return async (...args: Ins): Promise<Out> => {
    if (isFirst) {
      isFirst = false;
      await before();
    }
    return method(...args);
  };
}

const cancelAll = (boxoffice: Boxoffice, bookings: Booking[]) =>
  Promise.all(bookings.map((booking) => boxoffice.cancel(booking)));

describe('Requests that join at once', () => {
  test.each<[string, number, Table | undefined]>([
    ['as many as the limit wait', 9, undefined],
    ['a negative control: without the condition on the shard, all do', 30, tableWithout(SHARD_HAS_SOME)],
  ])('%s', async (_, waiting, table) => {
    const { boxoffice, event } = await aSoldOutEvent(9);
    expect(await joinAtOnce(event, 30, { table })).toHaveLength(waiting);
    const { entries, shards } = await boxoffice.snapshot(event);
    expect(entries).toHaveLength(waiting);
    expect(shards.filter(({ joined }) => joined > 0).length).toBeGreaterThan(1);
    expect((await faultsOf(boxoffice, event)).length > 0).toBe(waiting > 9);
    expect((await boxoffice.broken(event)).map(({ guarantee }) => guarantee)).toEqual(
      waiting > 9 ? ['WithinLimit'] : [],
    );
  });

  test.each<[string, number, Table | undefined]>([
    ['as many as left take their room', 3, undefined],
    [
      'a negative control: without the condition on the waitlist’s item, more do',
      6,
      tableWithout(SOME_IS_UNASSIGNED),
    ],
  ])('%s', async (_, waiting, table) => {
    const { boxoffice, event } = await aSoldOutEvent(5);
    const waiters = await joinAtOnce(event, 8);
    await cancelAll(boxoffice, waiters.slice(0, 3));
    const join = together(6, aBoxoffice(undefined, table).ports.bookings.join);
    const change: Change = ({ bookings }) => ({ bookings: { ...bookings, join } });
    const joined = await joinAtOnce(event, 6, { change });
    expect(joined).toHaveLength(waiting);
    expect((await boxoffice.snapshot(event)).entries).toHaveLength(2 + waiting);
  });

  test.each<[string, boolean, Table | undefined]>([
    ['move the room of many that left once', false, undefined],
    ['a negative control: without its condition, twice', true, tableWithout(ROOM_CAN_BE_MOVED)],
  ])('%s', async (_, isWrong, table) => {
    const { boxoffice, event } = await aSoldOutEvent(ROOM);
    const waiters = await joinAtOnce(event, ROOM + 1);
    expect(waiters).toHaveLength(ROOM);
    await cancelAll(boxoffice, waiters);
    const { moveRoom } = aBoxoffice(undefined, table).ports.waitlist;
    const both = together(2, moveRoom);
    const change: Change = ({ waitlist }) => ({ waitlist: { ...waitlist, moveRoom: both } });
    await joinAtOnce(event, 2, { change, table });
    expect((await faultsOf(boxoffice, event)).length > 0).toBe(isWrong);
    await joinAtOnce(event, 2 * ROOM);
    expect((await boxoffice.snapshot(event)).entries.length > ROOM).toBe(isWrong);
  });
});

describe('A request that found all shards without room', () => {
  test.each<[string, boolean, Table | undefined]>([
    ['is not refused by that, if room was moved to them meanwhile', true, undefined],
    ['a negative control: without the condition it is', false, tableWithout(NO_ROOM_WAS_MOVED)],
  ])('%s', async (_, isLetIn, table) => {
    const { boxoffice, event } = await aSoldOutEvent(ROOM);
    const waiters: Booking[] = [];
    for (let n = 0; n < ROOM; n += 1) waiters.push(await boxoffice.book(event));
    const makeRoom = async () => {
      await cancelAll(boxoffice, waiters);
      await aBoxoffice().book(event);
    };
    const late = aBoxoffice(
      ({ waitlist }) => ({
        waitlist: { ...waitlist, noteShardsFull: interrupted(makeRoom, waitlist.noteShardsFull) },
      }),
      table,
    );
    const answer = late.book(event).then(
      ({ status }) => status,
      ({ code }) => code,
    );
    expect(await answer).toBe(isLetIn ? 'waitlisted' : 'waitlist-full');
    expect((await boxoffice.snapshot(event)).entries).toHaveLength(isLetIn ? 2 : 1);
  });

  test('is refused from then on by one look, also by another process, until somebody leaves', async () => {
    const { boxoffice, event } = await aSoldOutEvent(2);
    const [first] = await joinAtOnce(event, 3);
    const never = async () => {
      throw new Error('It looks at the waitlist’s item alone.');
    };
    const looksOnce: Change = ({ events, bookings }) => ({
      events: { ...events, readShards: never },
      bookings: { ...bookings, join: never },
    });
    expect(await joinAtOnce(event, 1, { change: looksOnce })).toEqual([]);
    await cancelAll(boxoffice, first ? [first] : []);
    expect(await joinAtOnce(event, 2)).toHaveLength(1);
  });
});

/** They find no room at the same time, each made by a process of its own that remembers nothing. */
describe('Of 40 requests that find none of 64 shards with room', () => {
  test.each<[string, number, (n: number) => number, number]>([
    ['at most half look at all of them, and all are refused', 20, (n) => (n + 0.5) / 40, 1],
    ['a negative control: without chance, all do', 40, () => 0, 40],
  ])('%s', async (_, most, random, atOnce) => {
    const boxoffice = aBoxoffice();
    const waitlist = { enabled: true, policy: 'strict' as const, limit: 256 };
    const event = await boxoffice.anEvent({ capacity: 1, peakRequestsPerSecond: 2_560, waitlist });
    await boxoffice.book(event);
    for (let n = 0; n < waitlist.limit; n += 1) await boxoffice.book(event);
    let looks = 0;
    const readShards = together(atOnce, boxoffice.ports.events.readShards);
    let processes = 0;
    const refused = await joinAtOnce(event, 40, {
      change: ({ events, runtime }) => {
        const n = processes;
        processes += 1;
        return {
          runtime: { ...runtime, random: () => random(n) },
          events: {
            ...events,
            readShards: (...args) => {
              looks += 1;
              return readShards(...args);
            },
          },
        };
      },
    });
    expect(refused).toEqual([]);
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThanOrEqual(most);
    expect(looks >= 40).toBe(atOnce === 40);
  });
});

describe('A lower limit', () => {
  const lower = (boxoffice: Boxoffice, event: Event, limit: number, ports = boxoffice.ports) =>
    changeEvent(
      {
        eventId: event.id,
        actor: { userId: event.organizerId, role: 'organizer' },
        change: { waitlist: { limit } },
      },
      ports,
    );

  test('is in force once it is answered, for processes that remember room as well', async () => {
    const { boxoffice, event } = await aSoldOutEvent(ROOM);
    const process = aBoxoffice();
    for (let n = 0; n < 3; n += 1) await process.book(event);
    await lower(boxoffice, event, 1);
    await expect(process.book(event)).rejects.toMatchObject({ code: 'waitlist-full', extras: { limit: 1 } });
    const { waitlist, entries } = await boxoffice.snapshot(event);
    expect([entries.length, waitlist.unassignedRoom, waitlist.limit]).toEqual([3, -2, 1]);
    expect(await faultsOf(boxoffice, event)).toEqual([]);
    await lower(boxoffice, event, 4);
    expect(await joinAtOnce({ ...event, waitlist: { ...event.waitlist, limit: 4 } }, 3)).toHaveLength(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('leaves the room that it need not take, and later that of waiters who leave', async () => {
    const { boxoffice, event } = await aSoldOutEvent(ROOM);
    await boxoffice.book(event);
    await lower(boxoffice, event, ROOM - 2);
    const { shards, waitlist } = await boxoffice.snapshot(event);
    expect(waitlist.unassignedRoom).toBe(0);
    expect(shards.reduce((sum, { room = 0 }) => sum + room, 0)).toBe(ROOM - 3);
    expect(waitlist.shardsFull).toBeUndefined();
  });

  test.each<[string, boolean, Table | undefined]>([
    ['is written only while no shard has room that it takes', false, undefined],
    ['a negative control: without the condition more wait than it says', true, withoutCut()],
  ])('%s', async (_, isWrong, table) => {
    const { boxoffice, event } = await aSoldOutEvent(ROOM);
    await boxoffice.book(event);
    // What was taken back is moved to shards again, by somebody who found them without room.
    const somebodyJoins = async () => {
      const { waitlist, events } = boxoffice.ports;
      const { unassignedRoom = 0 } = await waitlist.read(event);
      expect((await events.readShards(event, 'strong')).every(({ room }) => room === 0)).toBe(true);
      expect(await waitlist.moveRoom(event, [{ index: 0, quantity: unassignedRoom }])).toBe(true);
    };
    const tampered = aBoxoffice(undefined, table).ports;
    const change = interrupted(somebodyJoins, tampered.changes.change);
    await lower(boxoffice, event, 1, { ...tampered, changes: { ...tampered.changes, change } });
    const seen = { ...event, waitlist: { ...event.waitlist, limit: 1 } };
    await joinAtOnce(seen, 4);
    expect((await boxoffice.snapshot(event)).entries.length > 1).toBe(isWrong);
    expect((await faultsOf(boxoffice, event)).length > 0).toBe(isWrong);
  });
});

describe('A booking that waits again after its offer', () => {
  const A_MINUTE_MS = 60_000;
  test.each<[string, boolean, Table | undefined]>([
    ['takes room from a shard if others took its own', false, undefined],
    ['a negative control: without the condition none', true, withoutCut()],
  ])('%s', async (_, isWrong, table) => {
    const offers = { offerTtlSeconds: 60, lapsedOffer: 'wait-again' } as const;
    const { boxoffice, event, holder } = await aSoldOutEvent(ROOM, offers);
    await boxoffice.book(event);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    // The room of the one who has an offer.
    const takeRoom = () => boxoffice.ports.waitlist.moveRoom(event, [{ index: 0, quantity: 1 }]);
    const faults: string[][] = [];
    const later = aBoxoffice(({ runtime, waitlist }) => {
      const writeBatch = interrupted(takeRoom, waitlist.writeBatch);
      return {
        runtime: { ...runtime, now: () => runtime.now() + 1.1 * A_MINUTE_MS },
        waitlist: {
          ...waitlist,
          async writeBatch(...args) {
            const isWritten = await writeBatch(...args);
            if (isWritten) faults.push(await faultsOf(boxoffice, event));
            return isWritten;
          },
        },
      };
    }, table);
    await later.sweep();
    await later.serve();
    // It waits again, and then has another offer.
    expect(faults.map((found) => found.length > 0)).toEqual([isWrong, false]);
  });
});
