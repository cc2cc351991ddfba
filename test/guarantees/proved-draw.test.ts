/**
 * An audit, and receipts, show every fault of a draw: an arrival that was changed by hand, another seed, a booking that
 * joined by the real time or when the seed was public, and a clerk that served early.
 */

import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { readReceipt, receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import { hashOfSeed, seedPublishedAt } from '../../functions/domain/model/draw.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { pseudonymOf } from '../../functions/domain/model/pseudonym.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { entryKeyOf, toEntryItem } from '../../functions/store/items/entry.ts';
import { toEventItem } from '../../functions/store/items/event.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { seededArrival, TestClock, timesOf, withDraw } from '../kit/draw.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const clock = new TestClock();

/** An event with a draw, in whose window four customers booked. */
async function aDrawing(fields: Partial<CreateEvent> = {}) {
  const boxoffice = aBoxoffice(() => ({ runtime: clock.runtime }));
  const event = await boxoffice.anEvent({ capacity: 2, ...withDraw(), ...fields });
  const times = timesOf(event);
  clock.set(times.during(0));
  const bookings: Booking[] = [];
  for (let count = 0; count < 4; count += 1) bookings.push(await boxoffice.book(event));
  return { boxoffice, event, times, bookings };
}

/** A process that takes the event for one without a draw. */
function withoutTheDraw(boxoffice: Boxoffice): Boxoffice {
  const { events } = boxoffice.ports;
  const blind = {
    ...events,
    async read(eventId: string) {
      const { draw: _draw, ...event } = (await events.read(eventId)) as Event;
      return event;
    },
  };
  return aBoxoffice(() => ({
    events: blind,
    cache: new EventCache(blind, clock.runtime),
    runtime: clock.runtime,
  }));
}

const put = async ({ table: { client, name } }: Boxoffice, Item: Record<string, unknown>) =>
  client.send(new PutCommand({ TableName: name, Item }));

const draw = async (boxoffice: Boxoffice, drawnAt: number) => {
  clock.set(drawnAt);
  await boxoffice.sweep();
  await boxoffice.serve();
};

const faultsOf = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.broken(event)).map(({ guarantee, evidence, offenders }) => ({
    guarantee,
    evidence,
    offenders,
  }));

async function receiptOf(boxoffice: Boxoffice, event: Event, { id }: Booking) {
  const { bookings } = await boxoffice.snapshot(event);
  const own = bookings.find((booking) => booking.id === id) as Booking;
  const ports = {
    listings: listingStore(boxoffice.table),
    positions: boxoffice.positions,
    runtime: clock.runtime,
  };
  return readReceipt(event, own, undefined, ports);
}

const lastOf = (event: Event, bookings: Booking[]) =>
  bookings.toSorted((a, b) => seededArrival(event, a) - seededArrival(event, b)).at(-1) as Booking;

