/** `EventStore` and `WaitlistStore` over the model of DynamoDB, as far as a sale and its clerk use them. */
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import { WAITLIST_PAGE_ENTRIES } from '../../functions/domain/model/limits.ts';
import type { Promotion, Release } from '../../functions/domain/model/plan-promotions.ts';
import type { WaitlistState } from '../../functions/domain/model/waitlist-state.ts';
import type { EventStore } from '../../functions/domain/ports/event-store.ts';
import type { WaitlistStore } from '../../functions/domain/ports/waitlist-store.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { entryPartitions, mergePartitions } from '../../functions/store/items/entry.ts';
import { eventKey } from '../../functions/store/items/event.ts';
import { releasePartitionsOf } from '../../functions/store/items/pending-work.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import { CLERK_ACTION_MS } from './assumptions.ts';
import type { DynamoModel } from './dynamo.ts';
import { notModelled, type SaleState } from './sale-state.ts';

const BATCH_GET_LIMIT_ITEMS = 100;
/** Of a read that may be of a moment ago. */
const EVENTUAL_UNITS = 0.5;

export function modelEvents(state: SaleState, dynamo: DynamoModel): EventStore {
  return {
    read: (eventId) => dynamo.read('GetItem', eventKey(eventId), () => state.event),

    async readShards(event, consistency) {
      const indexes = Array.from({ length: event.shardCount }, (_, index) => index);
      const batches = [];
      for (let start = 0; start < indexes.length; start += BATCH_GET_LIMIT_ITEMS) {
        const batch = indexes.slice(start, start + BATCH_GET_LIMIT_ITEMS);
        const keys = batch.map((index) => shardKey(event.id, index));
        const look = () => batch.map((index) => ({ ...state.shard(index) }));
        batches.push(dynamo.readMany(keys, consistency === 'strong' ? 1 : EVENTUAL_UNITS, look));
      }
      return (await Promise.all(batches)).flat();
    },

    readSomeShards(event, indexes, consistency) {
      const keys = indexes.map((index) => shardKey(event.id, index));
      const units = consistency === 'strong' ? 1 : EVENTUAL_UNITS;
      return dynamo.readMany(keys, units, () => indexes.map((index) => ({ ...state.shard(index) })));
    },

    readCreated: notModelled('creating events'),
    create: notModelled('creating events'),
    createCounted: notModelled('creating events'),
    readCounted: notModelled('creating events'),
    copyTerms: notModelled('changing events'),
    endSpreading: notModelled('changing events'),
    bookings: notModelled('bookings of an event'),
    remove: notModelled('removing events'),
  };
}

