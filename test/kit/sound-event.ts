/**
 * An event of ten tickets that breaks no guarantee, with its bookings and their history entries: nine tickets
 * are held, one is unassigned, and the next waiter wants three. Tests audit it, and plant faults in it.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { arrivalKey, type Booking, type HistoryEntry } from '../../functions/domain/model/booking.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import { copiedTerms, type Event, type EventFields, eventOf } from '../../functions/domain/model/event.ts';
import type { Shard } from '../../functions/domain/model/shard.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { entryPartition, toEntryItem } from '../../functions/store/items/entry.ts';
import { toEventItem } from '../../functions/store/items/event.ts';
import { dueKeyOf } from '../../functions/store/items/pending-work.ts';
import { toShardItem } from '../../functions/store/items/shard.ts';
import { toWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { soundLog, toNoticesItem } from './sound-notices.ts';

const OPENED = Date.parse('2030-01-01T00:00:00.000Z');
const MINUTE_MS = 60_000;

/** @returns the instant so many minutes after sales opened, in ms. */
export const minute = (minutes: number): number => OPENED + minutes * MINUTE_MS;

/** Two weeks after sales opened; they last a month. */
export const AUDITED_AT = Date.parse('2030-01-15T00:00:00.000Z');

export const ORGANIZER = 'organizer of the event';

export const booked = (quantity: number, at: number): HistoryEntry => ({
  what: 'booked',
  at: minute(at),
  quantity,
});
export const joined = (quantity: number, at: number): HistoryEntry => ({
  what: 'joined',
  at: minute(at),
  quantity,
});
export const promoted = (quantity: number, promotionNumber: number, at = 101): HistoryEntry => ({
  what: 'promoted',
  at: minute(at),
  quantity,
  promotionNumber,
});
export const cancelled = (quantity: number, by: string): HistoryEntry => ({
  what: 'cancelled',
  at: minute(100),
  quantity,
  by,
});
export const handedOn = (quantity: number): HistoryEntry => ({
  what: 'handed-on',
  at: minute(101),
  quantity,
});

export const customerOf = (name: string): string => `customer of ${name}`;

type Fields = Partial<Booking>;

function aBooking(
  eventId: string,
  name: string,
  arrivedAt: number,
  history: HistoryEntry[],
  fields: Fields,
): Booking {
  return {
    id: derivedId(eventId, name),
    eventId,
    customerId: customerOf(name),
    status: 'confirmed',
    quantity: 1,
    granted: 0,
    released: 0,
    arrival: minute(arrivedAt),
    fingerprint: '',
    history,
    cancellations: {},
    ...(history[0]?.what === 'joined' && { shard: arrivedAt % 2 }),
    ...fields,
  };
}

const aShard = (index: number, event: Event): Shard => ({
  index,
  freeTickets: 0,
  closed: true,
  joined: 2,
  ...copiedTerms(event),
});

export type SoundEvent = ReturnType<typeof aSoundEvent>;
export type Name = keyof SoundEvent['bookings'];