describe('An audit of a draw', () => {
  test('holds, and so do the receipts of all', async () => {
    const { boxoffice, event, times, bookings } = await aDrawing();
    await draw(boxoffice, times.drawn);
    expect(await faultsOf(boxoffice, event)).toEqual([]);
    clock.set((seedPublishedAt(event) ?? 0) - 1_000);
    expect((await receiptOf(boxoffice, event, lastOf(event, bookings))).draw).not.toHaveProperty('seed');
    clock.set(seedPublishedAt(event) ?? 0);
    for (const booking of bookings) {
      const receipt = await receiptOf(boxoffice, event, booking);
      expect(receipt).toMatchObject({
        draw: { seed: event.draw?.seed, seedHash: event.draw?.seedHash },
        drawnArrivalAt: new Date(seededArrival(event, booking)).toISOString(),
      });
      expect(receiptFaults(receipt, receipt.items)).toEqual([]);
    }
  });

  test('finds an arrival that was changed by hand, and the receipts of those who are passed name it', async () => {
    const { boxoffice, event, times, bookings } = await aDrawing();
    const favourite = lastOf(event, bookings);
    const moved = { ...favourite, arrival: times.during(0) };
    const { client, name } = boxoffice.table;
    await client.send(new DeleteCommand({ TableName: name, Key: entryKeyOf(event, favourite) }));
    await put(boxoffice, toEntryItem(event, moved));
    await put(boxoffice, toBookingItem(event, moved));
    await draw(boxoffice, times.drawn);
    expect(await faultsOf(boxoffice, event)).toEqual([
      {
        guarantee: 'FairDraw',
        evidence: '4 bookings of the window have drawn arrivals, 1 with another arrival than the seed gives',
        offenders: [favourite.id],
      },
    ]);
    clock.set(seedPublishedAt(event) ?? 0);
    const others = bookings.filter(({ id }) => id !== favourite.id);
    const receipt = await receiptOf(boxoffice, event, lastOf(event, others));
    expect(receiptFaults(receipt, receipt.items)).toEqual([
      `The arrival of ${pseudonymOf(favourite)} is not the one that the draw gives to it.`,
    ]);
  });

  test('finds another seed, before and after the draw', async () => {
    const { boxoffice, event, bookings } = await aDrawing();
    const seed = '00'.repeat(32);
    const { seedHash = '', windowSeconds = 0 } = event.draw ?? {};
    const changed = { ...event, draw: { windowSeconds, seed, seedHash } };
    await put(boxoffice, toEventItem(changed));
    const [found] = await faultsOf(boxoffice, event);
    expect(found).toMatchObject({
      guarantee: 'FairDraw',
      evidence: expect.stringContaining('the seed is not the one whose hash was published'),
    });
    expect(found?.offenders.toSorted()).toEqual(bookings.map(({ id }) => id).sort());
    clock.set(seedPublishedAt(event) ?? 0);
    const receipt = await receiptOf(boxoffice, changed, lastOf(event, bookings));
    expect(receiptFaults(receipt, receipt.items)).toContain(
      'The seed is not the one whose hash was published.',
    );
    const alsoHash = { ...receipt, draw: { ...receipt.draw, seedHash: hashOfSeed(seed) } };
    expect(receiptFaults(alsoHash as typeof receipt, [])).toEqual([expect.stringMatching(/^The arrival of/)]);
  });

  test('finds a booking that joined by the real time, because its process knew of no draw', async () => {
    const { boxoffice, event } = await aDrawing();
    const { id } = await withoutTheDraw(boxoffice).book(event);
    expect(await faultsOf(boxoffice, event)).toMatchObject([{ guarantee: 'FairDraw', offenders: [id] }]);
  });

  test('finds a drawn booking that was written when the seed was public', async () => {
    const { boxoffice, event, times } = await aDrawing();
    await draw(boxoffice, times.drawn);
    clock.set((seedPublishedAt(event) ?? 0) + 1);
    const { id } = await boxoffice.book(event, { arrival: times.ended - 1 });
    expect(await faultsOf(boxoffice, event)).toMatchObject([
      {
        guarantee: 'FairDraw',
        evidence: expect.stringContaining('1 drawn, but written when the seed was public'),
        offenders: [id],
      },
    ]);
  });

  test('finds a drawn booking of an event without a draw', async () => {
    const boxoffice = aBoxoffice(() => ({ runtime: clock.runtime }));
    clock.set(Date.now());
    const event = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(event);
    const waiting = await boxoffice.book(event);
    const [joined] = waiting.history;
    if (joined?.what !== 'joined') throw new Error('It did not join the waitlist.');
    const marked = { ...waiting, history: [{ ...joined, requestedAt: waiting.arrival }] };
    await put(boxoffice, toBookingItem(event, marked));
    expect(await faultsOf(boxoffice, event)).toMatchObject([
      { guarantee: 'FairDraw', offenders: [waiting.id], evidence: expect.stringContaining('no draw') },
    ]);
  });

  test('finds a clerk that served before the window had ended, and so do receipts', async () => {
    const { boxoffice, event, bookings } = await aDrawing();
    const hasty = withoutTheDraw(boxoffice);
    hasty.sent.push({ eventId: event.id });
    clock.set(Math.max(...bookings.map(({ arrival }) => arrival)));
    await hasty.serve();
    const [found] = await faultsOf(boxoffice, event);
    expect(found).toMatchObject({
      guarantee: 'FairDraw',
      evidence: expect.stringContaining('2 served before the positions were known'),
    });
    expect(found?.offenders).toHaveLength(2);
    clock.set(seedPublishedAt(event) ?? 0);
    const receipt = await receiptOf(boxoffice, event, lastOf(event, bookings));
    expect(receiptFaults(receipt, receipt.items)).toEqual([
      expect.stringMatching(/^Turn 1 went to .* before the positions were known\.$/),
      expect.stringMatching(/^Turn 2 went to /),
    ]);
  });
});
