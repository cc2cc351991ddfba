/** Items are parsed by their schemas: what does not have the stored shape never reaches the domain. */
import { describe, expect, test } from '@jest/globals';
import { fromAuditedItem, fromBookingItem } from '../../functions/store/items/booking.ts';
import { fromEntryItem } from '../../functions/store/items/entry.ts';
import { fromShardItem } from '../../functions/store/items/shard.ts';
import { parseMessage } from '../../functions/store/queue.ts';
import { type Item, UnreadableItem } from '../../functions/store/table/item.ts';

const shard: Item = {
  pk: 'EVENT#e#SHARD#0',
  sk: 'SHARD',
  shardIndex: 0,
  freeTickets: 3,
  isClosed: false,
  joinedCount: 0,
  salesOpenAt: 1,
  salesCloseAt: 2,
  doorClosesAt: 3,
  maxPerCustomer: 10,
};

const booking: Item = {
  bookingId: 'b',
  eventId: 'e',
  customerId: 'c',
  bookingStatus: 'confirmed',
  quantity: 1,
  releasedTickets: 0,
  arrival: 1,
  fingerprint: '',
  history: [{ what: 'booked', at: 1, quantity: 1, attempt: 'a' }],
  cancellations: {},
  attendee: { firstName: 'Ada', lastName: 'L', email: 'ada@example.com' },
};

describe('An item that is read', () => {
  test('becomes the domain’s object, without keys and without attributes that the schema does not name', () => {
    expect(fromShardItem({ ...shard, termsRevision: 4 })).toEqual({
      index: 0,
      freeTickets: 3,
      closed: false,
      joined: 0,
      salesOpenAt: 1,
      salesCloseAt: 2,
      doorClosesAt: 3,
      maxPerCustomer: 10,
    });
    expect(Object.keys(fromAuditedItem(booking))).not.toContain('attendee');
  });

  test.each<[string, () => unknown, string]>([
    ['text instead of a count', () => fromShardItem({ ...shard, freeTickets: '3' }), 'freeTickets'],
    ['a missing attribute', () => fromEntryItem({ pk: 'p', sk: 's' }), 'quantity'],
    ['an unknown status', () => fromBookingItem({ ...booking, bookingStatus: 'held' }), 'bookingStatus'],
    [
      'a history entry of an unknown kind',
      () => fromBookingItem({ ...booking, history: [{ what: 'eaten', at: 1 }] }),
      'history.0.what',
    ],
    [
      'an attendee without a family name',
      () => fromBookingItem({ ...booking, attendee: { firstName: 'Ada' } }),
      'attendee.lastName',
    ],
  ])('is rejected with %s, and the error names the attribute but no value', (_, read, attribute) => {
    expect(read).toThrow(UnreadableItem);
    expect(read).toThrow(new RegExp(`is unreadable: ${attribute}\\.$`));
  });
});

test.each(['', '{}', '[]', '{"eventId":1}', '{"eventId":"e","bookingIds":"b"}'])(
  'a message %j of another sender is rejected',
  (body) => {
    expect(() => parseMessage(body)).toThrow();
  },
);
