/**
 * Failing calls in requests about offers: a committed write is answered as committed, and a request answered 503 can be
 * sent again. Each call to the table fails once, in each way. No message reaches the clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectSurvived, FAULTS, failEachCall, failing } from '../kit/fail-each-call.ts';
import { aFaultyService, anOfferIn, expectOnly, type FaultyService, freeIn } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  test.each([
    ['accept-offer', 'accepted', 'confirmed', 'TransactWriteItemsCommand'],
    ['decline-offer', 'declined', 'cancelled', 'PutItemCommand'],
  ] as const)('%s: the offer is %s once', async (route, what, status, command) => {
    const failed = await failEachCall(route, fault, {
      arrange: () => anOfferIn(it.boxoffice),
      request: ({ event, person, booking }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
      }),
      check: async ({ arranged: { event, person, booking }, answer, ...run }) => {
        expectSurvived([command], run);
        expect(answer).toMatchObject({ status: 200, body: { status } });
        const snapshot = await expectOnly(it.boxoffice, event, person.id, { id: booking.id, status });
        expect(freeIn(snapshot)).toBe(status === 'confirmed' ? 0 : 1);
        const own = snapshot.bookings.find(({ id }) => id === booking.id);
        expect(own?.history.filter((historyEntry) => historyEntry.what === what)).toHaveLength(1);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', command])));
  });
});
