/**
 * Failing calls in check-ins: a committed check-in is answered as committed, and a request answered 503 can be sent
 * again, with a key and without one. Each call to the table fails once, in each way.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { tickets } from '../../functions/compose.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import { userStore } from '../../functions/store/users.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor, type Run } from '../kit/fail-each-call.ts';
import { aFaultyService, type FaultyService, settled, storedIn } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

/** A ticket code, its booking, its event and the organizer. */
async function aTicket() {
  const organizer = await makePerson('organizer');
  const event = await it.boxoffice.anEvent({ organizerId: organizer.id });
  const booking = await it.boxoffice.book(event, { customerId: (await makePerson()).id, quantity: 2 });
  const [code = ''] = await tickets().issue(event.id, booking.id, [1]);
  return { event, organizer, booking, code };
}

/** The same after the ticket was checked in. */
async function aUsedTicket() {
  const ticket = await aTicket();
  const { event, organizer, code } = ticket;
  const actor = { userId: organizer.id, role: 'organizer' } as const;
  const ports = { ...it.boxoffice.ports, codes: tickets(), users: userStore(it.boxoffice.table) };
  await checkInTickets({ eventId: event.id, code, actor, idempotencyKey: undefined }, ports);
  return ticket;
}

type Arranged = Awaited<ReturnType<typeof aTicket>>;

/** Expects the booking to have these history entries about its tickets, each once, and every guarantee to hold. */
async function expectHistory({ event, booking }: Arranged, fields: object[], run: Run) {
  expectSurvived(['UpdateItemCommand'], run);
  const { history } = await storedIn(it.boxoffice, event, booking.id);
  expect(history).toMatchObject([{ what: 'booked' }, ...fields]);
  await settled(it.boxoffice, event);
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  const called = failing(fault, ['GetItemCommand', 'UpdateItemCommand']);

  test.each(keysFor(fault))('a check-in %s is done once', async (_, key) => {
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
        await expectHistory(arranged, [{ what: 'checked-in', ticket: 1, at }], run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test.each(keysFor(fault))('a check-in of a whole booking %s is done once', async (_, key) => {
    const failed = await failEachCall('check-in-ticket', fault, {
      arrange: async () => ({ ...(await aTicket()), sent: key() }),
      request: ({ event, organizer: { token }, booking: { id: bookingId }, sent }) => ({
        path: { eventId: event.id },
        token,
        body: { bookingId },
        ...sent,
      }),
      check: async ({ arranged, answer, ...run }) => {
        expect(answer).toMatchObject({ status: 200, body: { tickets: [{ ticket: 1 }, { ticket: 2 }] } });
        const at = Date.parse(answer.body.checkedInAt);
        const entries = [1, 2].map((ticket) => ({ what: 'checked-in', ticket, at }));
        await expectHistory(arranged, entries, run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test.each(keysFor(fault))('a batch of scans %s is checked in once', async (_, key) => {
    const failed = await failEachCall('check-in-batch', fault, {
      arrange: async () => ({ ...(await aTicket()), sent: key(), scannedAt: new Date().toISOString() }),
      request: ({ event, organizer: { token }, code, scannedAt, sent }) => ({
        path: { eventId: event.id },
        token,
        body: { scans: [{ ticket: code, scannedAt }], device: 'East door' },
        ...sent,
      }),
      check: async ({ arranged, answer, ...run }) => {
        const { id: bookingId } = arranged.booking;
        const [result] = answer.body.results;
        expect([answer.status, result]).toMatchObject([200, { result: 'checked-in', bookingId, ticket: 1 }]);
        const at = Date.parse(result.checkedInAt);
        await expectHistory(arranged, [{ what: 'checked-in', ticket: 1, at, device: 'East door' }], run);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['BatchGetItemCommand', 'UpdateItemCommand'])),
    );
  });

  test.each(keysFor(fault))('an undoing of a check-in %s is done once', async (_, key) => {
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
        await expectHistory(arranged, [{ what: 'checked-in', ticket: 1 }, undone], run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });
});
