/**
 * What is recorded at the door is answered as recorded, and what is answered 503 can be sent again, with a key and
 * without one: each call to the table fails once, in each way.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { tickets } from '../../functions/compose.ts';
import { checkInTicket } from '../../functions/domain/check-in-ticket.ts';
import { userStore } from '../../functions/store/users.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor, type Run } from '../kit/fail-each-call.ts';
import { aFaultsStage, type FaultsStage, settled, storedIn } from './faults-stage.ts';

let it: FaultsStage;
beforeAll(async () => {
  it = await aFaultsStage();
});
afterAll(() => it.stop());

/** The code of a ticket, and its booking in the event of an organizer. */
async function aTicket() {
  const organizer = await makePerson('organizer');
  const event = await it.cast.anEvent({ organizerId: organizer.id });
  const booking = await it.cast.book(event, { customerId: (await makePerson()).id, quantity: 2 });
  const [code = ''] = await tickets().issue(event.id, booking.id, [1]);
  return { event, organizer, booking, code };
}

/** The same, once somebody came in on it. */
async function aUsedTicket() {
  const ticket = await aTicket();
  const { event, organizer, code } = ticket;
  const actor = { userId: organizer.id, role: 'organizer' } as const;
  const ports = { ...it.cast.ports, codes: tickets(), users: userStore(it.cast.table) };
  await checkInTicket({ eventId: event.id, code, actor, idempotencyKey: undefined }, ports);
  return ticket;
}

type Arranged = Awaited<ReturnType<typeof aTicket>>;

/** The booking has these facts about its tickets, each once, and every guarantee holds. */
async function expectFacts({ event, booking }: Arranged, facts: object[], run: Run) {
  expectSurvived(['UpdateItemCommand'], run);
  const { history } = await storedIn(it.cast, event, booking.id);
  expect(history).toMatchObject([{ what: 'booked' }, ...facts]);
  await settled(it.cast, event);
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  const called = failing(fault, ['GetItemCommand', 'UpdateItemCommand']);

  test.each(keysFor(fault))('a check-in %s lets somebody in once', async (_, key) => {
    const failed = await failEachCall('check-in-ticket', fault, {
      arrange: async () => ({ ...(await aTicket()), sent: key() }),
      request: ({ event, organizer: { token }, code, sent }) => ({
        path: { eventId: event.id },
        token,
        body: { ticket: code },
        ...sent,
      }),
      check: async ({ arranged, answer, ...run }) => {
        expect(answer).toMatchObject({ status: 200, body: { bookingId: arranged.booking.id, ticket: 1 } });
        const at = Date.parse(answer.body.checkedInAt);
        await expectFacts(arranged, [{ what: 'checked-in', ticket: 1, at }], run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test.each(keysFor(fault))('a check-in is undone once %s', async (_, key) => {
    const reason = 'The wrong person.';
    const failed = await failEachCall('undo-check-in', fault, {
      arrange: async () => ({ ...(await aUsedTicket()), sent: key() }),
      request: ({ event, organizer: { token }, code, sent }) => ({
        path: { eventId: event.id },
        token,
        body: { ticket: code, reason },
        ...sent,
      }),
      check: async ({ arranged, answer, ...run }) => {
        expect(answer).toMatchObject({ status: 200, body: { bookingId: arranged.booking.id, ticket: 1 } });
        const undone = { what: 'check-in-undone', ticket: 1, reason };
        await expectFacts(arranged, [{ what: 'checked-in', ticket: 1 }, undone], run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });
});
