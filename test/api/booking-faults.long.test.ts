/**
 * Failing calls in requests about bookings: a committed write is answered as committed, and a request answered 503 can
 * be sent again, with a key and without one. Each call to the table fails once, in each way. No message reaches the
 * clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { tokens } from '../../functions/compose.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { startColdProcess } from '../kit/cold-process.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import {
  aBookingIn,
  aFaultyService,
  aWaiterIn,
  type FaultyService,
  freeIn,
  settled,
} from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const COMMIT = 'TransactWriteItemsCommand';

const anEventOf = (capacity: number) => async () => ({
  event: await it.boxoffice.anEvent({ capacity, allowGuests: true }),
  person: await makePerson(),
});

/** Expects the answered booking to be the only one of the event, and its other tickets to be free. */
async function expectOnlyBooking(event: Event, { id }: { id: string }, quantity: number) {
  const snapshot = await settled(it.boxoffice, event);
  expect(snapshot.bookings).toMatchObject([{ id, status: 'confirmed', quantity }]);
  expect(freeIn(snapshot)).toBe(event.capacity - quantity);
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  /** More tickets than one shard has, so that one transaction takes from several. */
  test.each(keysFor(fault))('a booking of four tickets %s is made once', async (_, key) => {
    const failed = await failEachCall('book-tickets', fault, {
      arrange: async () => ({ ...(await anEventOf(10)()), ...key() }),
      request: ({ event, person, ...sent }) => ({
        path: { eventId: event.id },
        token: person.token,
        body: { quantity: 4 },
        ...sent,
      }),
      check: async ({ arranged: { event }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed', quantity: 4 } });
        await expectOnlyBooking(event, answer.body, 4);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'BatchGetItemCommand', COMMIT])),
    );
  });

  test.each(keysFor(fault))(
    'a guest’s booking %s is made once, and its token is answered',
    async (_, key) => {
      const failed = await failEachCall('book-tickets', fault, {
        arrange: async () => ({ ...(await anEventOf(10)()), ...key() }),
        request: ({ event, person: _person, ...sent }) => ({
          path: { eventId: event.id },
          body: { quantity: 1, onSoldOut: 'reject', attendee },
          ...sent,
        }),
        check: async ({ arranged: { event }, answer, ...run }) => {
          expectSurvived([COMMIT], run);
          expect(answer.status).toBe(201);
          await expectOnlyBooking(event, answer.body, 1);
          const bearer = await tokens().verify(answer.body.manageToken);
          expect(bearer).toMatchObject({ bookingId: answer.body.id });
        },
      });
      expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
    },
  );

  /** More tickets than one shard has. */
  test.each(keysFor(fault))('an addition of four tickets %s is made once', async (_, key) => {
    const failed = await failEachCall('add-tickets', fault, {
      arrange: async () => ({ ...(await aBookingIn(it.boxoffice, { capacity: 10 }, 1)), ...key() }),
      request: ({ event, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: { quantity: 4 },
        ...sent,
      }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 200, body: { id: booking.id, quantity: 5 } });
        await expectOnlyBooking(event, booking, 5);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'BatchGetItemCommand', COMMIT])),
    );
  });

  test.each([
    ['whose shards are empty', () => aBookingIn(it.boxoffice, { capacity: 1 }, 1), 1],
    ['that sells in order', () => aWaiterIn(it.boxoffice), 2],
  ])(
    'a request with `onSoldOut: reject` is answered sold out by an event %s',
    async (_, arrange, bookings) => {
      const failed = await failEachCall('book-tickets', fault, {
        arrange: async () => ({ event: (await arrange()).event, person: await makePerson() }),
        request: ({ event, person: { token } }) => ({
          path: { eventId: event.id },
          token,
          body: { quantity: 1, onSoldOut: 'reject' },
        }),
        refusedWith: 409,
        check: async ({ arranged: { event, person }, answer, ...run }) => {
          expectSurvived([COMMIT], run);
          expect(answer.body).toMatchObject({ code: 'sold-out', available: 0 });
          const snapshot = await settled(it.boxoffice, event);
          expect(snapshot.bookings).toHaveLength(bookings);
          expect(snapshot.bookings.map(({ customerId }) => customerId)).not.toContain(person.id);
        },
      });
      expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand'])));
    },
  );

  test.each(keysFor(fault))('a complete cancellation %s frees the tickets once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aBookingIn(it.boxoffice, { capacity: 10 }, 3)), ...key() }),
      request: ({ event, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
        ...sent,
      }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.body).toMatchObject({ status: 'cancelled', quantity: 0 });
        const snapshot = await settled(it.boxoffice, event);
        expect(snapshot.bookings).toMatchObject([{ id: booking.id, status: 'cancelled', released: 0 }]);
        expect(it.warnings.at(-1)?.['message']).toContain('Could not send a message to the clerk');
        expect(freeIn(snapshot)).toBe(10);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });

  test.each(keysFor(fault))('a partial cancellation %s frees its tickets once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aBookingIn(it.boxoffice, { capacity: 10 }, 3)), ...key() }),
      request: ({ event, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: { quantity: 1 },
        ...sent,
      }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.body).toMatchObject({ status: 'confirmed', quantity: 2 });
        const snapshot = await settled(it.boxoffice, event);
        expect(snapshot.bookings).toMatchObject([{ id: booking.id, status: 'confirmed', quantity: 2 }]);
        expect(freeIn(snapshot)).toBe(8);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });
});

/** Answers the first request 503 after it is done, whether it succeeded or not. */
async function startUntruthful(...name: Parameters<typeof startColdProcess>) {
  const cold = await startColdProcess(...name);
  let isFirst = true;
  return {
    ...cold,
    async send(request: Parameters<typeof cold.send>[0]) {
      const answer = await cold.send(request);
      if (!isFirst) return answer;
      isFirst = false;
      return { ...answer, status: 503, headers: { 'retry-after': '1' } };
    },
  };
}

test.each<Fault>(['lost-before', 'lost-after'])(
  'a negative control: the check finds a process that commits and answers 503, here with %s',
  async (fault) => {
    const failing = failEachCall(
      'book-tickets',
      fault,
      {
        arrange: anEventOf(10),
        request: ({ event, person: { token } }) => ({
          path: { eventId: event.id },
          token,
          body: { quantity: 1 },
        }),
        check: ({ arranged: { event }, answer }) => expectOnlyBooking(event, answer.body, 1),
      },
      startUntruthful,
    );
    await expect(failing).rejects.toThrow(/^book-tickets, call 1 \(TransactWriteItemsCommand/);
  },
);
