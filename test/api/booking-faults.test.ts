/**
 * What is committed about a booking is answered as committed, and what is answered 503 can be sent again, with a key and
 * without one: each call to the table fails once, in each way. No message reaches the clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { tokens } from '../../functions/compose.ts';
import type { Event } from '../../functions/domain/event.ts';
import { startColdProcess } from '../kit/cold-process.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import { aBookingIn, aFaultsStage, aWaiterIn, type FaultsStage, freeIn, settled } from './faults-stage.ts';

let it: FaultsStage;
beforeAll(async () => {
  it = await aFaultsStage();
});
afterAll(() => it.stop());

const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const COMMIT = 'TransactWriteItemsCommand';

const anEventOf = (capacity: number) => async () => ({
  event: await it.cast.anEvent({ capacity, allowGuests: true }),
  person: await makePerson(),
});

/** The only booking of the event is the one that was answered, and the other tickets are free. */
async function expectOnlyBooking(event: Event, { id }: { id: string }, quantity: number) {
  const picture = await settled(it.cast, event);
  expect(picture.bookings).toMatchObject([{ id, status: 'confirmed', quantity }]);
  expect(freeIn(picture)).toBe(event.capacity - quantity);
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  /** More than one shard has, so that several give in one transaction. */
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

  test.each([
    ['whose shards are empty', () => aBookingIn(it.cast, { capacity: 1 }, 1), 1],
    ['that sells in order', () => aWaiterIn(it.cast), 2],
  ])('a request that would not wait is told "sold out" by an event %s', async (_, arrange, bookings) => {
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
        const picture = await settled(it.cast, event);
        expect(picture.bookings).toHaveLength(bookings);
        expect(picture.bookings.map(({ customerId }) => customerId)).not.toContain(person.id);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand'])));
  });

  test.each(keysFor(fault))('a cancellation of all %s gives the tickets back once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aBookingIn(it.cast, { capacity: 10 }, 3)), ...key() }),
      request: ({ event, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
        ...sent,
      }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.body).toMatchObject({ status: 'cancelled', quantity: 0 });
        const picture = await settled(it.cast, event);
        expect(picture.bookings).toMatchObject([{ id: booking.id, status: 'cancelled', released: 0 }]);
        expect(it.warnings).toHaveBeenLastCalledWith(
          expect.stringContaining('message to the clerk was not sent'),
        );
        expect(freeIn(picture)).toBe(10);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });

  test.each(keysFor(fault))('a cancellation in part %s gives those tickets back once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aBookingIn(it.cast, { capacity: 10 }, 3)), ...key() }),
      request: ({ event, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: { quantity: 1 },
        ...sent,
      }),
      check: async ({ arranged: { event, booking }, answer, ...run }) => {
        expectSurvived(['PutItemCommand'], run);
        expect(answer.body).toMatchObject({ status: 'confirmed', quantity: 2 });
        const picture = await settled(it.cast, event);
        expect(picture.bookings).toMatchObject([{ id: booking.id, status: 'confirmed', quantity: 2 }]);
        expect(freeIn(picture)).toBe(8);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', 'PutItemCommand'])));
  });
});

/** Answers the first request 503 whatever became of it. */
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
  'a negative control: a process that commits and answers 503 is found, here with %s',
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
