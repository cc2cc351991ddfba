/**
 * Stores bookings, customers' tallies and waitlist entries. Requests take tickets and join the waitlist only
 * through this file; tickets are given to waiters only by the clerk's writes in `promotion-batch.ts`.
 */
import type { Booking, HistoryEntry, TicketHolders } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../domain/model/limits.ts';
import type {
  BookingStore,
  BookingWrite,
  Replacement,
  Requirements,
  WriteOutcome,
} from '../domain/ports/booking-store.ts';
import {
  BOOKING_HAS_NO_TICKETS,
  BOOKING_IS_UNCHANGED,
  bookingKey,
  bookingPendingWork,
  fromBookingItem,
  OFFER_HAS_NOT_RUN_OUT,
  toBookingItem,
} from './items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from './items/copied-terms.ts';
import { entryKeyOf, toEntryItem } from './items/entry.ts';
import { checkAdmission, fromShardItem, joinThroughShard, shardKey, takeFromShard } from './items/shard.ts';
import { toSolutionItem } from './items/solution.ts';
import { fromTallyItem, raiseTally } from './items/tally.ts';
import { ADDRESS_IS_CONFIRMED, userKey } from './items/user.ts';
import {
  fromWaitlistItem,
  UNASSIGNED_SELL_AT_DOOR,
  WAITLIST_HAS_ROOM,
  waitlistKey,
} from './items/waitlist-state.ts';
import { waitlistAction } from './items/waitlist-update.ts';
import type { Table } from './table/client.ts';
import { type Action, type CommitOutcome, commit } from './table/commit.ts';
import { EXISTS, IS_NEW } from './table/existence.ts';
import { getItem, getItems } from './table/read.ts';
import { write } from './table/write.ts';

/** Indexes of the actions that store a booking. */
const BOOKING = 0;
const TALLY = 1;