export function modelWaitlist(state: SaleState, dynamo: DynamoModel): WaitlistStore {
  const { waitlist, event } = state;
  const key = waitlistKey(event.id);
  const no = () => undefined;
  /** @returns a refusal that holds unless `isAllowed` when it is evaluated. */
  const onlyIf = (isAllowed: () => boolean) => () => (isAllowed() ? undefined : true);
  const updateWaitlist = async (isAllowed: () => boolean, commit: () => void, indexUnits = 0) => {
    const effect = { refusal: onlyIf(isAllowed), commit };
    const outcome = dynamo.write('UpdateItem', key, effect, indexUnits);
    return (await outcome).kind;
  };

  const endPass = (becomesQuiet: boolean) => {
    delete waitlist.servingUpTo;
    if (becomesQuiet) waitlist.quiet = 'yes';
  };
  const duringPass = async (pass: number, commit: () => void) =>
    (await updateWaitlist(() => waitlist.pass === pass, commit)) !== 'contention';

  return {
    read: () => dynamo.read('GetItem', key, () => ({ ...waitlist })),
    readClosing: () => dynamo.readMany([key], EVENTUAL_UNITS, () => ({ ...waitlist })),

    async electCloser(_eventId, now, leaseUntil) {
      const isFree = () => !waitlist.sellsInOrder && (waitlist.closerUntil ?? 0) < now;
      const kind = await updateWaitlist(isFree, () => {
        waitlist.closerUntil = leaseUntil;
      });
      return kind === 'done';
    },

    async closeShard(eventId, shard) {
      const outcome = await dynamo.write('UpdateItem', shardKey(eventId, shard), {
        refusal: no,
        commit: () => {
          state.shard(shard).closed = true;
        },
      });
      return outcome.kind === 'done';
    },

    async startSellingInOrder(_event, seen, { areShardsEmpty, becomesQuiet }, lookAt) {
      const kind = await updateWaitlist(
        () => !waitlist.sellsInOrder && waitlist.pendingCapacity === seen.pendingCapacity,
        () => {
          Object.assign(waitlist, { sellsInOrder: true, shardsEmpty: areShardsEmpty });
          if (becomesQuiet) waitlist.quiet = 'yes';
          delete waitlist.closerUntil;
          setLook(waitlist, lookAt);
        },
        lookUnits(waitlist, lookAt),
      );
      return kind === 'done';
    },

    async noteShardsFull(_event, roomMoves) {
      const kind = await updateWaitlist(
        () => waitlist.roomMoves === roomMoves,
        () => {
          waitlist.shardsFull = true;
        },
      );
      return kind === 'done';
    },

    releasedBookingIds: async (event, limit) => {
      const reads = releasePartitionsOf(event).map((pk) =>
        dynamo.read('Query', { pk, sk: '' }, () => undefined, 0.5),
      );
      await Promise.all(reads);
      const oldestFirst = [...state.releases].sort(([, one], [, other]) => one - other);
      return oldestFirst.slice(0, limit).map(([bookingId]) => bookingId);
    },

    async startPass(_eventId, pass, servingUpTo) {
      const isNext = () => waitlist.sellsInOrder && waitlist.pass === pass - 1;
      return (await updateWaitlist(isNext, () => Object.assign(waitlist, { pass, servingUpTo }))) === 'done';
    },

    async endPass(_eventId, pass, { becomesQuiet = false } = {}) {
      return duringPass(pass, () => endPass(becomesQuiet));
    },

    announceEndOfQuiet(_eventId, pass) {
      return duringPass(pass, () => {
        waitlist.quiet = 'ending';
      });
    },

    endQuiet(_eventId, pass, servingUpTo) {
      return duringPass(pass, () => {
        delete waitlist.quiet;
        waitlist.servingUpTo = servingUpTo;
      });
    },

    async collectFromShards(_event, seen, { shards, isLast }, lookAt) {
      const unassigned = shards.reduce(
        (sum, shard) => sum + shard.freeTickets,
        seen.unassigned + seen.pendingCapacity,
      );
      const keys = [key, ...shards.map(({ index }) => shardKey(event.id, index))];
      const effect = {
        refusal: onlyIf(() => waitlist.pass === seen.pass && waitlist.unassigned === seen.unassigned),
        commit: () => {
          Object.assign(waitlist, { unassigned, pendingCapacity: 0, shardsEmpty: isLast });
          for (const { index } of shards) state.shard(index).freeTickets = 0;
          setLook(waitlist, lookAt);
        },
      };
      return (await dynamo.transact(keys, effect, lookUnits(waitlist, lookAt))).kind === 'done';
    },

    async readHead(_event, { after = '', upTo }) {
      const partitions = entryPartitions(event);
      await Promise.all(partitions.map((pk) => dynamo.read('Query', { pk, sk: '' }, () => undefined)));
      const entries = [...state.entries.values()].filter(({ key }) => key > after && key <= upTo);
      const byPartition = Object.groupBy(entries, ({ partition }) => partition);
      return mergePartitions(
        partitions.map((pk) => {
          const sorted = (byPartition[pk] ?? []).sort((a, b) => (a.key < b.key ? -1 : 1));
          const isComplete = sorted.length < WAITLIST_PAGE_ENTRIES;
          return { entries: sorted.slice(0, WAITLIST_PAGE_ENTRIES), complete: isComplete };
        }),
      );
    },

    readPart(_event, part, { upTo }) {
      const partitions = entryPartitions(event);
      const pk = partitions[Math.floor(part * partitions.length)] ?? '';
      return dynamo.read('Query', { pk, sk: '' }, () => {
        for (const entry of state.entries.values())
          if (entry.partition === pk && entry.key <= upTo) return [entry];
        return [];
      });
    },

    async writeBatch(_event, seen, batch, { now, lookAt, last, becomesQuiet = false }) {
      const promoted = batch.promote.flatMap(({ entry }) => [
        bookingKey(event, entry.bookingId),
        { pk: entry.partition, sk: entry.key },
      ]);
      const collected = batch.collect.map(({ bookingId }) => bookingKey(event, bookingId));
      const effect = {
        refusal: onlyIf(
          () =>
            waitlist.pass === seen.pass &&
            waitlist.unassigned === seen.unassigned &&
            batch.collect.every((release) => isUnchanged(state, release)) &&
            batch.promote.every(({ entry }) => state.entries.get(entry.key)?.quantity === entry.quantity),
        ),
        commit: () => {
          waitlist.unassigned = batch.unassigned;
          waitlist.served += batch.promote.length;
          waitlist.promotions += batch.promote.length;
          if (last) endPass(becomesQuiet);
          setLook(waitlist, lookAt);
          for (const release of batch.collect) {
            handOn(state, release, now);
            dynamo.index(() => state.releases.delete(release.bookingId));
          }
          batch.promote.forEach((promotion, index) => {
            promote(state, promotion, seen.promotions + index + 1, now);
          });
        },
      };
      const units = lookUnits(waitlist, lookAt) + batch.collect.length;
      await dynamo.compute((1 + collected.length + promoted.length) * CLERK_ACTION_MS);
      return (await dynamo.transact([key, ...collected, ...promoted], effect, units)).kind === 'done';
    },

    moveRoom: notModelled('room that is given back'),
    takeBackRoom: notModelled('lower limits'),
    passHead: notModelled('heads that are passed'),
    returnToShards: notModelled('releases'),
    freePendingCapacity: notModelled('raised capacities'),
    offeredBookingIds: notModelled('offers'),
    endBookings: notModelled('ends of bookings'),
    markEnded: notModelled('ends of sales'),
    completeCancellation: notModelled('cancelled events'),
    postponeLook: notModelled('sweeps'),
  };
}

