/**
 * Stores bookings, customers' tallies and waitlist entries. Requests take tickets and join the waitlist only
 * through this file; tickets are given to waiters only by the clerk's writes in `promotion-batch.ts`.
 */
import type { Booking } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from '../domain/model/limits.ts';
import type { BookingStore, BookingWrite, TallyCheck, WriteOutcome } from '../domain/ports/booking-store.ts';
import { bookingPendingWork } from './booking-pending-work.ts';
import type { Table } from './client.ts';
import { type Action, type CommitOutcome, commit } from './commit.ts';
import {
  BOOKING_HAS_NO_TICKETS,
  BOOKING_IS_UNCHANGED,
  CUSTOMER_BOOKED_NOTHING_SINCE,
  CUSTOMER_IS_WITHIN_LIMIT,
  EXISTS,
  IS_NEW,
  OFFER_HAS_NOT_RUN_OUT,
  SALES_HAVE_NOT_CLOSED,
  SHARD_ADMITS_TO_WAITLIST,
  SHARD_SELLS,
  SHARD_SELLS_AT_DOOR,
  UNASSIGNED_SELL_AT_DOOR,
  WAITLIST_HAS_ROOM,
} from './conditions.ts';
import {
  entryKeyOf,
  fromBookingItem,
  fromShardItem,
  fromTallyItem,
  fromWaitlistItem,
  toBookingItem,
  toEntryItem,
} from './items.ts';
import { bookingKey, entryPartitions, shardKey, tallyKey, waitlistKey } from './keys.ts';
import { getItem, getItems, queryPages } from './read.ts';
import { waitlistActions } from './waitlist-update.ts';
import { write } from './write.ts';

const BOOKING = 0;
const TALLY = 1;

export function bookingStore(table: Table): BookingStore {
  return {
    async take({ takes, ...request }) {
      const shards = takes.map(({ index, quantity }) => takeFromShard(request, index, quantity));
      return outcomeOf(await commit(table, [putBooking(request), raiseTally(request), ...shards]));
    },

    async takeUnassigned(request) {
      return outcomeOf(
        await commit(table, [putBooking(request), raiseTally(request), ...takeUnassigned(request)]),
      );
    },

    async join({ shard, atOnce, until, ...request }) {
      const flags = { ...(atOnce && { atOnce }), ...(until !== undefined && { until }) };
      const item = { ...toEntryItem(request.event, request.booking), ...flags };
      const entry: Action = { put: item, when: IS_NEW };
      const gate =
        request.event.waitlist.limit === undefined
          ? joinThroughShard(request, shard)
          : joinThroughWaitlist(request);
      return outcomeOf(await commit(table, [putBooking(request), raiseTally(request), gate, entry]));
    },

    async removeWaiting(event, booking) {
      const removal: Action = {
        delete: bookingKey(event, booking.id),
        when: `${BOOKING_IS_UNCHANGED} AND ${BOOKING_HAS_NO_TICKETS}`,
        values: { ':seenHistory': booking.history.length, ':waitlisted': 'waitlisted' },
      };
      return (await commit(table, [removal, ...leaving(event, booking)])).kind === 'done';
    },

    async read(event, bookingId) {
      const item = await getItem(table, bookingKey(event, bookingId));
      return item && fromBookingItem(item);
    },

    async readMany(event, bookingIds) {
      const ids = [...new Set(bookingIds)];
      const keys = ids.map((id) => bookingKey(event, id));
      const items = await getItems(table, keys, true);
      return inOrder(items.map(fromBookingItem), ids);
    },

    async change(event, before, after, { now, dueAt }) {
      const booking = putChange(event, before, after, now, dueAt);
      const others = isAccepting(before, after)
        ? [duringSales(event, now)]
        : entryChange(event, before, after);
      const outcome =
        others.length > 0 ? await commit(table, [booking, ...others]) : await write(table, booking);
      return outcome.kind === 'done';
    },

    async appendHistory(event, before, historyEntry) {
      const outcome = await write(table, {
        update: bookingKey(event, before.id),
        set: 'SET history = list_append(history, :added)',
        when: BOOKING_IS_UNCHANGED,
        values: { ':added': [historyEntry], ':seenHistory': before.history.length },
      });
      return outcome.kind === 'done';
    },

    async position(event, booking) {
      const mine = entryKeyOf(event, booking);
      const counts = entryPartitions(event).map((pk) => countBefore(table, pk, mine.sk));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 1);
    },
  };
}

function putBooking({ event, booking }: BookingWrite): Action {
  return {
    put: { ...toBookingItem(event, booking), ...bookingPendingWork(event.id, booking, 0) },
    when: IS_NEW,
  };
}

/** A recount replaces `bookingIds` by the bookings that it found, because some listed ones may be removed. */
function raiseTally({ event, booking, tally }: BookingWrite): Action {
  const { when, values } = tallyCondition(event, booking, tally);
  const isRecounted = tally.kind === 'recounted';
  const held = isRecounted ? ':recounted' : 'if_not_exists(held, :none)';
  const ids = isRecounted ? ':bookingIds' : 'list_append(if_not_exists(bookingIds, :nobody), :bookingIds)';
  return {
    update: tallyKey(booking.customerId, event.id),
    set: `SET held = ${held} + :quantity, bookingIds = ${ids}, raises = if_not_exists(raises, :none) + :one, shardCount = :shardCount`,
    when,
    values: {
      ...values,
      ...(isRecounted ? { ':recounted': tally.held } : { ':nobody': [] }),
      ':none': 0,
      ':one': 1,
      ':quantity': booking.quantity,
      ':bookingIds': isRecounted ? [...tally.bookingIds, booking.id] : [booking.id],
      ':shardCount': event.shardCount,
    },
  };
}

