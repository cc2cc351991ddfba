/**
 * `WithinLimit`: no customer holds or waits for more than `maxPerCustomer` tickets, or waits with more bookings than
 * `waitlist.limitPerCustomer`, also with requests at once. The negative controls remove the conditions on the tally and
 * on its recount.
 */
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../functions/domain/model/refusal.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import {
  CUSTOMER_BOOKED_NOTHING_SINCE,
  CUSTOMER_IS_WITHIN_LIMIT,
} from '../../functions/store/items/tally.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const customerId = 'customer-a';

async function eightAtOnce(boxoffice: Boxoffice, capacity: number) {
  const event = await boxoffice.anEvent({ capacity, maxPerBooking: 2, maxPerCustomer: 3 });
  const results = await rush(boxoffice, event, Array(8).fill({ customerId, quantity: 1 }));
  return { event, made: results.filter((result) => 'id' in result).length };
}

describe('WithinLimit', () => {
  test('eight requests of one customer at once get no more than the limit', async () => {
    const boxoffice = aBoxoffice();
    const { event, made } = await eightAtOnce(boxoffice, 20);
    expect(made).toBe(3);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('tickets that a customer waits for count, too', async () => {
    const boxoffice = aBoxoffice();
    const { event, made } = await eightAtOnce(boxoffice, 1);
    expect(made).toBe(3);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition on the tally, one customer gets more', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithout(CUSTOMER_IS_WITHIN_LIMIT));
    const { event } = await eightAtOnce(boxoffice, 20);
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toEqual(['WithinLimit']);
  });

  test('cancelled tickets make room at once', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 20, maxPerBooking: 3, maxPerCustomer: 3 });
    const booking = await boxoffice.book(event, { customerId, quantity: 3 });
    await expect(boxoffice.book(event, { customerId })).rejects.toMatchObject({
      code: 'customer-limit-reached',
      extras: { held: 3, limit: 3, requested: 1 },
    });
    await boxoffice.cancel(booking, 2);
    expect((await boxoffice.book(event, { customerId, quantity: 2 })).status).toBe('confirmed');
    await expect(boxoffice.book(event, { customerId })).rejects.toMatchObject({
      code: 'customer-limit-reached',
    });
  });

  /**
   * Three requests at once, which recount the same bookings before any of them writes, if the barrier is in
   * place.
   */
  async function recountAtOnce(boxoffice: Boxoffice) {
    const event = await boxoffice.anEvent({ capacity: 20, maxPerBooking: 2, maxPerCustomer: 2 });
    await boxoffice.cancel(await boxoffice.book(event, { customerId, quantity: 2 }));
    await rush(boxoffice, event, Array(3).fill({ customerId, quantity: 2 }));
    return (await boxoffice.broken(event))
      .map((finding) => finding.guarantee)
      .filter((name) => name === 'WithinLimit');
  }

  const countTogether = (requests = 3) => {
    const all = barrier(requests);
    return ({ bookings }: Boxoffice['ports']) => ({
      bookings: {
        ...bookings,
        readMany: async (...ids: Parameters<typeof bookings.readMany>) => {
          const counted = await bookings.readMany(...ids);
          await all();
          return counted;
        },
      },
    });
  };

  test('of three requests that recount the same bookings, one books', async () => {
    expect(await recountAtOnce(aBoxoffice(countTogether()))).toEqual([]);
  });

  /**
   * The tally lists a booking that was removed: a recount makes the list shorter and the new booking makes it
   * as long as before. Two requests recount before either of them writes.
   */
  async function recountWithOneGone(boxoffice: Boxoffice) {
    const event = await boxoffice.anEvent({ capacity: 20, maxPerBooking: 2, maxPerCustomer: 4 });
    const other = aBoxoffice();
    await other.book(event, { customerId, quantity: 2 });
    const gone = await other.book(event, { customerId, quantity: 2 });
    const { client, name: TableName } = boxoffice.table;
    const returned = [
      { Delete: { TableName, Key: bookingKey(event, gone.id) } },
      {
        Update: {
          TableName,
          Key: shardKey(event.id, 0),
          UpdateExpression: 'SET freeTickets = freeTickets + :two',
          ExpressionAttributeValues: { ':two': 2 },
        },
      },
    ];
    await client.send(new TransactWriteCommand({ TransactItems: returned }));
    await rush(boxoffice, event, Array(2).fill({ customerId, quantity: 2 }));
    return (await boxoffice.broken(event))
      .map(({ guarantee }) => guarantee)
      .filter((name) => name === 'WithinLimit');
  }

  test('of two requests that recount a list with a removed booking, one books', async () => {
    expect(await recountWithOneGone(aBoxoffice(countTogether(2)))).toEqual([]);
  });

  test('a negative control: with a condition on the length of the list alone, both requests book', async () => {
    const byLength = tableWithout(CUSTOMER_BOOKED_NOTHING_SINCE, 'size(bookingIds) = :seenRaises');
    expect(await recountWithOneGone(aBoxoffice(countTogether(2), byLength))).toEqual(['WithinLimit']);
  });

  test('a negative control: without the condition on the recount, more than one request books', async () => {
    const boxoffice = aBoxoffice(({ bookings }) => {
      const { readMany } = countTogether()({ bookings } as Boxoffice['ports']).bookings;
      return { bookings: { ...bookings, readMany } };
    }, tableWithout(CUSTOMER_BOOKED_NOTHING_SINCE));
    expect(await recountAtOnce(boxoffice)).toEqual(['WithinLimit']);
  });

  const ONE_WAITS = {
    capacity: 1,
    waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 },
  } as const;

  async function waitFourTimes(boxoffice: Boxoffice) {
    const event = await boxoffice.anEvent(ONE_WAITS);
    await boxoffice.book(event);
    const results = await rush(boxoffice, event, Array(4).fill({ customerId, quantity: 1 }));
    return {
      event,
      codes: results.map((result) => ('id' in result ? result.status : (result as Refusal).code)).sort(),
    };
  }

  test('of four requests of one customer at once, one waits', async () => {
    const boxoffice = aBoxoffice();
    const { event, codes } = await waitFourTimes(boxoffice);
    expect(codes).toEqual(['already-waiting', 'already-waiting', 'already-waiting', 'waitlisted']);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the number of bookings in the condition, all four wait', async () => {
    const tampered = tableWithout('size(bookingIds) < :bookingsLimit');
    const boxoffice = aBoxoffice(undefined, tampered);
    const { event, codes } = await waitFourTimes(boxoffice);
    expect(codes).toEqual(Array(4).fill('waitlisted'));
    expect((await boxoffice.broken(event)).map(({ guarantee }) => guarantee)).toEqual(['WithinLimit']);
  });

  test('who waits no more can wait again, and a request that would not wait counts for nothing', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ ...ONE_WAITS, maxPerCustomer: 3 });
    const bought = await boxoffice.book(event, { customerId });
    const waiting = await boxoffice.book(event, { customerId });
    expect([bought.status, waiting.status]).toEqual(['confirmed', 'waitlisted']);
    const refusal = { code: 'already-waiting', extras: { limit: 1 } };
    await expect(boxoffice.book(event, { customerId })).rejects.toMatchObject(refusal);
    await expect(boxoffice.book(event, { customerId, onSoldOut: 'reject' })).rejects.toMatchObject({
      code: 'sold-out',
    });

    await boxoffice.cancel(bought);
    await boxoffice.serve();
    expect((await boxoffice.book(event, { customerId })).status).toBe('waitlisted');
    await expect(boxoffice.book(event, { customerId })).rejects.toMatchObject(refusal);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a repeat of the request that waits is answered as before', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(ONE_WAITS);
    await boxoffice.book(event);
    const request = { customerId, idempotencyKey: 'key' };
    const first = await boxoffice.book(event, request);
    expect(await boxoffice.book(event, request)).toMatchObject({ id: first.id, status: 'waitlisted' });
  });
});
