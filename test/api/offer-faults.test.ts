/**
 * What is committed about an offer is answered as committed, and what is answered 503 can be sent again: each call to the
 * table fails once, in each way. No message reaches the clerk.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectSurvived, FAULTS, failEachCall, failing } from '../kit/fail-each-call.ts';
import { aFaultsStage, anOfferIn, expectOnly, type FaultsStage, freeIn } from './faults-stage.ts';

let it: FaultsStage;
beforeAll(async () => {
  it = await aFaultsStage();
});
afterAll(() => it.stop());

describe.each(FAULTS)('Where a call fails by %s', (fault) => {
  test.each([
    ['accept-offer', 'accepted', 'confirmed', 'TransactWriteItemsCommand'],
    ['decline-offer', 'declined', 'cancelled', 'PutItemCommand'],
  ] as const)('%s: the offer is %s once', async (route, what, status, command) => {
    const failed = await failEachCall(route, fault, {
      arrange: () => anOfferIn(it.cast),
      request: ({ event, person, booking }) => ({
        path: { eventId: event.id, bookingId: booking.id },
        token: person.token,
        body: {},
      }),
      check: async ({ arranged: { event, person, booking }, answer, ...run }) => {
        expectSurvived([command], run);
        expect(answer).toMatchObject({ status: 200, body: { status } });
        const picture = await expectOnly(it.cast, event, person.id, { id: booking.id, status });
        expect(freeIn(picture)).toBe(status === 'confirmed' ? 0 : 1);
        const own = picture.bookings.find(({ id }) => id === booking.id);
        expect(own?.history.filter((fact) => fact.what === what)).toHaveLength(1);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['GetItemCommand', command])));
  });
});
