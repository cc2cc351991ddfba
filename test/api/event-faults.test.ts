/**
 * What is committed about an event is answered as committed, and what is answered 503 can be sent again, with a key and
 * without one: each call to the table fails once, in each way. No message reaches the clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson, type Person } from '../../bin/local/people.ts';
import type { EventPicture } from '../../bin/onsale/picture.ts';
import type { Event } from '../../functions/domain/event.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import { aFaultsStage, type FaultsStage, freeIn, settled } from './faults-stage.ts';

let it: FaultsStage;
beforeAll(async () => {
  it = await aFaultsStage();
});
afterAll(() => it.stop());

const COMMIT = 'TransactWriteItemsCommand';
const newEvent = { name: 'First night', startsAt: '2099-01-01T20:00:00.000Z', capacity: 60 };

async function eventsOf({ id }: Person): Promise<Event[]> {
  const events: Event[] = [];
  for await (const { items } of eventListingStore(it.cast.table).ofOrganizer(id, {})) events.push(...items);
  return events;
}

/** An event on sale, with an organizer whose it is, and a booking of two tickets. */
async function anEvent() {
  const organizer = await makePerson('organizer');
  const event = await it.cast.anEvent({ organizerId: organizer.id, capacity: 10, maxPerCustomer: 10 });
  const booking = await it.cast.book(event, { quantity: 2 });
  return { event, organizer, booking };
}

const storedTerms = ({ shards, line }: EventPicture) =>
  [...shards, line].map(({ maxPerCustomer, salesCloseAt }) => ({ maxPerCustomer, salesCloseAt }));

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  /** Creates it for an organizer without events, and counts those that there are then. */
  const create = async (key: () => object, fields: { peakRequestsPerSecond?: number }, shards: number) => {
    const failed = await failEachCall('create-event', fault, {
      arrange: async () => ({ organizer: await makePerson('organizer'), ...key() }),
      request: ({ organizer: { token }, ...sent }) => ({ token, body: { ...newEvent, ...fields }, ...sent }),
      check: async ({ arranged: { organizer }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer.status).toBe(201);
        const [event, ...others] = await eventsOf(organizer);
        expect([event?.id, others]).toEqual([answer.body.id, []]);
        const stored = await it.cast.ports.events.readShards(event as Event, 'strong');
        expect(stored).toHaveLength(shards);
        expect(stored.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(newEvent.capacity);
        expect(await it.cast.ports.line.read(event as Event)).toMatchObject({ pool: 0, queueing: false });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['BatchGetItemCommand', COMMIT])));
    return failed.filter((command) => command === COMMIT).length;
  };

  test.each(keysFor(fault))('an event %s is created once', async (_, key) => {
    expect(await create(key, {}, 4)).toBe(1);
  });

  test('an event for a rush, of several transactions, is created once and whole', async () => {
    expect(await create(() => ({}), { peakRequestsPerSecond: 10_000 }, 256)).toBe(3);
  });

  test('a change of the description is made once', async () => {
    const failed = await failEachCall('change-event', fault, {
      arrange: anEvent,
      request: ({ event, organizer: { token } }) => ({
        path: { eventId: event.id },
        token,
        body: { description: 'A comedy.' },
      }),
      check: async ({ arranged: { event }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer).toMatchObject({ status: 200, body: { description: 'A comedy.' } });
        const stored = await it.cast.ports.events.read(event.id);
        expect(stored).toMatchObject({ description: 'A comedy.', revision: 1 });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });

  test.each([
    ['raised', 13],
    ['lowered', 6],
  ])('the capacity is %s once', async (_, capacity) => {
    const failed = await failEachCall('change-event', fault, {
      arrange: anEvent,
      request: ({ event, organizer: { token } }) => ({
        path: { eventId: event.id },
        token,
        body: { capacity },
      }),
      check: async ({ arranged: { event }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 200, body: { capacity } });
        const picture = await settled(it.cast, event);
        expect(freeIn(picture)).toBe(capacity - 2);
        expect(await it.cast.ports.events.read(event.id)).toMatchObject({ capacity, revision: 1 });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });
});

/** These take many calls, so they fail in two ways alone: without an effect, and with one that nobody was told of. */
describe.each<Fault>(['throttle', 'lost-after'])('Where a call fails by %s', (fault) => {
  test('a lower limit comes to every shard', async () => {
    const failed = await failEachCall('change-event', fault, {
      arrange: anEvent,
      request: ({ event, organizer: { token } }) => ({
        path: { eventId: event.id },
        token,
        body: { maxPerCustomer: 3, maxPerBooking: 2 },
      }),
      check: async ({ arranged: { event }, answer, ...run }) => {
        expectSurvived([COMMIT, 'UpdateItemCommand'], run);
        expect(answer).toMatchObject({ status: 200, body: { maxPerCustomer: 3, maxPerBooking: 2 } });
        const picture = await settled(it.cast, event);
        const salesCloseAt = Date.parse(event.startsAt);
        expect(storedTerms(picture)).toEqual(Array(5).fill({ maxPerCustomer: 3, salesCloseAt }));
        const stored = await it.cast.ports.events.read(event.id);
        expect(stored).toMatchObject({ maxPerCustomer: 3, revision: 1 });
        expect(stored?.isSpreading).toBeUndefined();
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT, 'UpdateItemCommand'])),
    );
  });

  test('an event is cancelled once, with its bookings', async () => {
    const failed = await failEachCall('cancel-event', fault, {
      arrange: anEvent,
      request: ({ event, organizer: { token } }) => ({ path: { eventId: event.id }, token }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived([COMMIT, 'UpdateItemCommand'], run);
        expect(answer.status).toBe(202);
        const stored = await it.cast.ports.events.read(event.id);
        expect(stored).toMatchObject({ cancelledAt: answer.body.cancelledAt, revision: 1 });
        const { bookings, line } = await settled(it.cast, event);
        expect(bookings).toMatchObject([{ id: booking.id, status: 'cancelled' }]);
        expect(line).toMatchObject({ cancelled: 1, cancellationDone: true });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT, 'UpdateItemCommand'])),
    );
  });
});
