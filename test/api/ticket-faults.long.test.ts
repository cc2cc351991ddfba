/**
 * Failing calls in changes of single tickets: a committed change is answered as committed, and a request answered 503
 * can be sent again. Each call to the table fails once, in each way.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { table } from '../../functions/compose.ts';
import { monthOf } from '../../functions/domain/model/security-event.ts';
import { securityTrail } from '../../functions/store/security-events.ts';
import { expectSurvived, FAULTS, failEachCall, failing, keysFor, type Run } from '../kit/fail-each-call.ts';
import { aFaultyService, type FaultyService, settled, storedIn } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
  process.env['CUSTOMER_MAIL'] = 'on';
});
afterAll(() => {
  delete process.env['CUSTOMER_MAIL'];
  return it.stop();
});

const GRACE = { firstName: 'Grace', lastName: 'Hopper' };

async function aBooking() {
  const owner = await makePerson();
  const event = await it.boxoffice.anEvent();
  const booking = await it.boxoffice.book(event, { customerId: owner.id, quantity: 2 });
  return { event, booking, owner };
}

type Arranged = Awaited<ReturnType<typeof aBooking>>;

const pathTo = ({ event, booking }: Arranged) => ({ eventId: event.id, bookingId: booking.id, number: '1' });

/** Expects the history to have one entry after the booking, the holder beside it, and every guarantee to hold. */
async function expectStored({ event, booking }: Arranged, fields: object, holders: object, run: Run) {
  expectSurvived(['UpdateItemCommand'], run);
  const stored = await storedIn(it.boxoffice, event, booking.id);
  expect(stored.history).toMatchObject([{ what: 'booked' }, fields]);
  expect(stored.ticketHolders).toMatchObject(holders);
  await settled(it.boxoffice, event);
}

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  const called = failing(fault, ['GetItemCommand', 'UpdateItemCommand']);

  test('a name is stored once', async () => {
    const failed = await failEachCall('name-ticket', fault, {
      arrange: aBooking,
      request: (arranged) => ({ path: pathTo(arranged), token: arranged.owner.token, body: GRACE }),
      check: async ({ arranged, answer, ...run }) => {
        expect(answer).toMatchObject({ status: 200, body: { number: 1, name: GRACE } });
        await expectStored(arranged, { what: 'ticket-named', ticket: 1 }, { 1: GRACE }, run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test.each(keysFor(fault))('a transfer %s is done once', async (_, key) => {
    const body = { ...GRACE, email: 'grace@example.com' };
    const failed = await failEachCall('transfer-ticket', fault, {
      arrange: async () => ({ ...(await aBooking()), sent: key() }),
      request: (arranged) => ({
        path: pathTo(arranged),
        token: arranged.owner.token,
        body,
        ...arranged.sent,
      }),
      check: async ({ arranged, answer, ...run }) => {
        expect(answer).toMatchObject({ status: 200, body: { ticket: 1, newTicket: 3, name: GRACE } });
        const at = Date.parse(answer.body.transferredAt);
        const transferred = { what: 'ticket-transferred', ticket: 1, newTicket: 3, at };
        await expectStored(arranged, transferred, { 3: body }, run);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(called));
  });

  test('a person is erased once, with one entry in the trail', async () => {
    const attendee = { ...GRACE, email: 'grace@example.com' };
    const failed = await failEachCall('erase-booking', fault, {
      arrange: async () => {
        const { event, owner } = await aBooking();
        const booking = await it.boxoffice.book(event, { customerId: owner.id, attendee });
        await it.boxoffice.cancel(booking);
        await it.boxoffice.serve();
        return { event, booking, owner };
      },
      request: (arranged) => ({ path: pathTo(arranged), token: arranged.owner.token, body: {} }),
      check: async ({ arranged: { event, booking }, ...run }) => {
        expectSurvived(['TransactWriteItemsCommand'], run);
        const stored = await storedIn(it.boxoffice, event, booking.id);
        expect(stored.history.filter(({ what }) => what === 'person-erased')).toHaveLength(1);
        expect(stored.attendee).toBeUndefined();
        const trail = await securityTrail(table()).page(monthOf(Date.now()), undefined, 1_000);
        expect(trail.filter(({ bookingId }) => bookingId === booking.id)).toHaveLength(1);
        await settled(it.boxoffice, event);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'TransactWriteItemsCommand'])),
    );
  });
});
