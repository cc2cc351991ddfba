/**
 * What is committed about the waitlist is answered as committed, and what is answered 503 can be sent again, with a key
 * and without one: each call to the table fails once, in each way. No message reaches the clerk.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import type { Event } from '../../functions/domain/event.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { Busy } from '../../functions/domain/refusal.ts';
import { type ColdProcess, startColdProcess } from '../kit/cold-process.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor } from '../kit/fail-each-call.ts';
import type { Fault } from '../kit/tampering.ts';
import {
  aBookingIn,
  aFaultsStage,
  aWaiterIn,
  expectOnly,
  type FaultsStage,
  freeIn,
  settled,
} from './faults-stage.ts';

let it: FaultsStage;
beforeAll(async () => {
  it = await aFaultsStage();
});
afterAll(() => it.stop());

/** A clerk that never rests would hold up those whom it serves. */
const CLERK_PAUSE_MS = 30;
const COMMIT = 'TransactWriteItemsCommand';

/** An event that sells in order, with a ticket in the pool that nobody waits for. */
async function anEventWithPool(): Promise<Event> {
  const { event, booking, held } = await aWaiterIn(it.cast);
  await it.cast.cancel(booking);
  await it.cast.cancel(held);
  expect(freeIn(await settled(it.cast, event))).toBe(1);
  return event;
}

/** A process beside which a clerk serves the event for as long as a request takes. */
async function startBesideClerk(...name: Parameters<typeof startColdProcess>): Promise<ColdProcess> {
  const cold = await startColdProcess(...name);
  return {
    ...cold,
    async send(request) {
      let isOver = false;
      const serve = async () => {
        while (!isOver) {
          await promoteWaitlist(request.path?.['eventId'] ?? '', [], it.cast.ports).catch(ignoreBusy);
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
  const lines = [
    ...keysFor(fault).map(([name, key]) => ({
      what: `a request ${name} joins the line once`,
      key,
      fields: {},
    })),
    { what: 'a request joins a line with a limit once', key: () => ({}), fields: { limit: 5 } },
  ];

  test.each(lines)('$what', async ({ key, fields }) => {
    const waitlist = { enabled: true, policy: 'strict', ...fields } as const;
    const failed = await failEachCall('book-tickets', fault, {
      arrange: async () => ({
        event: (await aWaiterIn(it.cast, { waitlist })).event,
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
        await expectOnly(it.cast, event, person.id, { id: answer.body.id, status: 'waitlisted' });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });

  test.each(keysFor(fault))('who leaves the line %s has left it once', async (_, key) => {
    const failed = await failEachCall('cancel-booking', fault, {
      arrange: async () => ({ ...(await aWaiterIn(it.cast)), ...key() }),
      request: ({ event, held: _held, person, booking, ...sent }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
        ...sent,
      }),
      check: async ({ arranged: { event, person, booking }, answer, ...run }) => {
        expectSurvived([COMMIT], run);
        expect(answer).toMatchObject({ status: 200, body: { status: 'cancelled', quantity: 0 } });
        await expectOnly(it.cast, event, person.id, { id: booking.id, status: 'cancelled' });
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', COMMIT])));
  });
});

/** These take many calls, so they fail in two ways alone: without an effect, and with one that nobody was told of. */
describe.each<Fault>(['throttle', 'lost-after'])('Where a call fails by %s', (fault) => {
  test('somebody who finds the event sold out closes the sale, and is in the line once', async () => {
    const failed = await failEachCall('book-tickets', fault, {
      arrange: async () => ({
        event: (await aBookingIn(it.cast, { capacity: 1 }, 1)).event,
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
        const { line } = await expectOnly(it.cast, event, person.id, {
          id: answer.body.id,
          status: 'waitlisted',
        });
        expect(line).toMatchObject({ queueing: true, drained: true });
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['BatchGetItemCommand', 'UpdateItemCommand', COMMIT])),
    );
  });

  /** A place in the line is answered, too, where the clerk was so fast that nothing was left to wait for. */
  test.each(fault === 'throttle' ? ['reject'] : ['reject', 'waitlist'])(
    'a ticket of the pool goes once to a newcomer who would %s',
    async (onSoldOut) => {
      const failed = await failEachCall(
        'book-tickets',
        fault,
        {
          arrange: async () => ({ event: await anEventWithPool(), person: await makePerson() }),
          request: ({ event, person: { token } }) => ({
            path: { eventId: event.id },
            token,
            body: { quantity: 1, onSoldOut },
          }),
          check: async ({ arranged: { event, person }, answer, ...run }) => {
            expectSurvived([COMMIT, 'UpdateItemCommand'], run);
            const { id } = answer.body;
            const { bookings } = await expectOnly(it.cast, event, person.id, { id, status: 'confirmed' });
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
