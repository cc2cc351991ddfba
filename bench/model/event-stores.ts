/** The stores of the event and of its line over the model: the closing, and the clerk's calls in a sale. */
import type { Booking, Fact } from '../../functions/domain/booking.ts';
import type { Line } from '../../functions/domain/event.ts';
import type { EventStore, LineStore } from '../../functions/domain/ports.ts';
import type { Promotion } from '../../functions/domain/serve-line.ts';
import {
  bookingKey,
  entryPartitions,
  eventKey,
  type Key,
  lineKeys,
  releaseBucketOf,
  shardKey,
} from '../../functions/store/keys.ts';
import type { DynamoModel } from './dynamo.ts';
import { notModelled, type SaleState } from './sale-state.ts';

const BATCH_GET_LIMIT_ITEMS = 100;

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
        batches.push(dynamo.readMany(keys, consistency === 'strong' ? 1 : 0.5, look));
      }
      return (await Promise.all(batches)).flat();
    },

    create: notModelled('creating events'),
    change: notModelled('changing events'),
    describe: notModelled('changing events'),
    copyTerms: notModelled('changing events'),
    endSpreading: notModelled('changing events'),
    withdraw: notModelled('lower capacities'),
    bookings: notModelled('bookings of an event'),
    remove: notModelled('removing events'),
  };
}

export function modelLine(state: SaleState, dynamo: DynamoModel): LineStore {
  const { line, event } = state;
  const copies = lineKeys(event);
  let looks = 0;
  /** Functions each have a copy of their own; here they take turns. */
  const copyToRead = () => copies[looks++ % copies.length] as Key;
  const no = () => undefined;
  /** Refused unless `isAllowed` at that moment. */
  const onlyIf = (isAllowed: () => boolean) => () => (isAllowed() ? undefined : true);
  const updateLine = async (isAllowed: () => boolean, commit: () => void, indexUnits = 0) => {
    const effect = { refusal: onlyIf(isAllowed), commit };
    const outcome =
      copies.length === 1
        ? dynamo.write('UpdateItem', copyToRead(), effect, indexUnits)
        : dynamo.transact(copies, effect, indexUnits);
    return (await outcome).kind;
  };

  return {
    read: () => dynamo.read('GetItem', copyToRead(), () => ({ ...line })),

    async electCloser(_eventId, now, leaseUntil) {
      const isFree = () => !line.queueing && (line.closerUntil ?? 0) < now;
      const kind = await updateLine(isFree, () => {
        line.closerUntil = leaseUntil;
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

    async markQueueing(_event, seen, isDrained, lookAt) {
      const kind = await updateLine(
        () => !line.queueing && line.raised === seen.raised,
        () => {
          Object.assign(line, { queueing: true, drained: isDrained });
          delete line.closerUntil;
          setLook(line, lookAt);
        },
        lookUnits(line, lookAt),
      );
      return kind === 'done';
    },

    releasedBookingIds: async (eventId) =>
      dynamo.read('Query', { pk: releaseBucketOf(eventId), sk: '' }, () => [], 0.5),

    async startPass(_eventId, pass, servingUpTo) {
      const isNext = () => line.queueing && line.pass === pass - 1;
      return (await updateLine(isNext, () => Object.assign(line, { pass, servingUpTo }))) === 'done';
    },

    async endPass(_eventId, pass) {
      const isMine = () => line.pass === pass;
      const kind = await updateLine(isMine, () => {
        delete line.servingUpTo;
      });
      return kind !== 'contention';
    },

    async drainShards(_event, seen, { shards, isLast }, lookAt) {
      const pool = shards.reduce((sum, shard) => sum + shard.freeTickets, seen.pool);
      const keys = [...copies, ...shards.map(({ index }) => shardKey(event.id, index))];
      const effect = {
        refusal: onlyIf(() => line.pass === seen.pass && line.pool === seen.pool),
        commit: () => {
          Object.assign(line, { pool, drained: isLast });
          for (const { index } of shards) state.shard(index).freeTickets = 0;
          setLook(line, lookAt);
        },
      };
      return (await dynamo.transact(keys, effect, lookUnits(line, lookAt))).kind === 'done';
    },

    async readHead(_event, { after = '', upTo }) {
      const pages = entryPartitions(event).map((pk) => dynamo.read('Query', { pk, sk: '' }, () => []));
      await Promise.all(pages);
      const entries = [...state.entries.values()].filter(({ key }) => key > after && key <= upTo);
      return { entries: entries.sort((a, b) => (a.key < b.key ? -1 : 1)), complete: true };
    },

    async applyTurn(_event, seen, turn, { now, lookAt, last }) {
      const promoted = turn.promote.flatMap(({ entry }) => [
        bookingKey(event, entry.bookingId),
        { pk: entry.partition, sk: entry.key },
      ]);
      const effect = {
        refusal: onlyIf(
          () =>
            line.pass === seen.pass &&
            line.pool === seen.pool &&
            turn.promote.every(({ entry }) => state.entries.get(entry.key)?.quantity === entry.quantity),
        ),
        commit: () => {
          line.pool = turn.pool;
          line.served += turn.promote.length;
          line.turns += turn.promote.length;
          if (last) delete line.servingUpTo;
          setLook(line, lookAt);
          turn.promote.forEach((promotion, index) => {
            promote(state, promotion, seen.turns + index + 1, now);
          });
        },
      };
      const units = lookUnits(line, lookAt);
      return (await dynamo.transact([...copies, ...promoted], effect, units)).kind === 'done';
    },

    returnToShard: notModelled('releases'),
    freeRaised: notModelled('raised capacities'),
    offeredBookingIds: notModelled('offers'),
    endBookings: notModelled('ends of bookings'),
    markEnded: notModelled('ends of sales'),
    completeCancellation: notModelled('cancelled events'),
    postponeLook: notModelled('sweeps'),
  };
}

/** Another instant of the next look costs the index a unit for the key that goes and one for the key that comes. */
function lookUnits(line: Line, lookAt: number | undefined): number {
  if (line.lookAt === lookAt) return 0;
  return [line.lookAt, lookAt].filter((at) => at !== undefined).length;
}

function setLook(line: Line, lookAt: number | undefined): void {
  if (lookAt === undefined) delete line.lookAt;
  else line.lookAt = lookAt;
}

/** Under the policy `strict`: whole entries, assigned at once. */
function promote(state: SaleState, { entry, quantity }: Promotion, turn: number, at: number): void {
  const fact: Fact = { what: 'promoted', at, quantity, turn };
  const before = state.bookings.get(entry.bookingId) as Booking;
  state.bookings.set(entry.bookingId, { ...before, status: 'confirmed', history: [...before.history, fact] });
  state.entries.delete(entry.key);
}
