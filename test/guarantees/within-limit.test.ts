import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CUSTOMER_BOOKED_NOTHING_SINCE, CUSTOMER_IS_WITHIN_LIMIT } from '../../functions/store/conditions.ts';
import { bookingKey, shardKey } from '../../functions/store/keys.ts';
import { barrier } from '../kit/barrier.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';
import { tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const customerId = 'customer-a';

async function eightAtOnce(cast: Cast, capacity: number) {
  const event = await cast.anEvent({ capacity, maxPerBooking: 2, maxPerCustomer: 3 });
  const results = await rush(cast, event, Array(8).fill({ customerId, quantity: 1 }));
  return { event, made: results.filter((result) => 'id' in result).length };
}

describe('WithinLimit', () => {
  test('eight requests of one customer at once get no more than the limit', async () => {
    const cast = aCast();
    const { event, made } = await eightAtOnce(cast, 20);
    expect(made).toBe(3);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('tickets waited for count too', async () => {
    const cast = aCast();
    const { event, made } = await eightAtOnce(cast, 1);
    expect(made).toBe(3);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition on the tally, one customer gets more', async () => {
    const cast = aCast(undefined, tableWithout(CUSTOMER_IS_WITHIN_LIMIT));
    const { event } = await eightAtOnce(cast, 20);
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toEqual(['WithinLimit']);
  });

  test('what was cancelled makes room at once', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 20, maxPerBooking: 3, maxPerCustomer: 3 });
    const booking = await cast.book(event, { customerId, quantity: 3 });
    await expect(cast.book(event, { customerId })).rejects.toMatchObject({
      code: 'customer-limit-reached',
      extras: { held: 3, limit: 3, requested: 1 },
    });
    await cast.cancel(booking, 2);
    expect((await cast.book(event, { customerId, quantity: 2 })).status).toBe('confirmed');
    await expect(cast.book(event, { customerId })).rejects.toMatchObject({ code: 'customer-limit-reached' });
  });

  /** Three requests count the same bookings, and only then write. */
  async function recountAtOnce(cast: Cast) {
    const event = await cast.anEvent({ capacity: 20, maxPerBooking: 2, maxPerCustomer: 2 });
    await cast.cancel(await cast.book(event, { customerId, quantity: 2 }));
    await rush(cast, event, Array(3).fill({ customerId, quantity: 2 }));
    return (await cast.broken(event))
      .map((finding) => finding.guarantee)
      .filter((name) => name === 'WithinLimit');
  }

  const countTogether = (requests = 3) => {
    const all = barrier(requests);
    return ({ bookings }: Cast['ports']) => ({
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

  test('of several that counted the same bookings, one gets in', async () => {
    expect(await recountAtOnce(aCast(countTogether()))).toEqual([]);
  });

  /**
   * The list of the customer's bookings names one that is gone, so a recount makes it shorter and the new booking makes
   * it as long again: two requests count before either writes.
   */
  async function recountWithOneGone(cast: Cast) {
    const event = await cast.anEvent({ capacity: 20, maxPerBooking: 2, maxPerCustomer: 4 });
    const other = aCast();
    await other.book(event, { customerId, quantity: 2 });
    const gone = await other.book(event, { customerId, quantity: 2 });
    const { client, name: TableName } = cast.table;
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
    await rush(cast, event, Array(2).fill({ customerId, quantity: 2 }));
    return (await cast.broken(event))
      .map(({ guarantee }) => guarantee)
      .filter((name) => name === 'WithinLimit');
  }

  test('of two that counted a list with a booking that is gone, one gets in', async () => {
    expect(await recountWithOneGone(aCast(countTogether(2)))).toEqual([]);
  });

  test('a negative control: by the length of the list alone, both get in', async () => {
    const byLength = tableWithout(CUSTOMER_BOOKED_NOTHING_SINCE, 'size(bookingIds) = :seenRaises');
    expect(await recountWithOneGone(aCast(countTogether(2), byLength))).toEqual(['WithinLimit']);
  });

  test('a negative control: without the condition on the count, all of them get in', async () => {
    const cast = aCast(({ bookings }) => {
      const { readMany } = countTogether()({ bookings } as Cast['ports']).bookings;
      return { bookings: { ...bookings, readMany } };
    }, tableWithout(CUSTOMER_BOOKED_NOTHING_SINCE));
    expect(await recountAtOnce(cast)).toEqual(['WithinLimit']);
  });
});
