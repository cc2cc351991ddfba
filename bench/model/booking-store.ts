/**
 * `BookingStore` over the model of DynamoDB: states the items that each call touches, and decides with the
 * domain's own rules whether a write is refused.
 */
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { joinVerdict, type Shard, takeVerdict } from '../../functions/domain/model/shard.ts';
import type { BookingStore, WriteOutcome } from '../../functions/domain/ports/booking-store.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { entryKeyOf } from '../../functions/store/items/entry.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import type { Key } from '../../functions/store/table/item.ts';
import { CLERK_READ_BOOKING_MS } from './assumptions.ts';
import type { DynamoModel, Outcome } from './dynamo.ts';
import { notModelled, type SaleState } from './sale-state.ts';

type Refused = Extract<WriteOutcome, { kind: 'refused' | 'own-booking' }>;

/** A customer books only once in the model, so tallies are written but never refuse a booking. */
export function modelBookings(state: SaleState, dynamo: DynamoModel): BookingStore {
  const keysOf = (event: Event, booking: Booking): Key[] => [
    bookingKey(event, booking.id),
    tallyKey(booking.customerId, event.id),
  ];
  const whyNot = (booking: Booking, shards: Shard[]): Refused | undefined => {
    const own = state.bookings.get(booking.id);
    if (own !== undefined) return { kind: 'own-booking', booking: own };
    return shards.length === 0 ? undefined : { kind: 'refused', shards };
  };

  return {
    async take({ event, booking, now, takes, isAtDoor }) {
      const keys = takes.map(({ index }) => shardKey(event.id, index));
      const outcome = await dynamo.transact<Refused>([...keysOf(event, booking), ...keys], {
        refusal: (isHeld) => {
          const refusing = takes.filter(({ index, quantity }) => {
            if (isHeld(shardKey(event.id, index))) return false;
            const request = { now, quantity, maxPerCustomer: event.maxPerCustomer, isAtDoor };
            return takeVerdict(state.shard(index), request) !== 'yes';
          });
          return whyNot(
            booking,
            refusing.map(({ index }) => ({ ...state.shard(index) })),
          );
        },
        commit: () => {
          for (const { index, quantity } of takes) state.shard(index).freeTickets -= quantity;
          state.bookings.set(booking.id, booking);
        },
      });
      return answer(outcome);
    },

    async join({ event, booking, now, shard, isRoomUnassigned, atOnce, until }) {
      if (isRoomUnassigned) return notModelled('unassigned room')();
      const gate = shardKey(event.id, shard);
      const entry = entryKeyOf(event, booking);
      const outcome = await dynamo.transact<Refused>([...keysOf(event, booking), gate, entry], {
        refusal: (isHeld) => {
          const seen = state.shard(shard);
          const verdict = joinVerdict(seen, { now, maxPerCustomer: event.maxPerCustomer });
          return whyNot(booking, verdict === 'yes' || isHeld(gate) ? [] : [{ ...seen }]);
        },
        commit: () => {
          state.join(shard);
          state.bookings.set(booking.id, booking);
          state.entries.set(entry.sk, {
            bookingId: booking.id,
            key: entry.sk,
            quantity: booking.quantity,
            partition: entry.pk,
            ...(atOnce && { atOnce }),
            ...(until !== undefined && { until }),
          });
        },
      });
      return answer(outcome);
    },

    read: (event, bookingId) =>
      dynamo.read('GetItem', bookingKey(event, bookingId), () => state.bookings.get(bookingId)),

    async readMany(event, bookingIds) {
      const ids = [...new Set(bookingIds)];
      if (ids.length === 0) return [];
      const keys = ids.map((id) => bookingKey(event, id));
      const found = await dynamo.readMany(keys, 1, () => ids.flatMap((id) => state.bookings.get(id) ?? []));
      await dynamo.compute(found.length * CLERK_READ_BOOKING_MS);
      return found;
    },

    async change(event, before, after, { dueAt }) {
      const key = bookingKey(event, before.id);
      const isReleased = before.released === 0 && after.released > 0;
      const effect = {
        refusal: () => (isUnchanged(state, before) ? undefined : true),
        commit: () => {
          state.bookings.set(before.id, after);
          if (isReleased) dynamo.index(() => state.releases.set(after.id, dueAt ?? 0));
          if (before.status !== 'waitlisted' || after.status === 'waitlisted') return;
          state.entries.delete(entryKeyOf(event, before).sk);
          state.shard(before.shard ?? 0).joined -= 1;
        },
      };
      if (before.status !== 'waitlisted')
        return (await dynamo.write('PutItem', key, effect, isReleased ? 1 : 0)).kind === 'done';
      const keys = [key, entryKeyOf(event, before), shardKey(event.id, before.shard ?? 0)];
      return (await dynamo.transact(keys, effect)).kind === 'done';
    },

    async removeWaiting(event, booking) {
      const entry = entryKeyOf(event, booking);
      const effect = {
        refusal: () => (isUnchanged(state, booking) ? undefined : true),
        commit: () => {
          state.bookings.delete(booking.id);
          state.entries.delete(entry.sk);
          state.shard(booking.shard ?? 0).joined -= 1;
        },
      };
      const keys = [bookingKey(event, booking.id), entry, shardKey(event.id, booking.shard ?? 0)];
      return (await dynamo.transact(keys, effect)).kind === 'done';
    },

    async appendHistory(event, before, added) {
      const outcome = await dynamo.write('UpdateItem', bookingKey(event, before.id), {
        refusal: () => (isUnchanged(state, before) ? undefined : true),
        commit: () => state.bookings.set(before.id, { ...before, history: before.history.concat(added) }),
      });
      return outcome.kind === 'done';
    },

    takeUnassigned: notModelled('sales at the door'),
  };
}

function answer(outcome: Outcome<Refused>): WriteOutcome {
  return outcome.kind === 'refused' ? outcome.why : outcome;
}

/** Compares the lengths of the histories, since every change appends an entry. */
function isUnchanged(state: SaleState, before: Booking): boolean {
  return state.bookings.get(before.id)?.history.length === before.history.length;
}
