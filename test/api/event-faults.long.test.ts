/**
 * Failing calls in requests about events: a committed write is answered as committed, and a request answered 503 can be
 * sent again, with a key and without one. Each call to the table fails once, in each way. No message reaches the clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson, type Person } from '../../bin/local/people.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import { aFaultyService, type FaultyService, freeIn, settled } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

const COMMIT = 'TransactWriteItemsCommand';
const newEvent = { name: 'First night', startsAt: '2099-01-01T20:00:00.000Z', capacity: 60 };

async function eventsOf({ id }: Person): Promise<Event[]> {
  const events: Event[] = [];
  for await (const { items } of eventListingStore(it.boxoffice.table).ofOrganizer(id, {}))
    events.push(...items);
  return events;
}

/** An event on sale, its organizer, and a booking of two tickets. */
async function anEvent() {
  const organizer = await makePerson('organizer');
  const event = await it.boxoffice.anEvent({ organizerId: organizer.id, capacity: 10, maxPerCustomer: 10 });
  const booking = await it.boxoffice.book(event, { quantity: 2 });
  return { event, organizer, booking };
}

const storedTerms = ({ shards, waitlist }: EventSnapshot) =>
  [...shards, waitlist].map(({ maxPerCustomer, salesCloseAt }) => ({ maxPerCustomer, salesCloseAt }));

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  /** Creates the event for an organizer without events, and counts the organizer's events afterwards. */
  const create = async (key: () => object, fields: { peakRequestsPerSecond?: number }, shards: number) => {
    const failed = await failEachCall('create-event', fault, {
      arrange: async () => ({ organizer: await makePerson('organizer'), ...key() }),
      request: ({ organizer: { token }, ...sent }) => ({ token, body: { ...newEvent, ...fields }, ...sent }),
      check: async ({ arranged: { organizer }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer.status).toBe(201);
        const [event, ...others] = await eventsOf(organizer);
        expect([event?.id, others]).toEqual([answer.body.id, []]);
        const stored = await it.boxoffice.ports.events.readShards(event as Event, 'strong');
        expect(stored).toHaveLength(shards);
        expect(stored.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(newEvent.capacity);
        expect(await it.boxoffice.ports.waitlist.read(event as Event)).toMatchObject({
          unassigned: 0,
          sellsInOrder: false,
        });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['BatchGetItemCommand', COMMIT])));
    return failed.filter((command) => command === COMMIT).length;
  };

  test.each(keysFor(fault))('an event %s is created once', async (_, key) => {
    expect(await create(key, {}, 4)).toBe(1);
  });

  test('an event with many shards, which takes several transactions, is created once and completely', async () => {
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
        const stored = await it.boxoffice.ports.events.read(event.id);
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
        const snapshot = await settled(it.boxoffice, event);
        expect(freeIn(snapshot)).toBe(capacity - 2);
        expect(await it.boxoffice.ports.events.read(event.id)).toMatchObject({ capacity, revision: 1 });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });
});

/** These take many calls, so each fails in two ways only: without an effect, and with an effect but no answer. */
describe.each<Fault>(['throttle', 'lost-after'])('Where a call fails by %s', (fault) => {
  test('a lower limit is written to every shard', async () => {
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
        const snapshot = await settled(it.boxoffice, event);
        const salesCloseAt = Date.parse(event.startsAt);
        expect(storedTerms(snapshot)).toEqual(Array(5).fill({ maxPerCustomer: 3, salesCloseAt }));
        const stored = await it.boxoffice.ports.events.read(event.id);
        expect(stored).toMatchObject({ maxPerCustomer: 3, revision: 1 });
        expect(stored?.isSpreading).toBeUndefined();
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT, 'UpdateItemCommand'])),
    );
  });

  test('an event is copied once', async () => {
    const failed = await failEachCall('copy-event', fault, {
      arrange: async () => ({ ...(await anEvent()), idempotencyKey: 'once' }),
      request: ({ event, organizer: { token }, idempotencyKey }) => ({
        path: { eventId: event.id },
        token,
        idempotencyKey,
        body: { startsAt: '2099-02-01T20:00:00.000Z' },
      }),
      check: async ({ arranged: { event, organizer }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 201, body: { isDraft: true, capacity: event.capacity } });
        const made = (await eventsOf(organizer)).filter(({ id }) => id !== event.id);
        expect(made.map(({ id }) => id)).toEqual([answer.body.id]);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });

  test('a draft is published once, and in every shard', async () => {
    const failed = await failEachCall('publish-event', fault, {
      arrange: async () => {
        const organizer = await makePerson('organizer');
        return { organizer, event: await it.boxoffice.anEvent({ organizerId: organizer.id, isDraft: true }) };
      },
      request: ({ event, organizer: { token } }) => ({ path: { eventId: event.id }, token }),
      check: async ({ arranged: { event }, answer, ...run }) => {
        expectSurvived([COMMIT, 'UpdateItemCommand'], run);
        expect(answer).toMatchObject({ status: 200, body: { publishedAt: expect.any(String) } });
        const { shards, waitlist } = await settled(it.boxoffice, event);
        expect([...shards, waitlist].map(({ salesOpenAt }) => salesOpenAt)).toEqual(Array(5).fill(0));
        expect(await it.boxoffice.ports.events.read(event.id)).toMatchObject({ revision: 1 });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT, 'UpdateItemCommand'])),
    );
  });

  test('an event and its bookings are cancelled once', async () => {
    const failed = await failEachCall('cancel-event', fault, {
      arrange: anEvent,
      request: ({ event, organizer: { token } }) => ({ path: { eventId: event.id }, token }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived([COMMIT, 'UpdateItemCommand'], run);
        expect(answer.status).toBe(202);
        const stored = await it.boxoffice.ports.events.read(event.id);
        expect(stored).toMatchObject({ cancelledAt: answer.body.cancelledAt, revision: 1 });
        const { bookings, waitlist } = await settled(it.boxoffice, event);
        expect(bookings).toMatchObject([{ id: booking.id, status: 'cancelled' }]);
        expect(waitlist).toMatchObject({ cancelled: 1, cancellationDone: true });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT, 'UpdateItemCommand'])),
    );
  });
});
