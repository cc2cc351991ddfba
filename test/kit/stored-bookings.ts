/** Writes bookings directly into the table, in batches: for lists that are too long to book one by one. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { runtime, table } from '../../functions/compose.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { eventStore } from '../../functions/store/events.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { toEntryItem } from '../../functions/store/items/entry.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import type { Person, TestService } from './service.ts';

/** DynamoDB's limit for a batch of writes. */
const BATCH_LIMIT_ITEMS = 25;
const BATCHES_IN_FLIGHT = 8;

/** A booking of one ticket that was made at `arrival`; `fields` override the defaults. */
export function aBooking(event: Event, fields: Partial<Booking> = {}): Booking {
  const arrival = fields.arrival ?? runtime.now();
  const what = fields.status === 'waitlisted' ? ('joined' as const) : ('booked' as const);
  return {
    id: runtime.newId(),
    eventId: event.id,
    customerId: runtime.newId(),
    status: 'confirmed',
    quantity: 1,
    granted: 0,
    released: 0,
    arrival,
    fingerprint: '',
    history: [{ what, at: arrival, quantity: fields.quantity ?? 1 }],
    cancellations: {},
    ...fields,
  };
}

export type EventWithBookings = { id: string; organizer: Person; bookings: Booking[] };

/** Creates an event in the service and stores these bookings of it. */
export async function anEventWith(it: TestService, fields: Partial<Booking>[]): Promise<EventWithBookings> {
  const event = await it.anEvent({ capacity: 10_000 });
  const stored = await eventStore(table()).read(event.id);
  if (stored === undefined) throw new Error('The event is not there.');
  const bookings = fields.map((one) => aBooking(stored, one));
  await storeBookings(table(), stored, bookings);
  return { ...event, bookings };
}

/** Stores bookings, and the waitlist entries of those that wait. Shards and tallies are not changed. */
export async function storeBookings(table: Table, event: Event, bookings: Iterable<Booking>): Promise<void> {
  const items = itemsOf(event, bookings);
  const storeInTurn = async () => {
    for (let batch = take(items); batch.length > 0; batch = take(items)) {
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, storeInTurn));
}

function* itemsOf(event: Event, bookings: Iterable<Booking>): Generator<Item> {
  for (const booking of bookings) {
    yield toBookingItem(event, booking);
    if (booking.status === 'waitlisted') yield toEntryItem(event, booking);
  }
}

function take(items: Generator<Item>): Item[] {
  const batch: Item[] = [];
  while (batch.length < BATCH_LIMIT_ITEMS) {
    const { value, done } = items.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}
