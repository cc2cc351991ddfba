/**
 * A table with one event, into which a test puts items in states that no request would bring about, to see how a
 * condition decides.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Shard } from '../../functions/domain/model/shard.ts';
import type { TallyCheck } from '../../functions/domain/ports/booking-store.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { toShardItem } from '../../functions/store/items/shard.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

export const NOW = Date.parse('2030-01-01T00:00:00.000Z');

/** @returns the sales window, given in ms since the epoch, in the fields of an event. */
export const asStated = (salesOpenAt: number, salesCloseAt: number) => ({
  startsAt: new Date(salesCloseAt).toISOString(),
  salesOpenAt: new Date(salesOpenAt).toISOString(),
  salesCloseAt: new Date(salesCloseAt).toISOString(),
});

/** A write of a new booking, by default of a new customer without a stored tally. */
function aWriteOf(
  event: Event,
  quantity: number,
  customerId = realRuntime.newId(),
  tally: TallyCheck = { kind: 'within-limit' },
) {
  const booking: Booking = {
    id: realRuntime.newId(),
    eventId: event.id,
    customerId,
    status: 'confirmed',
    quantity,
    granted: 0,
    released: 0,
    arrival: NOW,
    fingerprint: '',
    history: [{ what: 'booked', at: NOW, quantity }],
    cancellations: {},
    shard: 0,
  };
  return { event, booking, now: NOW, tally, isAtDoor: false };
}

/** The caller stops it at the end. */
export async function createConditionsTable() {
  const { stop } = await createTestTable();
  const table = strictTable(TABLE_NAME);
  const event = await aBoxoffice().anEvent({ maxPerCustomer: 10 });
  const put = (item: Item) => table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
  return {
    stop,
    table,
    event,
    bookings: bookingStore(table),
    waitlist: waitlistStore(table),
    put,
    putShard: (shard: Shard) => put(toShardItem(event, shard)),
    aWrite: (quantity: number, customerId?: string, tally?: TallyCheck) =>
      aWriteOf(event, quantity, customerId, tally),
  };
}