export function aSoundEvent(id: string, fields: Partial<EventFields> = {}) {
  const event = eventOf({
    id,
    organizerId: ORGANIZER,
    name: 'First night',
    startsAt: '2030-03-01T20:00:00.000Z',
    capacity: 10,
    stated: {
      salesOpenAt: new Date(OPENED).toISOString(),
      salesCloseAt: '2030-02-01T00:00:00.000Z',
      maxPerBooking: 4,
    },
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: '2029-01-01T00:00:00.000Z',
    revision: 0,
    shardCount: 2,
    fingerprint: '',
    ...fields,
  });
  const make = (name: string, arrivedAt: number, history: HistoryEntry[], changed: Fields = {}) =>
    aBooking(id, name, arrivedAt, history, changed);
  const gone = { quantity: 0, status: 'cancelled' } as const;
  const left = { what: 'left', at: minute(30), quantity: 1, by: customerOf('left') } as const;
  const bookings = {
    partly: make('partly', 10, [booked(3, 10), cancelled(1, customerOf('partly')), handedOn(1)], {
      quantity: 2,
    }),
    whole: make('whole', 11, [booked(4, 11)], { quantity: 4 }),
    gone: make('gone', 12, [booked(3, 12), cancelled(3, ORGANIZER), handedOn(3)], gone),
    left: make('left', 15, [joined(1, 15), left], gone),
    first: make('first', 20, [joined(2, 20), promoted(2, 1)], { quantity: 2 }),
    second: make('second', 21, [joined(1, 21), promoted(1, 2)]),
    unservable: make(
      'unservable',
      30,
      [joined(11, 30), { what: 'expired', at: minute(30), quantity: 11, because: 'more-than-capacity' }],
      gone,
    ),
    next: make('next', 31, [joined(3, 31)], { quantity: 3, status: 'waitlisted' }),
    last: make('last', 32, [joined(2, 32)], { quantity: 2, status: 'waitlisted' }),
  };
  const snapshot: EventSnapshot = {
    event,
    shards: [aShard(0, event), aShard(1, event)],
    waitlist: {
      sellsInOrder: true,
      shardsEmpty: true,
      unassigned: 1,
      pendingCapacity: 0,
      pass: 3,
      served: 2,
      promotions: 2,
      cancelled: 0,
      cancellationDone: false,
      lookAt: minute(101),
      ...(event.waitlist.limit !== undefined && { unassignedRoom: event.waitlist.limit - 2, roomMoves: 0 }),
      ...copiedTerms(event),
    },
    bookings: Object.values(bookings),
    entries: [bookings.next, bookings.last].map((booking) => ({
      bookingId: booking.id,
      key: arrivalKey(booking),
      quantity: booking.quantity,
      partition: entryPartition(event, booking.shard ?? 0),
    })),
  };
  return { snapshot, event, bookings };
}

/** The attributes of the waitlist's item that make it due for the sweep at `lookAt` (ms). */
export const lookingAt = (event: Pick<Event, 'id'>, lookAt: number) => ({
  lookAt,
  ...dueKeyOf(event.id, lookAt, 'line'),
});

/** DynamoDB's limit for one BatchWriteItem. */
const BATCH_WRITE_ITEMS = 25;

/** Stores a snapshot as items of the table, with the notice logs of customers who were told everything. */
export async function storeSnapshot(table: Table, snapshot: EventSnapshot): Promise<void> {
  const { event, waitlist } = snapshot;
  const items: Item[] = [
    toEventItem(event),
    {
      ...toWaitlistItem(event),
      sellsInOrder: waitlist.sellsInOrder,
      areShardsEmpty: waitlist.shardsEmpty,
      unassignedTickets: waitlist.unassigned,
      pendingTickets: waitlist.pendingCapacity,
      passNumber: waitlist.pass,
      servedCount: waitlist.served,
      promotionCount: waitlist.promotions,
      unassignedRoom: waitlist.unassignedRoom,
      heldBack: waitlist.heldBack,
      waitlistPolicy: waitlist.policy,
      ...(waitlist.lookAt !== undefined && lookingAt(event, waitlist.lookAt)),
    },
    ...snapshot.shards.map((shard) => toShardItem(event, shard)),
    ...snapshot.bookings.map((booking) => toBookingItem(event, booking)),
    ...snapshot.bookings
      .filter(({ status }) => status === 'waitlisted')
      .map((booking) => toEntryItem(event, booking)),
    ...snapshot.bookings.map((booking) => toNoticesItem(event, booking.id, soundLog(booking))),
  ];
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  for (let start = 0; start < requests.length; start += BATCH_WRITE_ITEMS) {
    const some = requests.slice(start, start + BATCH_WRITE_ITEMS);
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: some } }));
  }
}
