/**
 * Failing calls in requests that meet the waitlist: a committed write is answered as committed, and a request answered
 * 503 can be sent again, with a key and without one. Each call to the table fails once, in each way. No message reaches
 * the clerk.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { type ColdProcess, startColdProcess } from '../kit/cold-process.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import {
  aBookingIn,
  aFaultyService,
  aWaiterIn,
  expectOnly,
  type FaultyService,
  freeIn,
  settled,
} from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

/** Pause between two passes: a clerk without one would slow down the request that it serves. */
const CLERK_PAUSE_MS = 30;
const COMMIT = 'TransactWriteItemsCommand';

/** An event that sells in order, with one unassigned ticket and no waiter. */
async function anEventWithUnassigned(): Promise<Event> {
  const { event, booking, held } = await aWaiterIn(it.boxoffice);
  await it.boxoffice.cancel(booking);
  await it.boxoffice.cancel(held);
  expect(freeIn(await settled(it.boxoffice, event))).toBe(1);
  return event;
}

/** Starts a process whose requests run while a clerk serves the event. */
async function startBesideClerk(...name: Parameters<typeof startColdProcess>): Promise<ColdProcess> {
  const cold = await startColdProcess(...name);
  return {
    ...cold,
    async send(request) {
      let isOver = false;
      const serve = async () => {
        while (!isOver) {
          await promoteWaitlist(request.path?.['eventId'] ?? '', [], it.boxoffice.ports).catch(ignoreBusy);
          await sleep(CLERK_PAUSE_MS);
        }
      };
      const serving = serve();
      const answer = await cold.send(request);
      isOver = true;
      await serving;
      return answer;
    },
  };
}

function ignoreBusy(error: unknown): void {
  if (!(error instanceof Busy)) throw error;
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  const cases = [
    ...keysFor(fault).map(([name, key]) => ({
      what: `a request ${name} joins the waitlist once`,
      key,
      fields: {},
    })),
    { what: 'a request joins a waitlist with a limit once', key: () => ({}), fields: { limit: 5 } },
  ];

  test.each(cases)('$what', async ({ key, fields }) => {
    const waitlist = { enabled: true, policy: 'strict', ...fields } as const;
    const failed = await failEachCall('book-tickets', fault, {
      arrange: async () => ({
        event: (await aWaiterIn(it.boxoffice, { waitlist })).event,
        person: await makePerson(),
        ...key(),
      }),
      request: ({ event, person: { token }, ...sent }) => ({
        path: { eventId: event.id },
        token,
        body: { quantity: 1 },
        ...sent,
      }),
      check: async ({ arranged: { event, person }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 202, body: { status: 'waitlisted' } });
        await expectOnly(it.boxoffice, event, person.id, { id: answer.body.id, status: 'waitlisted' });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });

  test.each(keysFor(fault))('a cancellation of a waitlisted booking %s is done once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aWaiterIn(it.boxoffice)), ...key() }),
      request: ({ event, held: _held, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
        ...sent,
      }),
      check: async ({ arranged: { event, person, booking }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled', quantity: 0 } });
        await expectOnly(it.boxoffice, event, person.id, { id: booking.id, status: 'cancelled' });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });
});

/** These take many calls, so each fails in two ways only: without an effect, and with an effect but no answer. */
describe.each<Fault>(['throttle', 'lost-after'])('Where a call fails by %s', (fault) => {
  test('a request that finds the event sold out closes the sale and joins the waitlist once', async () => {
    const failed = await failEachCall('book-tickets', fault, {
      arrange: async () => ({
        event: (await aBookingIn(it.boxoffice, { capacity: 1 }, 1)).event,
        person: await makePerson(),
      }),
      request: ({ event, person: { token } }) => ({
        path: { eventId: event.id },
        token,
        body: { quantity: 1 },
      }),
      check: async ({ arranged: { event, person }, answer, ...run }) => {
        expectSurvived([COMMIT, 'UpdateItemCommand'], run);
        expect(answer).toMatchObject({ status: 202, body: { status: 'waitlisted' } });
        const { waitlist } = await expectOnly(it.boxoffice, event, person.id, {
          id: answer.body.id,
          status: 'waitlisted',
        });
        expect(waitlist).toMatchObject({ sellsInOrder: true, shardsEmpty: true });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['BatchGetItemCommand', 'UpdateItemCommand', COMMIT])),
    );
  });

  /** The answer may be 202 for a confirmed booking: the clerk can promote it before the request reads it. */
  test.each(fault === 'throttle' ? ['reject'] : ['reject', 'waitlist'])(
    'an unassigned ticket is given once to a new request with `onSoldOut: %s`',
    async (onSoldOut) => {
      const failed = await failEachCall(
        'book-tickets',
        fault,
        {
          arrange: async () => ({ event: await anEventWithUnassigned(), person: await makePerson() }),
          request: ({ event, person: { token } }) => ({
            path: { eventId: event.id },
            token,
            body: { quantity: 1, onSoldOut },
          }),
          check: async ({ arranged: { event, person }, answer, ...run }) => {
            expectSurvived([COMMIT, 'UpdateItemCommand'], run);
            const { id } = answer.body;
            const { bookings } = await expectOnly(it.boxoffice, event, person.id, {
              id,
              status: 'confirmed',
            });
            const own = bookings.find((booking) => booking.id === id);
            const isNoted = own?.history.some(({ what }) => what === 'answered-at-once');
            expect(answer.status).toBe(onSoldOut === 'reject' || isNoted ? 201 : 202);
          },
        },
        startBesideClerk,
      );
      expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
    },
  );
});