export function bookingStore(table: Table): BookingStore {
  return {
    async take({ takes, ...request }) {
      const shards = takes.map((take) => takeFromShard(request, take));
      return commitBooking(table, request, shards);
    },

    async takeUnassigned(request) {
      return commitBooking(table, request, [takeUnassigned(request)]);
    },

    async join({ shard, isRoomUnassigned = false, atOnce, until, replaces, ...request }) {
      const flags = { ...(atOnce && { atOnce }), ...(until !== undefined && { until }) };
      const item = { ...toEntryItem(request.event, request.booking), ...flags };
      const entry: Action = { put: item, when: IS_NEW };
      const joining = isRoomUnassigned ? takeUnassignedRoom(request) : joinThroughShard(request, shard);
      const gates = replaces === undefined ? [joining] : replacing(request, shard, replaces);
      return commitBooking(table, request, [...gates, entry]);
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

    async appendHistory(event, before, added, ticketHolders) {
      const outcome = await write(table, longerHistory(event, before, [added].flat(), ticketHolders));
      return outcome.kind === 'done';
    },
  };
}

/** Writes the booking and the tally, with the writes that are `others`, if the booking meets what the event asks. */
async function commitBooking(table: Table, request: BookingWrite, others: Action[]): Promise<WriteOutcome> {
  const requirements = requirementActions(request);
  const actions = [putBooking(request), raiseTally(request), ...others];
  const outcome = await commit(table, [...actions, ...requirements.map(({ action }) => action)]);
  const isFailed = (index: number) => outcome.kind === 'refused' && outcome.failed.has(index);
  const unmet = requirements.find((_, index) => isFailed(actions.length + index));
  return outcomeOf(outcome, unmet?.name);
}

function requirementActions({ requirements = {} }: BookingWrite) {
  const { confirmedUserId, solution } = requirements;
  const required: { name: keyof Requirements; action: Action }[] = [];
  if (confirmedUserId !== undefined) {
    const action = { check: userKey(confirmedUserId), when: ADDRESS_IS_CONFIRMED, values: { ':true': true } };
    required.push({ name: 'confirmedUserId', action });
  }
  if (solution !== undefined)
    required.push({ name: 'solution', action: { put: toSolutionItem(solution), when: IS_NEW } });
  return required;
}

function putBooking({ event, booking, addsTo, now }: BookingWrite): Action {
  if (addsTo !== undefined) return putChange(event, addsTo, booking, now, now + PENDING_WORK_GRACE_MS);
  return {
    put: { ...toBookingItem(event, booking), ...bookingPendingWork(event, booking, 0) },
    when: IS_NEW,
  };
}

function takeUnassigned({ event, booking, now }: BookingWrite): Action {
  return waitlistAction(event, {
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

/** As many bookings wait as before, so nothing is counted. */
function replacing(request: BookingWrite, shard: number, { before, after }: Replacement): Action[] {
  const { event, now } = request;
  return [
    checkAdmission(request, shard),
    putChange(event, before, after, now, now + PENDING_WORK_GRACE_MS),
    { delete: entryKeyOf(event, before), when: EXISTS },
  ];
}

/** Takes room that others gave back. */
function takeUnassignedRoom({ event, now }: BookingWrite): Action {
  return waitlistAction(event, {
    set: ['unassignedRoom = unassignedRoom - :one'],
    when: WAITLIST_HAS_ROOM,
    values: { ':one': 1, ':now': now, ':maxPerCustomer': event.maxPerCustomer },
  });
}

function longerHistory(
  event: Event,
  before: Booking,
  added: HistoryEntry[],
  ticketHolders: TicketHolders | undefined,
) {
  const set = 'SET history = list_append(history, :added)';
  return {
    update: bookingKey(event, before.id),
    set: ticketHolders === undefined ? set : `${set}, ticketHolders = :holders`,
    when: BOOKING_IS_UNCHANGED,
    values: {
      ':added': added,
      ':seenHistory': before.history.length,
      ...(ticketHolders && { ':holders': ticketHolders }),
    },
  };
}

function isAccepting(before: Booking, after: Booking): boolean {
  return before.status === 'offered' && after.status === 'confirmed';
}

function putChange(event: Event, before: Booking, after: Booking, now: number, dueAt: number) {
  const accepts = isAccepting(before, after);
  return {
    put: { ...toBookingItem(event, after), ...bookingPendingWork(event, after, dueAt) },
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
  const removal: Action = { delete: entryKeyOf(event, booking), when: EXISTS };
  const values = { ':one': 1 };
  if (event.waitlist.limit !== undefined) {
    const set = ['unassignedRoom = unassignedRoom + :one'];
    return [removal, waitlistAction(event, { set, when: EXISTS, values })];
  }
  const shard = shardKey(event.id, booking.shard ?? 0);
  return [removal, { update: shard, set: 'SET joinedCount = joinedCount - :one', when: EXISTS, values }];
}

function outcomeOf(outcome: CommitOutcome, unmet: keyof Requirements | undefined): WriteOutcome {
  if (outcome.kind !== 'refused') return outcome;
  const existing = outcome.failed.get(BOOKING);
  if (existing !== undefined) return { kind: 'own-booking', booking: fromBookingItem(existing) };
  const tally = outcome.failed.get(TALLY);
  const gates = [...outcome.failed].flatMap(([index, item]) =>
    index > TALLY && item !== undefined ? [item] : [],
  );
  const waitlist = gates.find((item) => item['sk'] === waitlistKey('').sk);
  return {
    kind: 'refused',
    shards: gates.filter((item) => item['shardIndex'] !== undefined).map(fromShardItem),
    ...(waitlist && { waitlist: fromWaitlistItem(waitlist) }),
    ...(tally && { tally: fromTallyItem(tally) }),
    ...(unmet && { unmet }),
  };
}

function inOrder(bookings: Booking[], ids: string[]): Booking[] {
  const byId = new Map(bookings.map((booking) => [booking.id, booking]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