/** A changed time of the next look costs one index unit for the removed key and one for the added key. */
function lookUnits(waitlist: WaitlistState, lookAt: number | undefined): number {
  if (waitlist.lookAt === lookAt) return 0;
  return [waitlist.lookAt, lookAt].filter((at) => at !== undefined).length;
}

function setLook(waitlist: WaitlistState, lookAt: number | undefined): void {
  if (lookAt === undefined) delete waitlist.lookAt;
  else waitlist.lookAt = lookAt;
}

function isUnchanged(state: SaleState, { bookingId, quantity }: Release): boolean {
  return state.bookings.get(bookingId)?.released === quantity;
}

function handOn(state: SaleState, { bookingId, quantity }: Release, at: number): void {
  const before = state.bookings.get(bookingId) as Booking;
  const history: HistoryEntry[] = [...before.history, { what: 'handed-on', at, quantity }];
  state.bookings.set(bookingId, { ...before, released: 0, history });
}

/** Promotes a whole entry to `confirmed`, as under the policy `strict` without offers. */
function promote(
  state: SaleState,
  { entry, quantity }: Promotion,
  promotionNumber: number,
  at: number,
): void {
  const historyEntry: HistoryEntry = { what: 'promoted', at, quantity, promotionNumber };
  const before = state.bookings.get(entry.bookingId) as Booking;
  state.bookings.set(entry.bookingId, {
    ...before,
    status: 'confirmed',
    history: [...before.history, historyEntry],
  });
  state.entries.delete(entry.key);
}