function tallyCondition(event: Event, booking: Booking, tally: TallyCheck) {
  return tally.kind === 'recounted'
    ? { when: CUSTOMER_BOOKED_NOTHING_SINCE, values: { ':seenRaises': tally.seenRaises } }
    : {
        when: CUSTOMER_IS_WITHIN_LIMIT,
        values: {
          ':room': event.maxPerCustomer - booking.quantity,
          ':bookingsLimit': BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
        },
      };
}

function takeFromShard({ event, now, isAtDoor }: BookingWrite, shard: number, quantity: number): Action {
  return {
    update: shardKey(event.id, shard),
    set: 'SET freeTickets = freeTickets - :quantity',
    when: isAtDoor ? SHARD_SELLS_AT_DOOR : SHARD_SELLS,
    values: { ':quantity': quantity, ':false': false, ':now': now, ':maxPerCustomer': event.maxPerCustomer },
  };
}

function takeUnassigned({ event, booking, now }: BookingWrite): Action[] {
  return waitlistActions(event, {
    set: ['unassignedTickets = unassignedTickets - :quantity'],
    when: UNASSIGNED_SELL_AT_DOOR,
    values: {
      ':quantity': booking.quantity,
      ':true': true,
      ':now': now,
      ':maxPerCustomer': event.maxPerCustomer,
    },
  });
}

function joinThroughShard({ event, now }: BookingWrite, shard: number): Action {
  return {
    update: shardKey(event.id, shard),
    set: 'SET joinedCount = joinedCount + :one',
    when: SHARD_ADMITS_TO_WAITLIST,
    values: { ':one': 1, ':true': true, ':now': now, ':maxPerCustomer': event.maxPerCustomer },
  };
}

/** One counter enforces the limit of a waitlist exactly, and allows about 100 joins per second. */
function joinThroughWaitlist({ event, now }: BookingWrite): Action {
  return {
    update: waitlistKey(event.id),
    set: 'SET joinedCount = joinedCount + :one',
    when: WAITLIST_HAS_ROOM,
    values: {
      ':one': 1,
      ':now': now,
      ':maxPerCustomer': event.maxPerCustomer,
      ':limit': event.waitlist.limit,
    },
  };
}

function isAccepting(before: Booking, after: Booking): boolean {
  return before.status === 'offered' && after.status === 'confirmed';
}

function putChange(event: Event, before: Booking, after: Booking, now: number, dueAt: number) {
  const accepts = isAccepting(before, after);
  return {
    put: { ...toBookingItem(event, after), ...bookingPendingWork(event.id, after, dueAt) },
    when: accepts ? `${BOOKING_IS_UNCHANGED} AND ${OFFER_HAS_NOT_RUN_OUT}` : BOOKING_IS_UNCHANGED,
    values: { ':seenHistory': before.history.length, ...(accepts && { ':now': now }) },
  };
}

/** Checks in a random shard that sales are open: every shard has a copy of the sales window. */
function duringSales(event: Event, now: number): Action {
  const shard = Math.floor(Math.random() * event.shardCount);
  return { check: shardKey(event.id, shard), when: SALES_HAVE_NOT_CLOSED, values: { ':now': now } };
}

/** Lowers the quantity of a waiting booking's entry, or removes the entry when the booking stops waiting. */
function entryChange(event: Event, before: Booking, after: Booking): Action[] {
  if (before.status !== 'waitlisted') return [];
  if (after.status !== 'waitlisted') return leaving(event, before);
  return [
    {
      update: entryKeyOf(event, after),
      set: 'SET quantity = :quantity',
      when: EXISTS,
      values: { ':quantity': after.quantity - after.granted },
    },
  ];
}

function leaving(event: Event, booking: Booking): Action[] {
  const counter =
    event.waitlist.limit === undefined ? shardKey(event.id, booking.shard ?? 0) : waitlistKey(event.id);
  return [
    { delete: entryKeyOf(event, booking), when: EXISTS },
    { update: counter, set: 'SET joinedCount = joinedCount - :one', when: EXISTS, values: { ':one': 1 } },
  ];
}

function outcomeOf(outcome: CommitOutcome): WriteOutcome {
  if (outcome.kind !== 'refused') return outcome;
  const existing = outcome.failed.get(BOOKING);
  if (existing !== undefined) return { kind: 'own-booking', booking: fromBookingItem(existing) };
  const tally = outcome.failed.get(TALLY);
  const gates = [...outcome.failed].flatMap(([index, item]) =>
    index > TALLY && item !== undefined ? [item] : [],
  );
  const waitlist = gates.find((item) => item['sk'] === 'WAITLIST-STATE');
  return {
    kind: 'refused',
    shards: gates.filter((item) => item['shardIndex'] !== undefined).map(fromShardItem),
    ...(waitlist && { waitlist: fromWaitlistItem(waitlist) }),
    ...(tally && { tally: fromTallyItem(tally) }),
  };
}

async function countBefore(table: Table, partition: string, key: string): Promise<number> {
  let count = 0;
  const input = {
    KeyConditionExpression: 'pk = :partition AND sk < :key',
    ExpressionAttributeValues: { ':partition': partition, ':key': key },
    Select: 'COUNT' as const,
    ConsistentRead: true,
  };
  for await (const page of queryPages(table, input)) count += page.count;
  return count;
}

function inOrder(bookings: Booking[], ids: string[]): Booking[] {
  const byId = new Map(bookings.map((booking) => [booking.id, booking]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
