/**
 * A cancelled event: its bookings are cancelled to the last, however slowly they can be read and however often it
 * stops.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import type { Table } from '../../functions/store/client.ts';
import { aCast, aStage, type Cast, realEnvironment, rush, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

/** So slow that a clerk cannot read the 64 partitions of the event in its 15 seconds. */
const PAGE_MS = 1_000;

/** A clock that every query of bookings moves on, and the table that has such slow pages. */
function aSlowTable(): { table: Table; environment: BookingPorts['environment'] } {
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
  return { table, environment: { ...realEnvironment, now: () => realEnvironment.now() + passed } };
}

/** An event of 64 partitions with 61 bookings, some of them waiting, that is called off. */
async function calledOff(cast: Cast): Promise<Event> {
  const event = await cast.anEvent({ capacity: 1_000, maxPerBooking: 97, maxPerCustomer: 1_000 });
  const customerId = 'buys a lot';
  for (let n = 0; n < 10; n += 1) await cast.book(event, { quantity: 97, customerId });
  await rush(cast, event, Array(50).fill({}));
  await cast.book(event);
  await cancelEvent(
    { eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' } },
    cast.ports,
  );
  return event;
}

const left = async (cast: Cast, event: Event) =>
  (await cast.picture(event)).bookings.filter(({ status }) => status !== 'cancelled').length;

/** One clerk after the other. @returns how many bookings were left after each, up to the last. */
async function serveInTurn(cast: Cast, event: Event, clerks: number): Promise<number[]> {
  const counts: number[] = [];
  while (counts.length < clerks && counts.at(-1) !== 0) {
    await promoteWaitlist(event.id, [], cast.ports);
    counts.push(await left(cast, event));
  }
  return counts;
}

describe('A cancelled event', () => {
  test('is finished by one clerk after another, each going on where the last one stopped', async () => {
    const event = await calledOff(aCast());
    const { table, environment } = aSlowTable();
    const slow = aCast(() => ({ environment }), table);
    const counts = await serveInTurn(slow, event, 20);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.at(-1)).toBe(0);
    expect(slow.sent.filter(({ eventId }) => eventId === event.id).length).toBeGreaterThan(0);
    await promoteWaitlist(event.id, [], slow.ports);
    const { line } = await slow.picture(event);
    expect(line).toMatchObject({ cancellationDone: true, cancelled: 61, pool: 1_000 });
    expect(line.lookAt).toBeUndefined();
    expect(await slow.broken(event)).toEqual([]);
  });

  test('a negative control: a clerk that reads from the first booking each time never ends', async () => {
    const event = await calledOff(aCast());
    const { table, environment } = aSlowTable();
    const forgetful = aCast(
      ({ events }) => ({ environment, events: { ...events, bookings: (own) => events.bookings(own) } }),
      table,
    );
    const counts = await serveInTurn(forgetful, event, 12);
    expect(counts.at(-1)).toBeGreaterThan(0);
    expect((await forgetful.picture(event)).line.cancellationDone).toBe(false);
  });

  test('cancels a booking that changes meanwhile', async () => {
    const cast = aCast();
    const event = await calledOff(cast);
    let isFirst = true;
    const meddled = aCast(({ line }) => ({
      line: {
        ...line,
        endBookings: async (own, state, ended, when) => {
          const one = ended.find(({ before }) => before.status === 'confirmed');
          if (isFirst && one !== undefined) {
            isFirst = false;
            await cast.cancel(one.before, 1);
          }
          return line.endBookings(own, state, ended, when);
        },
      },
    }));
    await promoteWaitlist(event.id, [], meddled.ports);
    expect(isFirst).toBe(false);
    expect(await left(cast, event)).toBe(0);
    expect(await cast.broken(event)).toEqual([]);
  });
});
