/**
 * The writes of the clerk. Every write of a pass has the condition that the pass is the latest and, where
 * tickets move, that the waitlist is as it was read. So an overtaken clerk cannot write.
 */
import type { Event } from '../domain/model/event.ts';
import { offerEndsAt } from '../domain/model/offer-time.ts';
import { NEVER_SOLD } from '../domain/model/sale-terms.ts';
import type { ClerkStore } from '../domain/ports/waitlist-store.ts';
import { endingActions } from './ended-bookings.ts';
import { passingActions } from './held-back.ts';
import { emptyShard, returnToShard } from './items/shard.ts';
import {
  PASS_IS_MINE,
  PASS_IS_NEXT,
  PENDING_IS_WHAT_WAS_SEEN,
  seenUnassigned,
  UNASSIGNED_IS_WHAT_WAS_SEEN,
} from './items/waitlist-state.ts';
import { type WaitlistUpdate, waitlistAction, writeWaitlist } from './items/waitlist-update.ts';
import { passEndUpdate } from './pass-end.ts';
import { offeredBookingIds, releasedBookingIds } from './pending-work.ts';
import { handOn, promote, waitlistPart } from './promotion-batch.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';

export function clerkStore(table: Table): ClerkStore {
  return { ...ticketMoves(table), ...passes(table), ...endings(table) };
}

/** Moves tickets between shards, releases and the unassigned tickets. */
function ticketMoves(
  table: Table,
): Pick<
  ClerkStore,
  'returnToShards' | 'freePendingCapacity' | 'collectFromShards' | 'releasedBookingIds' | 'offeredBookingIds'
> {
  return {
    async returnToShards(event, release, shards, now) {
      const outcome = await commit(table, [
        ...shards.map((share) => returnToShard(event, share)),
        ...handOn(event, release, now),
      ]);
      return outcome.kind === 'done';
    },

    async freePendingCapacity(event, pendingCapacity, { index, quantity }) {
      const isLast = quantity === pendingCapacity;
      const outcome = await commit(table, [
        waitlistAction(event, {
          set: ['pendingTickets = :left'],
          when: PENDING_IS_WHAT_WAS_SEEN,
          values: {
            ':left': pendingCapacity - quantity,
            ':seen': pendingCapacity,
            ':false': false,
            ':cancelled': NEVER_SOLD,
          },
          ...(isLast && { look: { at: undefined } }),
        }),
        returnToShard(event, { index, quantity }),
      ]);
      return outcome.kind === 'done';
    },

    async collectFromShards(event, waitlist, { shards, isLast }, lookAt) {
      const unassigned = shards.reduce(
        (sum, shard) => sum + shard.freeTickets,
        waitlist.unassigned + waitlist.pendingCapacity,
      );
      const outcome = await commit(table, [
        waitlistAction(event, {
          set: [
            'unassignedTickets = :unassigned',
            'pendingTickets = :none',
            'areShardsEmpty = :areShardsEmpty',
          ],
          when: UNASSIGNED_IS_WHAT_WAS_SEEN,
          values: {
            ...seenUnassigned(waitlist),
            ':unassigned': unassigned,
            ':none': 0,
            ':areShardsEmpty': isLast,
          },
          look: { at: lookAt },
        }),
        ...shards.map((shard) => emptyShard(event, shard)),
      ]);
      return outcome.kind === 'done';
    },

    releasedBookingIds: (event, limit) => releasedBookingIds(table, event, limit),

    offeredBookingIds: (eventId) => offeredBookingIds(table, eventId),
  };
}

/** Starts and ends passes, and writes their promotion batches. */
function passes(
  table: Table,
): Pick<ClerkStore, 'startPass' | 'writeBatch' | 'passHead' | 'endPass' | 'announceEndOfQuiet' | 'endQuiet'> {
  return {
    async startPass(event, pass, servingUpTo) {
      const outcome = await writeWaitlist(table, event, {
        set: ['passNumber = :pass', 'servingUpTo = :servingUpTo'],
        when: PASS_IS_NEXT,
        values: { ':pass': pass, ':previousPass': pass - 1, ':servingUpTo': servingUpTo, ':true': true },
      });
      return outcome.kind === 'done';
    },

    async writeBatch(event, waitlist, batch, when) {
      const collected = batch.collect.flatMap((release, index) =>
        handOn(event, release, when.now, when.endOfWaitlist + index),
      );
      const times = { now: when.now, expiresAt: offerEndsAt(event, when.now) };
      const promoted = batch.promote.flatMap((promotion, index) =>
        promote(event, promotion, waitlist.promotions + index + 1, times),
      );
      const actions = [waitlistPart(event, waitlist, batch, when), ...collected, ...promoted];
      return (await commit(table, actions)).kind === 'done';
    },

    async passHead(event, waitlist, head, when) {
      return (await commit(table, passingActions(event, waitlist, head, when))).kind === 'done';
    },

    endPass(event, pass, end = {}) {
      return writeDuringPass(table, event, pass, passEndUpdate(end));
    },

    announceEndOfQuiet(event, pass) {
      return writeDuringPass(table, event, pass, {
        set: ['quiet = :ending'],
        values: { ':ending': 'ending' },
      });
    },

    endQuiet(event, pass, servingUpTo) {
      return writeDuringPass(table, event, pass, {
        set: ['servingUpTo = :servingUpTo'],
        remove: ['quiet'],
        values: { ':servingUpTo': servingUpTo },
      });
    },
  };
}

/** @returns false on contention. An update of a pass that was overtaken has no effect. */
async function writeDuringPass(
  table: Table,
  event: Event,
  pass: number,
  { values, ...change }: Omit<WaitlistUpdate, 'when'>,
): Promise<boolean> {
  const update = { ...change, when: PASS_IS_MINE, values: { ...values, ':pass': pass } };
  const { kind } = await writeWaitlist(table, event, update);
  return kind === 'done' || kind === 'refused';
}

/** Ends bookings of cancelled events and of ended sales. */
function endings(table: Table): Pick<ClerkStore, 'endBookings' | 'markEnded' | 'completeCancellation'> {
  return {
    async endBookings(event, waitlist, ended, when) {
      return (await commit(table, endingActions(event, waitlist, ended, when))).kind === 'done';
    },

    async markEnded(event, waitlist, lookAt) {
      const outcome = await writeWaitlist(table, event, {
        set: ['endedFor = :endedFor'],
        when: UNASSIGNED_IS_WHAT_WAS_SEEN,
        values: { ...seenUnassigned(waitlist), ':endedFor': waitlist.salesCloseAt },
        look: { at: lookAt },
      });
      return outcome.kind === 'done';
    },

    async completeCancellation(event, pass) {
      const outcome = await writeWaitlist(table, event, {
        set: ['isCancellationDone = :true'],
        when: PASS_IS_MINE,
        values: { ':true': true, ':pass': pass },
        look: { at: undefined },
      });
      return outcome.kind === 'done';
    },
  };
}
